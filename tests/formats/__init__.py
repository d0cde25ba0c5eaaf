"""Tests of how results look."""
