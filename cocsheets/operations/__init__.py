"""One function per verb: what the commands and a library user call."""
