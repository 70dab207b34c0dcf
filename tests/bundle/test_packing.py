"""Pieces of a member: compressed one by one, they are one stream together."""

from __future__ import annotations

import random
import zlib
from mmap import mmap
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rostergen.bundle.packing import COMPRESSIONS, END, Compression, joined_crc, packer

TEXT = b"2c5ea4c0-4067-11e9-8bad-9b1deb4d3b7d,,,true,\r\n" * 500


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_pieces_stand_one_after_the_other(compression: Compression) -> None:
    pack = packer(compression)
    pieces = [pack(TEXT), pack(b""), pack(memoryview(TEXT[:99])), pack(b"x")]
    whole = TEXT + TEXT[:99] + b"x"
    kept = b"".join(bytes(piece.data) for piece in pieces)
    assert (kept if compression == "store" else zlib.decompress(kept + END, -15)) == whole
    assert sum(piece.size for piece in pieces) == len(whole)
    crc: int | None = 0
    for piece in pieces:
        crc = joined_crc(crc, piece.crc, piece.size)
    assert crc == zlib.crc32(whole)


def test_small_is_no_larger_than_fast_and_both_compress() -> None:
    store, fast, small = (len(packer(compression)(TEXT).data) for compression in COMPRESSIONS)
    assert store == len(TEXT)
    assert small <= fast < store / 10


def test_small_is_worth_its_time_where_ids_are_random() -> None:
    draw = Random(1)
    users = [str(UUID(int=draw.getrandbits(128))) for _ in range(300)]
    rows = [f"{UUID(int=draw.getrandbits(128))},,,{draw.choice(users)},student,true\r\n" for _ in range(9000)]
    fast, small = (len(packer(compression)("".join(rows).encode()).data) for compression in ("fast", "small"))
    assert small < 0.95 * fast


def test_a_folder_keeps_files_as_they_are() -> None:
    piece = packer(None)(TEXT)
    assert (piece.data, piece.size, piece.crc) == (TEXT, len(TEXT), None)
    assert joined_crc(0, piece.crc, piece.size) is None


@given(st.lists(st.binary(max_size=300).map(lambda block: block.replace(b"\0", b"")), max_size=5))
def test_any_bytes_but_nul(blocks: list[bytes]) -> None:
    kept = b"".join(bytes(packer("fast")(block).data) for block in blocks)
    assert zlib.decompress(kept + END, -15) == b"".join(blocks)


def test_a_piece_does_not_depend_on_where_the_compressor_is() -> None:
    rng = random.Random(1)

    def text() -> bytes:
        """Return a text that comes back to its first bytes, which the compressor then refers to."""
        start, *between = ("".join(rng.choices("0123456789abcdef", k=n)).encode() for n in (40, 300, 30, 30))
        return start + between[0] + start[:5] + between[1] + start[1:6] + between[2] + start[2:7]

    texts = [text() for _ in range(16)]
    pack = packer("fast")
    first = [pack(text).data for text in texts]
    in_the_way = []
    for _ in range(3000):
        in_the_way.append(mmap(-1, 70_000))  # 64 kB at least, so that the next compressor is elsewhere
        assert [pack(text).data for text in texts] == first
