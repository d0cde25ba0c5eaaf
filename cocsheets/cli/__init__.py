"""The command line: reads options and the clock, calls one operation, prints, returns a code."""
