"""A zip of members that are compressed already; its bytes depend on nothing but their names and contents."""

from __future__ import annotations

import os
import struct
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from rostergen.bundle.packing import END

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from rostergen.bundle.parts import Written

_CHUNK = 1 << 20
_SYNCED = 256 << 20
"""Bytes between two waits for the disk: with one at the end alone, most of the time would pass behind the last byte."""
_LARGE = 0xFFFF_FFFF
"""Stands for a number that is in the extra field."""
_LARGE_FROM = _LARGE
_STORED, _DEFLATED = 0, 8
_TIME, _DATE = 0, 1 << 5 | 1  # 1980-01-01, the first day that a zip can name
_UTF8_NAMES = 1 << 11
_UNIX = 3 << 8
_REGULAR_FILE_RW_R_R = 0o100644 << 16
_ZIP64_EXTRA = 1


class Member(NamedTuple):
    """A file of the archive."""

    name: str
    data: Path
    """Where its bytes are, as the zip will hold them but for `END`."""
    deflated: bool
    content: Written


def assemble(members: Sequence[Member], zip_path: Path, packing: Callable[[int, int], None] | None = None) -> None:
    """Join members, in their order, to the new file `zip_path`; the files they come from are removed.

    `packing` hears of bytes that were joined, and of how many there are in all.
    The content of the zip is on the disk, not only in its cache, on return; its name is the caller's. Members and the
    zip may be of any size (ZIP64 where it is needed). Raises OSError, and then leaves an unusable `zip_path`.
    """
    total = sum(member.data.stat().st_size for member in members)
    with zip_path.open("xb") as archive:
        joined = synced = 0

        def hear(size: int) -> None:
            nonlocal joined, synced
            joined += size
            if joined - synced >= _SYNCED:
                synced = joined
                _sync(archive)
            if packing:
                packing(size, total)

        entries = [_add(archive, member, hear) for member in members]
        start = archive.tell()
        archive.writelines(entries)
        archive.write(_end(len(entries), start, archive.tell() - start))
        _sync(archive)


def _sync(archive: BinaryIO) -> None:
    archive.flush()
    os.fsync(archive.fileno())


def _add(archive: BinaryIO, member: Member, hear: Callable[[int], None]) -> bytes:
    """Add a member and return its entry in the directory (APPNOTE 6.3.10, 4.3.7 and 4.3.12)."""
    name = member.name.encode()
    place = archive.tell()
    stored = member.data.stat().st_size + (len(END) if member.deflated else 0)
    size, crc = member.content.size, member.content.crc
    large = max(size, stored) >= _LARGE_FROM
    # In the header in front both sizes are in the extra field, or none; in the directory whatever is too large is.
    extra = struct.pack("<HHQQ", _ZIP64_EXTRA, 16, size, stored) if large else b""
    shown = (_LARGE, _LARGE) if large else (stored, size)
    method = _DEFLATED if member.deflated else _STORED
    common = (_UTF8_NAMES if not member.name.isascii() else 0, method, _TIME, _DATE, crc)
    needed = 45 if large else 20
    archive.write(struct.pack("<4s5H3L2H", b"PK\3\4", needed, *common, *shown, len(name), len(extra)) + name + extra)
    with member.data.open("rb") as source:
        while chunk := source.read(_CHUNK):
            archive.write(chunk)
            hear(len(chunk))
    if member.deflated:
        archive.write(END)
    member.data.unlink()

    wide = [number for number in (size, stored) if large] + [place] * (place >= _LARGE_FROM)
    extra = struct.pack(f"<HH{len(wide)}Q", _ZIP64_EXTRA, 8 * len(wide), *wide) if wide else b""
    needed = 45 if wide else 20
    entry = struct.pack(
        "<4s6H3L5H2L",
        b"PK\1\2",
        _UNIX | needed,
        needed,
        *common,
        *shown,
        len(name),
        len(extra),
        0,
        0,
        0,
        _REGULAR_FILE_RW_R_R,
        _LARGE if place >= _LARGE_FROM else place,
    )
    return entry + name + extra


def _end(n: int, start: int, size: int) -> bytes:
    """Return what follows the directory of `n` entries (APPNOTE 4.3.14 to 4.3.16)."""
    wide = b""
    shown = (size, start)
    if start + size >= _LARGE_FROM:
        shown = (_LARGE, _LARGE)
        wide = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, _UNIX | 45, 45, 0, 0, n, n, size, start)
        wide += struct.pack("<4sLQL", b"PK\6\7", 0, start + size, 1)
    return wide + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, n, n, *shown, 0)
