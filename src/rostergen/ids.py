"""sourcedIds as a pure function of (seed, kind, index): random UUIDs (version 4) with random access.

An id is 128 bits of a counter-based generator, so the id of row 7,000,000 costs no more than that of row 0, any
worker can write any row, and an object keeps its id however many others there are.
"""

from __future__ import annotations

import numpy as np

from rostergen.rng import philox

UUID_LENGTH = 36
UUID_TEMPLATE = b"\0\0\0\0\0\0\0\0-\0\0\0\0-\0\0\0\0-\0\0\0\0-\0\0\0\0\0\0\0\0\0\0\0\0"
"""The hyphens of every id, with NUL for its digits."""

_HEX = np.frombuffer(b"0123456789abcdef", dtype=np.uint8)
_DIGITS = np.arange(65536, dtype=np.uint32)[:, None] >> np.array([4, 0, 12, 8], dtype=np.uint32) & 15
# Text of every 16-bit value in the byte order of the words: four hexadecimal digits as one 32-bit number.
_FOUR_DIGITS = np.ascontiguousarray(_HEX[_DIGITS]).view(np.uint32).ravel()
_CHUNK = 8192
# Byte 6 holds the version in its upper half, byte 8 the variant in its upper two bits (RFC 9562).
_VERSION_4 = np.frombuffer(bytes([0] * 6 + [0x40, 0, 0x80] + [0] * 7), np.uint64)
_RANDOM = np.frombuffer(bytes([255] * 6 + [0x0F, 255, 0x3F] + [255] * 7), np.uint64)
_OFFSETS = (0, 4, 9, 14, 19, 24, 28, 32)
_LAYOUT = np.dtype({"names": [f"q{i}" for i in range(8)], "formats": ["<u4"] * 8, "offsets": _OFFSETS, "itemsize": 36})


def uuid_words(seed: int, kind: str, start: int, count: int) -> np.ndarray:
    """Return the ids `start … start + count - 1` of a kind ("student", "class", …) as uint64 words (count, 2)."""
    bits = philox(seed, f"ids.{kind}").advance(start // 2)
    skip = start % 2
    words = bits.random_raw(2 * (count + skip)).reshape(-1, 2)[skip:]
    for half in range(2):
        own = words[:, half]
        own &= _RANDOM[half]
        own |= _VERSION_4[half]
    return words


def uuid_text(words: np.ndarray) -> np.ndarray:
    """Return ids given as words (n, 2) in their text form: bytes (n,) of dtype V36."""
    text = np.empty(len(words), f"V{UUID_LENGTH}")
    template = np.frombuffer(UUID_TEMPLATE, text.dtype)
    for start in range(0, len(words), _CHUNK):  # what fits the cache is several times faster
        rows = slice(start, start + _CHUNK)
        text[rows] = template
        write_uuids(words[rows], text[rows])
    return text


def write_uuids(words: np.ndarray, text: np.ndarray) -> None:
    """Write ids given as words (n, 2) into `text`, dtype V36 (n,), which holds the template."""
    quarters = np.ascontiguousarray(words).view(np.uint16).reshape(-1, 8).T.astype(np.intp, order="C")
    fields = text.view(_LAYOUT)
    for i, values in enumerate(quarters):
        fields[f"q{i}"] = _FOUR_DIGITS.take(values, mode="clip")  # all are within, so that nothing need be checked
