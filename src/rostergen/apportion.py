"""Divide whole things by shares, exactly."""

from __future__ import annotations

import numpy as np


def apportion(weights: np.ndarray, total: int) -> np.ndarray:
    """Divide `total` things by `weights` with the largest-remainder method.

    Returns int64 counts of the shape of `weights` that sum to exactly `total`; ties go to the earlier entry.
    At least one weight is positive; an entry of weight 0 gets nothing.
    """
    weights = np.asarray(weights, dtype=np.float64)
    quota = weights * (total / weights.sum())
    counts: np.ndarray = np.floor(quota + 1e-9).astype(np.int64)
    order = np.where(quota > 0, counts - quota, 1.0).argsort(kind="stable")
    counts[order[: total - int(counts.sum())]] += 1
    return counts


def apportion_above(floors: np.ndarray, weights: np.ndarray, total: int) -> np.ndarray:
    """Divide `total` things by `weights`, nobody below their floor (int64); needs `total >= sum(floors)`."""
    quota = weights * (total / np.sum(weights))
    above: np.ndarray = floors + apportion(np.maximum(quota - floors, 1e-9), total - int(np.sum(floors)))
    return above
