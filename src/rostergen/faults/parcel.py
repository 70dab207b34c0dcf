"""What becomes the bundle: entries with the files they come from, put into a folder or packed into a zip.

The same entries give the same bytes, here as for bundles that are whole.
"""

from __future__ import annotations

import os
import shutil
import warnings
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path
    from typing import IO

_LEVEL = 1
_UNIX = 3
_FILE, _LINK = 0o100644, 0o120777
_CHUNK = 1 << 20


@dataclass(slots=True)
class Member:
    """One entry: its name in the bundle, and the file or the bytes that it holds."""

    name: str
    content: Path | bytes
    origin: str = ""
    """Its name in the bundle as it was."""
    repeated: int = 0
    """Bytes of blanks that follow, which need not be stored anywhere."""
    stored: bool = False
    encrypted: bool = False
    damaged: bool = False
    link: bool = False


@dataclass(slots=True)
class Parcel:
    """The entries of a bundle, and what is done to the zip as a whole."""

    members: list[Member] = field(default_factory=list)
    cut: bool = False
    """Whether the end of the zip is missing."""

    def member(self, name: str) -> Member:
        """Return an entry by the name that it had in the bundle, whatever it is called by now."""
        return next(member for member in self.members if member.origin == name)

    def drop(self, name: str) -> None:
        """Take an entry out."""
        self.members.remove(self.member(name))

    def lay_out(self, folder: Path) -> None:
        """Write the entries into a folder."""
        for member in self.members:
            target = folder / member.name
            target.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(member.content, bytes):
                target.write_bytes(member.content)
            else:
                shutil.copyfile(member.content, target)
            if member.repeated:
                with target.open("ab") as out:
                    _blanks(out, member.repeated)

    def pack(self, target: Path) -> None:
        """Write a zip."""
        with zipfile.ZipFile(target, "x") as archive, warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # that a name is there twice may be the fault
            for member in self.members:
                self._add(archive, member)
        with target.open("r+b") as file:
            for info, member in zip(archive.infolist(), self.members, strict=True):
                if member.damaged:
                    _flip(file, _content_at(file, info) + info.compress_size // 2)
                if member.encrypted:
                    _flip(file, info.header_offset + 6, 1)
                    _flip(file, _directory_entry(file, archive, info) + 8, 1)
            if self.cut:
                file.truncate(archive.start_dir * 2 // 3)
            file.flush()
            os.fsync(file.fileno())

    def _add(self, archive: zipfile.ZipFile, member: Member) -> None:
        # All that zipfile would take from clock or platform is set here, as in bundle.zipped.
        info = zipfile.ZipInfo(member.name, date_time=(1980, 1, 1, 0, 0, 0))
        info.compress_type = zipfile.ZIP_STORED if member.stored else zipfile.ZIP_DEFLATED
        info.create_system = _UNIX
        info.external_attr = (_LINK if member.link else _FILE) << 16
        info._compresslevel = _LEVEL  # type: ignore[attr-defined]
        if isinstance(member.content, bytes):
            info.file_size = len(member.content) + member.repeated
            with archive.open(info, "w") as out:
                out.write(member.content)
                _blanks(out, member.repeated)
            return
        info.file_size = member.content.stat().st_size + member.repeated
        with member.content.open("rb") as source, archive.open(info, "w") as out:
            shutil.copyfileobj(source, out, _CHUNK)
            _blanks(out, member.repeated)


def _blanks(out: IO[bytes], n: int) -> None:
    while n > 0:
        out.write(b" " * min(n, _CHUNK))
        n -= _CHUNK


def _flip(file: IO[bytes], at: int, bits: int = 0xFF) -> None:
    file.seek(at)
    (byte,) = file.read(1)
    file.seek(at)
    file.write(bytes([byte ^ bits]))


def _content_at(file: IO[bytes], info: zipfile.ZipInfo) -> int:
    file.seek(info.header_offset + 26)
    lengths = file.read(4)
    name, extra = int.from_bytes(lengths[:2], "little"), int.from_bytes(lengths[2:], "little")
    return info.header_offset + 30 + name + extra


def _directory_entry(file: IO[bytes], archive: zipfile.ZipFile, wanted: zipfile.ZipInfo) -> int:
    """Return where the entry of a member begins in the directory of the zip."""
    at = archive.start_dir
    for info in archive.infolist():
        if info is wanted:
            break
        file.seek(at + 28)
        lengths = file.read(6)
        at += 46 + sum(int.from_bytes(lengths[i : i + 2], "little") for i in (0, 2, 4))
    return at
