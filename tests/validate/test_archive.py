"""Folders and zips from strangers: what may be read, what is refused, and that nothing leaves its place."""

from __future__ import annotations

import os
import stat
import struct
import zipfile
from pathlib import Path

import pytest

from rostergen.errors import InputError
from rostergen.validate import zipped as module
from rostergen.validate.bundle import open_bundle
from rostergen.validate.collector import Collector

from .bundles import rostering_only, write_bundle
from .opening import found, opened

Members = list[tuple[str, bytes]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_bundle(tmp_path / "bundle", "1.1", rostering_only("1.1"))


def members(folder: Path) -> Members:
    return [(path.name, path.read_bytes()) for path in sorted(folder.iterdir())]


def pack(folder: Path, *more: tuple[str | zipfile.ZipInfo, bytes], prefix: str = "", without: str = "") -> Path:
    path = folder.parent / "bundle.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in members(folder):
            if name != without:
                out.writestr(prefix + name, data)
        for member, data in more:
            out.writestr(member, data, zipfile.ZIP_DEFLATED)
    return path


def test_a_zip_is_read_as_the_folder_is(folder: Path) -> None:
    zipped, findings = opened(pack(folder))
    assert findings == []
    assert list(zipped.sheets) == list(opened(folder)[0].sheets)
    assert not zipped.unread


def test_members_go_to_scratch_and_nowhere_else(folder: Path, tmp_path: Path) -> None:
    path = pack(folder, ("../escaped.csv", b"x"), ("/tmp/escaped.csv", b"x"))
    scratch = tmp_path / "in" / "scratch"
    scratch.mkdir(parents=True)
    open_bundle(path, Collector(), scratch=scratch)
    assert [p for p in tmp_path.rglob("escaped*") if p.is_file()] == []
    assert not Path("/tmp/escaped.csv").exists()
    assert {p.name for p in scratch.iterdir()} <= {
        *(f"{p.stem}.{end}" for p in folder.iterdir() for end in ("csv", "rows"))
    }


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("../users.csv", "RG-ZIP-03"),
        ("/etc/users.csv", "RG-ZIP-03"),
        ("C:/users.csv", "RG-ZIP-03"),
        ("data\\users.csv", "RG-ZIP-03"),
        ("a/../users.csv", "RG-ZIP-03"),
        ("users\n.csv", "RG-ZIP-03"),
        ("users.csv/", "RG-ZIP-04"),
    ],
)
def test_unsafe_names(folder: Path, name: str, code: str) -> None:
    bundle, findings = opened(pack(folder, (name, b""), without="users.csv"))
    assert "users" not in bundle.sheets
    assert [finding[0] for finding in findings if finding[0] != "OR-PKG-06"] == [code]
    assert "users" in bundle.unread


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_a_member_that_is_no_file(folder: Path, kind: int) -> None:
    member = zipfile.ZipInfo("users.csv")
    member.create_system = 3
    member.external_attr = (kind | 0o777) << 16
    bundle, findings = opened(pack(folder, (member, b"/etc/passwd"), without="users.csv"))
    assert findings == [("RG-ZIP-04", "users.csv", None)]
    assert bundle.unread == {"users"}


def test_a_member_twice(folder: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        path = pack(folder, ("users.csv", (folder / "users.csv").read_bytes()))
    assert opened(path)[1] == [("OR-PKG-04", "users.csv", None)]


def test_a_stored_member(folder: Path) -> None:
    path = folder.parent / "stored.zip"
    with zipfile.ZipFile(path, "w") as out:
        for name, data in members(folder):
            out.writestr(name, data, None if name == "users.csv" else zipfile.ZIP_DEFLATED)
    bundle, findings = opened(path)
    assert findings == [("OR-PKG-01", "users.csv", None)]
    assert "users" in bundle.sheets


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_member_compressed_otherwise_is_not_read(folder: Path, method: int) -> None:
    path = folder.parent / "other.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in members(folder):
            out.writestr(name, data, method if name == "users.csv" else zipfile.ZIP_DEFLATED)
    bundle, findings = opened(path)
    assert findings == [("OR-PKG-01", "users.csv", None)]
    assert bundle.unread == {"users"}


def patched(path: Path, signature: bytes, offset: int, value: bytes, name: bytes = b"users.csv") -> Path:
    """Overwrite bytes in the headers of one member."""
    data = bytearray(path.read_bytes())
    header = 46 if signature == b"PK\1\2" else 30
    at = next(i for i in range(len(data)) if data[i : i + 4] == signature and data[i + header :].startswith(name))
    data[at + offset : at + offset + len(value)] = value
    path.write_bytes(data)
    return path


def test_an_encrypted_member(folder: Path) -> None:
    path = patched(pack(folder), b"PK\1\2", 8, b"\1\0")
    bundle, findings = opened(path)
    assert findings == [("RG-ZIP-01", "users.csv", None)]
    assert bundle.unread == {"users"}


def test_an_unknown_compression(folder: Path) -> None:
    assert opened(patched(pack(folder), b"PK\1\2", 10, b"\x63\0"))[1] == [("RG-ZIP-01", "users.csv", None)]


def test_a_wrong_checksum(folder: Path) -> None:
    assert opened(patched(pack(folder), b"PK\1\2", 16, b"abcd"))[1] == [("RG-ZIP-01", "users.csv", None)]


def test_a_damaged_member(folder: Path) -> None:
    path = patched(pack(folder), b"PK\3\4", 39, b"\xff" * 20)
    assert opened(path)[1] == [("RG-ZIP-01", "users.csv", None)]


def test_a_member_under_another_name_in_its_own_header(folder: Path) -> None:
    assert opened(patched(pack(folder), b"PK\3\4", 30, b"user5"))[1] == [("RG-ZIP-01", "users.csv", None)]


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_zip_cut_short(folder: Path, share: float) -> None:
    path = pack(folder)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    bundle, findings = opened(path)
    assert findings == [("RG-ZIP-01", "bundle.zip", None)]
    assert not bundle.sheets
    assert "users" in bundle.unread


def test_a_bomb(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_BELIEVABLE", 100_000)
    users = (folder / "users.csv").read_bytes() + b"u,,,true,,,,,,,,,,,,,,\r\n" * 100_000
    (folder / "users.csv").write_bytes(users)
    bundle, findings = opened(pack(folder))
    assert findings == [("RG-ZIP-02", "users.csv", None)]
    assert bundle.unread == {"users"}


def test_a_member_larger_than_it_says(folder: Path) -> None:
    path = patched(pack(folder), b"PK\1\2", 24, struct.pack("<I", 10))
    assert opened(path)[1] == [("RG-ZIP-01", "users.csv", None)]


def test_members_that_overlap(folder: Path) -> None:
    path = pack(folder)
    with zipfile.ZipFile(path) as archive:
        offset = archive.getinfo("orgs.csv").header_offset
    bundle, findings = opened(patched(path, b"PK\1\2", 42, struct.pack("<I", offset)))
    assert findings == [("RG-ZIP-02", "bundle.zip", None)]
    assert not bundle.sheets


def test_more_than_a_disk_can_hold(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = pack(folder)
    monkeypatch.setattr(module, "_MAX_TOTAL", 100)
    assert opened(path)[1] == [("RG-ZIP-02", "bundle.zip", None)]
    monkeypatch.undo()
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 10}))
    with pytest.raises(InputError, match="TMPDIR"):
        opened(path)


