"""Bulk work without the cycle collector.

A sheet is read into a million small values, none of which refers back to what holds it. Python's
collector would walk all of them again and again to find that out, for half of the time taken.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Keep the cycle collector from running meanwhile. Also usable as a decorator."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            if not gc.get_freeze_count():
                # Straight to the oldest generation, in place of being walked in each on the way.
                gc.freeze()
                gc.unfreeze()
            gc.enable()
