"""Random choices that depend on a seed and a name alone: the same on every platform and in every version of Python."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_Item = TypeVar("_Item")


class Draw:
    """A stream of random numbers (SHA-256 in counter mode), keyed by a seed and a name."""

    def __init__(self, seed: int, name: str) -> None:
        self._key = f"{seed}/{name}/"
        self._counter = 0

    def bits(self) -> int:
        """Return the next 128 random bits."""
        digest = hashlib.sha256(f"{self._key}{self._counter}".encode()).digest()
        self._counter += 1
        return int.from_bytes(digest[:16], "big")

    def below(self, n: int) -> int:
        """Return a number from 0 to n - 1."""
        return self.bits() % n

    def order(self, n: int) -> Iterator[int]:
        """Yield all numbers from 0 to n - 1 in an order of its own, in no memory."""
        if n < 1:
            return
        width = (n - 1).bit_length()
        mask, half = (1 << width) - 1, (width + 1) // 2
        rounds = [((self.bits() | 1) & mask, self.bits() & mask) for _ in range(3)]
        for number in range(1 << width):
            mixed = number
            for factor, term in rounds:  # each step can be undone, so no two numbers become one
                mixed = (mixed * factor + term) & mask
                mixed ^= mixed >> half
            if mixed < n:
                yield mixed

    def shuffled(self, items: Sequence[_Item]) -> list[_Item]:
        """Return the items in an order of its own."""
        keyed = [(self.bits(), i) for i in range(len(items))]
        return [items[i] for _, i in sorted(keyed)]

    def new_id(self) -> str:
        """Return a sourcedId that nobody has."""
        digits = f"{self.bits():032x}"
        return "-".join((digits[:8], digits[8:12], f"4{digits[13:16]}", f"a{digits[17:20]}", digits[20:]))
