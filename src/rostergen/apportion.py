"""Divide whole things by shares, exactly."""

from __future__ import annotations

import numpy as np


def apportion(weights: np.ndarray, total: int) -> np.ndarray:
    """Divide `total` things by `weights` with the largest-remainder method.

    Returns int64 counts of the shape of `weights` that sum to exactly `total`; ties go to the earlier entry.
    At least one weight is positive; an entry of weight 0 gets nothing.
    """
    quota = np.asarray(weights, dtype=np.float64) * (total / np.sum(weights))
    counts = np.floor(quota + 1e-9).astype(np.int64)
    order = np.argsort(-np.where(quota > 0, quota - counts, -1.0), kind="stable")
    counts[order[: total - int(counts.sum())]] += 1
    return counts


def apportion_with_floor(weights: np.ndarray, total: int, floor: int = 1) -> np.ndarray:
    """Divide `total` things by `weights`, nobody below `floor`; needs `total >= floor * len(weights)`."""
    counts = apportion(weights, total)
    while (short := counts < floor).any():
        missing = int((floor - counts[short]).sum())
        counts[short] = floor
        rich = counts > floor
        taken = np.minimum(apportion(np.where(rich, counts - floor, 0), missing), counts - floor)
        counts = np.where(rich, counts - taken, counts)
        counts[np.argmax(counts)] -= int(counts.sum()) - total
    return counts


def even_bounds(total: int, parts: int) -> np.ndarray:
    """Return the `parts + 1` boundaries (int64) that cut `total` things into parts as even as can be."""
    return np.arange(parts + 1, dtype=np.int64) * total // parts
