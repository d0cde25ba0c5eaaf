"""Who may see the file. Pure: no network, no clock, no printing."""
