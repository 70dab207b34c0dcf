"""Sorting by whole numbers, several times faster than a stable argsort."""

from __future__ import annotations

from typing import NamedTuple

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


class Distinct(NamedTuple):
    """The different ones of some keys."""

    values: np.ndarray  # ascending, of the dtype of the keys
    which: np.ndarray  # int64 (keys): which of the values a key is
    first: np.ndarray  # int64 (values): the first key that is the value


def distinct(keys: np.ndarray) -> Distinct:
    """Return what is distinct among non-negative integer keys; `np.unique` compares them, and imports numpy.ma."""
    order = stable_order(keys)
    ordered = keys.take(order)
    new = _differs_from_before(ordered)
    which = np.empty(len(keys), np.int64)
    which[order] = np.cumsum(new) - 1
    return Distinct(ordered[new], which, order[new])


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
