"""Carries plans out: re-read, write, read again, put right."""