def test_a_directory_that_would_fill_memory(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = pack(folder)
    monkeypatch.setattr(module, "_MAX_DIRECTORY", 100)
    assert opened(path)[1] == [("RG-ZIP-02", "bundle.zip", None)]


def test_thousands_of_members(folder: Path) -> None:
    bundle, findings = opened(pack(folder, *((f"junk{i}.txt", b"") for i in range(3000))))
    assert "users" in bundle.sheets
    assert {code for code, _, _ in findings} == {"OR-PKG-08"}


def test_names_in_odd_encodings(folder: Path) -> None:
    path = patched(pack(folder, ("xxxx.txt", b"")), b"PK\1\2", 46, b"\xff\xfe\x80\x81", b"xxxx")
    assert [finding[0] for finding in opened(path)[1]] == ["OR-PKG-08"]
    assert [f[0] for f in opened(pack(folder, ("Schüler 学校.txt", b"")))[1]] == ["OR-PKG-08"]


def test_a_zip64(folder: Path) -> None:
    path = folder.parent / "wide.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in members(folder):
            with out.open(name, "w", force_zip64=True) as member:
                member.write(data)
    assert opened(path)[1] == []


def test_another_extension(folder: Path) -> None:
    path = pack(folder).rename(folder.parent / "bundle.dat")
    assert opened(path)[1] == [("OR-PKG-01", "bundle.dat", None)]


# Folders


def test_what_is_no_bundle_at_all(tmp_path: Path) -> None:
    csv = tmp_path / "users.csv"
    csv.write_text("sourcedId\n")
    empty = tmp_path / "empty.zip"
    empty.write_bytes(b"")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (csv, empty, pipe, tmp_path / "nothing", tmp_path / ("x" * 5000), Path("a\0b")):
        with pytest.raises(InputError) as error:
            opened(path)
        assert error.value.exit_code == 3
        assert "\n" not in str(error.value)


@pytest.mark.parametrize("kind", ["pipe", "folder", "outside", "broken", "loop"])
def test_an_entry_that_is_no_plain_file_is_never_opened(folder: Path, tmp_path: Path, kind: str) -> None:
    path = folder / "users.csv"
    outside = path.rename(tmp_path / "outside.csv")
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to({"outside": outside, "broken": tmp_path / "nothing", "loop": path}[kind])
    bundle, findings = opened(folder)
    assert findings == [("RG-ZIP-04", "users.csv", None)]
    assert bundle.unread == {"users"}


def test_a_link_within_the_folder_is_followed(folder: Path) -> None:
    (folder / "users.csv").rename(folder / "classResources.txt")
    (folder / "users.csv").symlink_to(folder / "classResources.txt")
    bundle, findings = opened(folder)
    assert "users" in bundle.sheets
    assert findings == [("OR-PKG-08", "classResources.txt", None)]


def test_a_file_that_cannot_be_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.open

    def refuse(self: Path, *args: object, **kwargs: object) -> object:
        if self.name == "users.csv":
            raise PermissionError(13, "Permission denied")
        return real(self, *args, **kwargs)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refuse)
    bundle, findings = opened(folder)
    assert findings == [("RG-CSV-01", "users.csv", None)]
    assert bundle.unread == {"users"}


def test_found_sorts_what_has_no_line() -> None:
    assert found(Collector()) == []
