"""The only place that talks to Google."""
