"""Sorting by whole numbers, several times faster than a stable argsort."""

from __future__ import annotations

import numpy as np

_DIGIT = 16
"""Bits: numpy sorts such numbers by counting, without comparing them."""


def stable_order(keys: np.ndarray) -> np.ndarray:
    """Return the stable order (int64) of non-negative integer keys, which are sorted by one digit after the other."""
    order = np.argsort(keys.astype(np.uint16), kind="stable")
    for shift in range(_DIGIT, int(keys.max(initial=0)).bit_length(), _DIGIT):
        digit = (keys >> shift).astype(np.uint16)
        order = order.take(np.argsort(digit.take(order), kind="stable"))
    return order


def distinct(keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the distinct non-negative integer keys, ascending, and for each key which of them it is (int64)."""
    order = stable_order(keys)
    ordered = keys.take(order)
    new = _differs_from_before(ordered)
    which = np.empty(len(keys), np.int64)
    which[order] = np.cumsum(new) - 1
    return ordered[new], which


def earlier_equals(keys: np.ndarray) -> np.ndarray:
    """Return how many earlier entries equal each entry (int32)."""
    order = stable_order(keys)
    ordered = keys.take(order)
    place = np.arange(len(keys), dtype=np.int32)
    starts = np.maximum.accumulate(np.where(_differs_from_before(ordered), place, 0))
    before = np.empty(len(keys), np.int32)
    before[order] = place - starts
    return before


def _differs_from_before(values: np.ndarray) -> np.ndarray:
    new = np.ones(len(values), bool)
    np.not_equal(values[1:], values[:-1], out=new[1:])
    return new
