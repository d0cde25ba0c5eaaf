"""What a row means. Pure: no network, no clock, no printing."""
