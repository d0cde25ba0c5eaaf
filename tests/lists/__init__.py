"""Lists that others send."""
