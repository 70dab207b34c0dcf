"""Divide whole things by shares, exactly."""

from __future__ import annotations

from math import fsum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence


def shares(weights: Sequence[float], total: int) -> list[int]:
    """Divide `total` things by `weights` with the largest-remainder method.

    Returns counts that sum to exactly `total`; ties go to the earlier entry. At least one weight is positive; an entry
    of weight 0 gets nothing.
    """
    scale = total / fsum(weights)
    counts = [int(weight * scale + 1e-9) for weight in weights]
    if rest := total - sum(counts):
        behind = [n - weight * scale if weight > 0 else 1.0 for n, weight in zip(counts, weights, strict=True)]
        for i in sorted(range(len(counts)), key=behind.__getitem__)[:rest]:
            counts[i] += 1
    return counts


def shares_above(floors: Sequence[int], weights: Sequence[float], total: int) -> list[int]:
    """Divide `total` things by `weights`, nobody below their floor; needs `total >= sum(floors)`."""
    scale = total / fsum(weights)
    above = [max(weight * scale - floor, 1e-9) for weight, floor in zip(weights, floors, strict=True)]
    return [n + floor for n, floor in zip(shares(above, total - sum(floors)), floors, strict=True)]


def apportion(weights: np.ndarray, total: int) -> np.ndarray:
    """Return `shares` of an array as an array (int64)."""
    return np.array(shares(weights.tolist(), total), np.int64)


def apportion_above(floors: np.ndarray, weights: np.ndarray, total: int) -> np.ndarray:
    """Return `shares_above` of arrays as an array (int64)."""
    return np.array(shares_above(floors.tolist(), weights.tolist(), total), np.int64)


def apportion_within(low: np.ndarray, high: np.ndarray, weights: np.ndarray, total: int) -> np.ndarray:
    """Divide `total` things by `weights` (above 0), nobody below `low` or above `high` (int64 of one length).

    Whoever is not at a bound has the same multiple of the own weight, but for rounding. ValueError if it cannot be:
    `total` has to lie between the sums of the bounds.
    """
    if not low.sum() <= total <= high.sum():
        raise ValueError(f"{total} is not between {low.sum()} and {high.sum()}")
    least, most = 0.0, float((high / weights).max())
    for _ in range(200):  # until the two are neighbors
        middle = (least + most) / 2
        if np.clip(weights * middle, low, high).sum() <= total:
            least = middle
        else:
            most = middle
    quota = np.clip(weights * least, low, high)
    counts: np.ndarray = np.floor(quota).astype(np.int64)
    nearest = np.argsort(counts - quota, kind="stable")
    while rest := total - int(counts.sum()):
        room = nearest[counts[nearest] < high[nearest]][:rest]
        counts[room] += 1
    return counts


def apportion_along(weights: np.ndarray, total: int) -> np.ndarray:
    """Divide `total` things by `weights` so that every run of entries from the first on has its share (int64)."""
    upto = np.rint(np.cumsum(weights) * (total / np.sum(weights))).astype(np.int64)
    counts: np.ndarray = np.diff(upto, prepend=0)
    return counts
