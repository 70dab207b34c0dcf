"""Sorting by whole numbers, several times faster than a stable argsort."""

from __future__ import annotations

import numpy as np


def stable_order(keys: np.ndarray) -> np.ndarray:
    """Return the stable order (int64) of non-negative integer keys.

    Key and place are packed into one number, so that numpy's vectorized sort of values does the work; keys too large
    for that are sorted by argsort.
    """
    n = len(keys)
    bits = n.bit_length()
    if n == 0 or int(keys.max()).bit_length() + bits > 63:
        return np.argsort(keys, kind="stable")
    packed = np.sort((keys.astype(np.int64) << bits) | np.arange(n, dtype=np.int64))
    order: np.ndarray = packed & ((1 << bits) - 1)
    return order


def earlier_equals(keys: np.ndarray) -> np.ndarray:
    """Return how many earlier entries equal each entry (int32)."""
    order = stable_order(keys)
    ordered = keys[order]
    place = np.arange(len(keys))
    starts = np.maximum.accumulate(np.where(np.concatenate([[True], ordered[1:] != ordered[:-1]]), place, 0))
    before = np.empty(len(keys), np.int32)
    before[order] = place - starts
    return before
