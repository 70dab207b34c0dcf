"""The zip of a bundle: whole, readable by others, the same bytes every time."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
import zipfile
import zlib
from typing import TYPE_CHECKING

import pytest

from rostergen.bundle import zipped
from rostergen.bundle.packing import COMPRESSIONS, Compression, packer
from rostergen.bundle.parts import Written
from rostergen.bundle.zipped import Member, assemble

if TYPE_CHECKING:
    from pathlib import Path

FILES = {
    "manifest.csv": b"propertyName,value\r\nmanifest.version,1.0\r\n",
    "users.csv": bytes(random.Random(1).choices(b"0123456789abcdef-,\r\n", k=3_000_000)),
    "orgs.csv": b"",
    "Français.csv": "title\r\nFrançais 学校\r\n".encode(),
}
NAMES = tuple(FILES)


def zip_of(path: Path, names: tuple[str, ...] = NAMES, compression: Compression = "fast") -> Path:
    """Assemble a zip of FILES, each in two pieces."""
    members = []
    for i, name in enumerate(names):
        pack, content, data = packer(compression), Written(), path.with_name(f"{path.name}.{i}")
        with data.open("wb") as file:
            for block in (FILES[name][:1000], FILES[name][1000:]):
                piece = pack(block)
                content = content.then(piece)
                file.write(piece.data)
        members.append(Member(name, data, compression != "store", content))
    assemble(members, path)
    return path


def test_it_is_told_how_much_is_joined_and_of_how_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the disk is waited for on the way, so that what is told took its time."""
    synced: list[int] = []
    monkeypatch.setattr(zipped, "_CHUNK", 100)
    monkeypatch.setattr(zipped, "_SYNCED", 1000)
    monkeypatch.setattr("os.fsync", lambda descriptor: synced.append(os.fstat(descriptor).st_size))
    heard: list[tuple[int, int]] = []
    content = Written(1, 5000, 0)
    sizes = (3000, 0, 2000)
    for i, size in enumerate(sizes):
        (tmp_path / f"{i}").write_bytes(bytes(size))
    members = [Member(f"{i}.csv", tmp_path / f"{i}", False, content) for i in range(len(sizes))]
    assemble(members, tmp_path / "a.zip", lambda *each: heard.append(each))
    assert sum(size for size, _ in heard) == 5000
    assert {total for _, total in heard} == {5000}
    assert [size // 1000 for size in synced] == [1, 2, 3, 4, 5, 5]


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_members_come_back_at_the_root_and_in_order(compression: Compression, tmp_path: Path) -> None:
    with zipfile.ZipFile(zip_of(tmp_path / "a.zip", compression=compression)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == list(FILES)
        assert {name: archive.read(name) for name in FILES} == FILES
        method = zipfile.ZIP_STORED if compression == "store" else zipfile.ZIP_DEFLATED
        assert {member.compress_type for member in archive.infolist()} == {method}
    assert [path.name for path in tmp_path.iterdir()] == ["a.zip"]


@pytest.mark.parametrize("large", [False, True], ids=["plain", "zip64"])
@pytest.mark.parametrize("compression", COMPRESSIONS)
@pytest.mark.parametrize(
    "command",
    [["unzip", "-qq"], ["7z", "x", "-y"], ["bsdtar", "-xf"], ["jar", "-xf"]],
    ids=lambda command: str(command[0]),
)
def test_foreign_readers_take_it(
    command: list[str], compression: Compression, large: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if shutil.which(command[0]) is None:
        pytest.skip(f"no {command[0]} on this machine")
    if large:
        monkeypatch.setattr(zipped, "_LARGE_FROM", 1000)
    path = zip_of(tmp_path / "a.zip", compression=compression)
    (tmp_path / "out").mkdir()
    subprocess.run([*command, str(path)], check=True, stdout=subprocess.DEVNULL, cwd=tmp_path / "out")
    assert {file.name: file.read_bytes() for file in (tmp_path / "out").iterdir()} == FILES


def test_no_header_depends_on_clock_platform_or_permissions(tmp_path: Path) -> None:
    for member in zipfile.ZipFile(zip_of(tmp_path / "a.zip")).infolist():
        assert member.date_time == (1980, 1, 1, 0, 0, 0)
        assert (member.create_system, member.external_attr >> 16) == (3, 0o100644)
        assert (member.extra, member.comment) == (b"", b"")


def test_the_same_files_give_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = zip_of(tmp_path / "a.zip").read_bytes()
    monkeypatch.setattr(time, "time", lambda: 2e9)
    monkeypatch.setattr(sys, "platform", "win32")
    before = os.umask(0o077)
    try:
        assert zip_of(tmp_path / "b.zip").read_bytes() == one
    finally:
        os.umask(before)


def test_large_members_and_archives_get_zip64(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The real limit is 4 GiB; a small one takes the same road."""
    monkeypatch.setattr(zipped, "_LARGE_FROM", 1_000_000)
    path = zip_of(tmp_path / "a.zip", ("users.csv", "manifest.csv"))
    content = path.read_bytes()
    local = content.index(b"users.csv")
    assert content[local + 9 : local + 11] == b"\x01\x00"  # the extra field of ZIP64
    assert b"PK\x06\x06" in content
    assert b"PK\x06\x07" in content
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert archive.read("users.csv") == FILES["users.csv"]
        assert archive.getinfo("manifest.csv").header_offset > 1_000_000  # from the extra field too
        assert archive.read("manifest.csv") == FILES["manifest.csv"]


def test_a_member_of_more_than_4_gb(tmp_path: Path) -> None:
    """Five billion commas, made of copies of one compressed piece."""
    block = b"," * 50_000_000
    piece = packer("fast")(block)
    content = Written()
    for _ in range(100):
        content = content.then(piece)
    (tmp_path / "data").write_bytes(bytes(piece.data) * 100)
    assemble([Member("users.csv", tmp_path / "data", True, content)], tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        info = archive.getinfo("users.csv")
        assert info.file_size == 5_000_000_000
        assert content.crc == info.CRC
        with archive.open(info) as member:
            assert member.read(1000) == block[:1000]
    crc = zlib.crc32(block)
    assert packer("fast")(block).crc == crc


def test_an_existing_file_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"mine")
    with pytest.raises(FileExistsError):
        zip_of(tmp_path / "a.zip")
    assert (tmp_path / "a.zip").read_bytes() == b"mine"
