"""The zip of a bundle: whole, readable by others, the same bytes every time."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
import zipfile
from typing import TYPE_CHECKING

import pytest

from rostergen.bundle import zipped
from rostergen.bundle.zipped import pack

if TYPE_CHECKING:
    from pathlib import Path

FILES = {
    "manifest.csv": b"propertyName,value\r\nmanifest.version,1.0\r\n",
    "users.csv": bytes(random.Random(1).choices(b"0123456789abcdef-,\r\n", k=3_000_000)),
    "orgs.csv": b"",
    "classes.csv": "title\r\nFrançais 学校\r\n".encode(),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "files"
    path.mkdir()
    for name, content in FILES.items():
        (path / name).write_bytes(content)
    return path


def test_members_come_back_at_the_root_and_in_order(folder: Path, tmp_path: Path) -> None:
    pack(folder, list(FILES), tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert archive.testzip() is None
        assert archive.namelist() == list(FILES)
        assert {name: archive.read(name) for name in FILES} == FILES


def test_only_the_names_asked_for_are_packed(folder: Path, tmp_path: Path) -> None:
    pack(folder, ["orgs.csv", "classes.csv"], tmp_path / "a.zip")
    assert zipfile.ZipFile(tmp_path / "a.zip").namelist() == ["orgs.csv", "classes.csv"]


def test_a_foreign_reader_takes_it(folder: Path, tmp_path: Path) -> None:
    unzip = shutil.which("unzip")
    if unzip is None:
        pytest.skip("no unzip on this machine")
    pack(folder, list(FILES), tmp_path / "a.zip")
    subprocess.run([unzip, "-tqq", tmp_path / "a.zip"], check=True)


def test_no_header_depends_on_clock_platform_or_permissions(folder: Path, tmp_path: Path) -> None:
    pack(folder, list(FILES), tmp_path / "a.zip")
    for member in zipfile.ZipFile(tmp_path / "a.zip").infolist():
        assert member.date_time == (1980, 1, 1, 0, 0, 0)
        assert (member.create_system, member.external_attr >> 16) == (3, 0o100644)
        assert (member.compress_type, member.extra, member.comment) == (zipfile.ZIP_DEFLATED, b"", b"")


def test_the_same_files_give_the_same_bytes(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pack(folder, list(FILES), tmp_path / "a.zip")
    for name in FILES:
        os.utime(folder / name, (1e9, 1e9))
        (folder / name).chmod(0o600)
    monkeypatch.setattr(time, "time", lambda: 2e9)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    monkeypatch.setattr(sys, "platform", "win32")  # where zipfile would write another create_system
    pack(folder, list(FILES), tmp_path / "b.zip")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_the_level_reaches_the_compressor(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pack(folder, ["users.csv"], tmp_path / "fast.zip")
    monkeypatch.setattr(zipped, "LEVEL", 0)
    pack(folder, ["users.csv"], tmp_path / "stored.zip")
    assert (tmp_path / "fast.zip").stat().st_size < 0.8 * (tmp_path / "stored.zip").stat().st_size


def test_large_members_get_zip64(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The real limit is 2 GiB; zipfile asks its constant, so that a small one takes the same road."""
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 1_000_000)
    pack(folder, list(FILES), tmp_path / "a.zip")
    monkeypatch.undo()
    header = (tmp_path / "a.zip").read_bytes()
    local = header.index(b"users.csv")
    assert header[local + 9 : local + 11] == b"\x01\x00"  # the extra field of ZIP64
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert archive.read("users.csv") == FILES["users.csv"]


def test_progress_hears_the_part_that_is_done(folder: Path, tmp_path: Path) -> None:
    heard: list[float] = []
    pack(folder, list(FILES), tmp_path / "a.zip", progress=heard.append)
    assert heard == sorted(heard)
    assert len(heard) > len(FILES)  # more than once in a large file
    assert heard[-1] == 1.0


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource", reason="no resource limits on this platform")
    with (tmp_path / "users.csv").open("wb") as sparse:
        sparse.truncate(600_000_000)
    script = (
        "import resource, sys; from pathlib import Path; from rostergen.bundle.zipped import pack\n"
        "resource.setrlimit(resource.RLIMIT_AS, (400_000_000, 400_000_000))\n"
        "pack(Path(sys.argv[1]), ['users.csv'], Path(sys.argv[1], 'a.zip'))"
    )
    assert resource is not None
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([sys.executable, "-c", script, tmp_path], check=True, env=environment)
    assert zipfile.ZipFile(tmp_path / "a.zip").getinfo("users.csv").file_size == 600_000_000


def test_an_existing_file_is_not_overwritten(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"mine")
    with pytest.raises(FileExistsError):
        pack(folder, list(FILES), tmp_path / "a.zip")
    assert (tmp_path / "a.zip").read_bytes() == b"mine"
