"""What the C library keeps of the memory that was freed. Where it is not glibc, nothing happens."""

from __future__ import annotations

from contextlib import suppress

import numpy as np

_MOST_KEPT = 31 << 20
"""glibc learns from blocks of less than 32 MB only."""


def keep_freed() -> None:
    """Teach glibc to keep what is freed, up to twice this size, once and for all.

    Without it, every array of a megabyte or more comes from the system anew, one page fault for every 4 kB of it.
    """
    np.empty(_MOST_KEPT, np.uint8)  # freed at once; nothing is written to it


def give_back() -> None:
    """Let glibc return to the system what it keeps; worth it once what was needed for long is no more."""
    import ctypes

    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
