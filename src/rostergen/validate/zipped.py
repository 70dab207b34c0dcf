"""A bundle that is one zip, as the standard wants it, and as strangers make them.

Members are only ever written to a file of ours, by a name of ours, and none is unpacked that would expand beyond what
is believable.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import struct
import unicodedata
import zipfile
import zlib
from contextlib import closing
from typing import TYPE_CHECKING, Literal

from rostergen.errors import InputError
from rostergen.scratch import scratch_file
from rostergen.validate.archive import KINDS, Entry, shown

if TYPE_CHECKING:
    from pathlib import Path

    from rostergen.validate.archive import Archive
    from rostergen.validate.collector import Collector

_CHUNK = 1 << 18
_MAX_DIRECTORY = 8 << 20
"""Bytes of a zip's directory: more than a hundred thousand members, each of which is an object in memory."""
_MAX_TOTAL = 64 << 30
_BELIEVABLE, _BELIEVABLE_RATIO = 100 << 20, 200
"""Rosters shrink four to twenty times. A member above this size that shrinks more than so many times is a bomb."""
_DAMAGED = (zipfile.BadZipFile, RuntimeError, ValueError, IndexError, OverflowError, EOFError, struct.error, zlib.error)
_METHODS = {9: "deflate64", 12: "bzip2", 14: "lzma", 93: "zstandard", 95: "xz", 98: "PPMd"}
_END, _END_WIDE_AT = b"PK\5\6", b"PK\6\7"


def open_zip(path: Path, collector: Collector) -> Archive | None:
    """Open a zip and report unsafe members; None, reported, where it cannot be opened or must not be unpacked."""
    try:
        if _directory_size(path) > _MAX_DIRECTORY:
            collector.add("RG-ZIP-02", path.name, problem="it has far too many members")
            return None
        archive = zipfile.ZipFile(path)  # closed by _Zip.close
    except _DAMAGED as error:
        collector.add("RG-ZIP-01", path.name, problem=_reason(error))
        return None
    except OSError as error:
        raise InputError(f"cannot read the bundle {path}: {error.strerror or error}") from error
    if problem := _unbelievable(archive):
        with closing(archive):
            collector.add("RG-ZIP-02", path.name, problem=problem)
            return None
    return _Zip(archive, collector)


def _directory_size(path: Path) -> int:
    """Return the bytes of a zip's directory as its end record tells; 0 if there is none.

    zipfile reads the directory as a whole and makes an object of every member: it must not be asked before.
    """
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        start = max(0, size - 22 - 65535 - 20)
        file.seek(start)
        tail = file.read()
        at = tail.rfind(_END)
        if at < 0 or len(tail) - at < 22:
            return 0
        directory = int.from_bytes(tail[at + 12 : at + 16], "little")
        if at >= 20 and tail[at - 20 : at - 16] == _END_WIDE_AT:
            file.seek(min(int.from_bytes(tail[at - 12 : at - 4], "little"), size))
            wide = file.read(56)
            directory = max(int.from_bytes(wide[40:48], "little"), directory if directory != 0xFFFFFFFF else 0)
    return min(directory, size)


def _unbelievable(archive: zipfile.ZipFile) -> str:
    """Return what speaks against unpacking anything, "" if nothing does."""
    members = sorted(archive.infolist(), key=lambda member: member.header_offset)
    end = 0
    for member in members:
        if member.header_offset < end:
            return "its members overlap"
        end = member.header_offset + 30 + member.compress_size
    if sum(member.file_size for member in members) > _MAX_TOTAL:
        return f"its members add up to more than {_MAX_TOTAL >> 30} GiB"
    return ""


class _Zip:
    """A bundle as the standard wants it."""

    def __init__(self, archive: zipfile.ZipFile, collector: Collector) -> None:
        self._archive = archive
        self._collector = collector
        self.entries = [self._entry(member) for member in archive.infolist()]

    def _entry(self, member: zipfile.ZipInfo) -> Entry:
        raw = member.orig_filename
        name, parts = shown(raw), tuple(part for part in raw.split("/") if part)
        kind: Literal["file", "folder", "refused"] = "folder" if raw.endswith("/") else "file"
        if problem := _unsafe(raw):
            self._collector.add("RG-ZIP-03", name, problem=problem)
            kind = "refused"
        elif problem := _odd(member):
            self._collector.add("RG-ZIP-04", name, problem=problem)
            kind = "refused"
        return Entry(name, parts, kind, member)

    def fetch(self, entry: Entry, target: Path) -> Path | None:
        member = entry.where
        assert isinstance(member, zipfile.ZipInfo)
        if problem := self._refusal(member):
            self._collector.add(*problem[:1], entry.name, problem=problem[1])
            return None
        if shutil.disk_usage(target.parent).free < member.file_size:
            need = f"{member.file_size >> 20:,} MiB"
            raise InputError(f"no room to unpack {entry.name} ({need}) in {target.parent}: set TMPDIR to a larger disk")
        try:
            source = self._archive.open(member)
        except (*_DAMAGED, OSError) as error:
            self._collector.add("RG-ZIP-01", entry.name, problem=_reason(error))
            return None
        with source, scratch_file(target) as out:
            while True:
                try:
                    chunk = source.read(_CHUNK)
                except (*_DAMAGED, OSError) as error:
                    self._collector.add("RG-ZIP-01", entry.name, problem=_reason(error))
                    return None
                if not chunk:
                    return target
                out.write(chunk)

    def _refusal(self, member: zipfile.ZipInfo) -> tuple[str, str] | None:
        """Return the rule that keeps a member from being unpacked, and why."""
        if member.flag_bits & 0x1:
            return "RG-ZIP-01", "it is encrypted"
        if member.file_size > _BELIEVABLE and member.file_size > _BELIEVABLE_RATIO * member.compress_size:
            ratio = member.file_size // max(member.compress_size, 1)
            return "RG-ZIP-02", f"{ratio:,} times its size, to {member.file_size >> 20:,} MiB"
        if member.compress_type == zipfile.ZIP_STORED:
            if member.file_size:
                self._collector.add("OR-PKG-01", shown(member.orig_filename), problem="it is stored, not compressed")
        elif member.compress_type in _METHODS:
            return "OR-PKG-01", f"it is compressed with {_METHODS[member.compress_type]}"
        elif member.compress_type != zipfile.ZIP_DEFLATED:
            return "RG-ZIP-01", f"its compression has the unknown number {member.compress_type}"
        return None

    def close(self) -> None:
        self._archive.close()


def _unsafe(name: str) -> str:
    """Return what is unsafe about the name of a member."""
    if not name.isprintable() and any(unicodedata.category(c)[0] == "C" for c in name):
        return "it has control characters"
    if name.startswith("/") or re.match(r"[A-Za-z]:", name):
        return "it is an absolute path"
    if "\\" in name:
        return "it has backslashes"
    if ".." in name.split("/"):
        return "it leads out of the folder"
    return ""


def _odd(member: zipfile.ZipInfo) -> str:
    """Return what a member is if it is neither a file nor a folder."""
    kind = stat.S_IFMT(member.external_attr >> 16)
    return "" if kind in (0, stat.S_IFREG, stat.S_IFDIR) else KINDS.get(kind, "a device")


def _reason(error: Exception) -> str:
    """Return in plain words why a zip cannot be read."""
    text = str(error) or type(error).__name__
    if "not a zip file" in text:
        return "it is cut short or damaged: its directory is missing"
    return shown(f"it is damaged ({text})")
