"""Pools of distinct texts, and the layout of records of bytes."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_SPECIAL = re.compile('[,"\\r\\n]')


def layout(fields: Mapping[str, tuple[str, int]], width: int) -> np.dtype[np.void]:
    """Return the dtype of a record of `width` bytes (one at least) with fields of a format at an offset."""
    return np.dtype(
        {
            "names": list(fields),
            "formats": [kind for kind, _ in fields.values()],
            "offsets": [offset for _, offset in fields.values()],
            "itemsize": max(width, 1),
        }
    )


def needs_quotes(text: str) -> bool:
    """Return whether CSV encloses a text in quotes."""
    return _SPECIAL.search(text) is not None


class Pool:
    """Distinct texts, each encoded once."""

    def __init__(self, texts: Sequence[str]) -> None:
        bodies = [text.replace('"', '""').encode() for text in texts]
        self.width = max(map(len, bodies), default=0)
        self.bytes = np.array(bodies or [b""], f"S{max(self.width, 1)}").view(f"V{max(self.width, 1)}")
        self.any_quotes = needs_quotes("".join(texts))  # seldom, and to ask each takes as long as to encode it
        self.needs_quotes = np.zeros(max(len(texts), 1), bool)
        if self.any_quotes:
            self.needs_quotes[:] = [needs_quotes(text) for text in texts]
        lengths = set(map(len, bodies))
        self.even = len(lengths) <= 1


@lru_cache(maxsize=256)
def pool_of(texts: tuple[str, ...]) -> Pool:
    """Return the pool of some texts; the districts of a state have most of theirs in common."""
    return Pool(texts)


@lru_cache(maxsize=64)
def with_blank(pool: Pool) -> Pool:
    """Return a pool with a blank in front."""
    extended = Pool.__new__(Pool)
    extended.width = pool.width
    extended.bytes = np.concatenate([np.zeros(1, pool.bytes.dtype), pool.bytes])
    extended.needs_quotes = np.concatenate([[False], pool.needs_quotes])
    extended.any_quotes = pool.any_quotes
    extended.even = False
    return extended
