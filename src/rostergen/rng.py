"""Random streams keyed by name and index, never by the order of calls.

A stream depends on the seed, its name and its indices alone, so adding a draw somewhere moves nothing else.
"""

from __future__ import annotations

import hashlib

import numpy as np


def philox(seed: int, name: str, *indices: int) -> np.random.Philox:
    """Return the counter-based bit generator of the stream `name` (Philox 4x64, 128-bit key from SHA-256)."""
    text = "/".join([str(seed), name, *map(str, indices)])
    return np.random.Philox(key=int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "little"))


def stream(seed: int, name: str, *indices: int) -> np.random.Generator:
    """Return the generator of the stream `name`, for example `stream(1, "people.given_names")`.

    Names are "stage.purpose" and are never renamed: a new name is a new stream, and so a new district.
    """
    return np.random.Generator(philox(seed, name, *indices))


def weighted(rng: np.random.Generator, weights: np.ndarray, n: int) -> np.ndarray:
    """Draw `n` indices (int64) into `weights` (any positive scale) with replacement."""
    cumulative = np.cumsum(weights, dtype=np.float64)
    index = np.searchsorted(cumulative, rng.random(n) * cumulative[-1], side="right")
    within: np.ndarray = np.minimum(index, len(cumulative) - 1)
    return within
