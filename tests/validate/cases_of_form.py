"""Cases of the rules of packaging, manifest and CSV text: bytes of the written bundle are changed."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from .bundles import as_delta
from .cases import Case, without
from .test_archive import pack, patched

if TYPE_CHECKING:
    import pytest

    from .cases import Spoil

C, M = "categories.csv", "manifest.csv"
_MANY = b"".join(b",metadata.%d" % n for n in range(1000))


def _replaced(file: str, before: bytes, after: bytes, count: int = -1) -> Spoil:
    """Return the change of bytes that are in a file."""

    def replace(folder: Path) -> None:
        data = (folder / file).read_bytes()
        assert before in data
        (folder / file).write_bytes(data.replace(before, after, count))

    return replace


def _appended(header: bytes, *ends: bytes) -> Spoil:
    """Return the change that appends something to each line of categories.csv."""

    def append(folder: Path) -> None:
        lines = (folder / C).read_bytes().splitlines()
        ended = (line + end for line, end in zip(lines, (header, *ends), strict=True))
        (folder / C).write_bytes(b"".join(line + b"\r\n" for line in ended))

    return append


def _created(name: str) -> Spoil:
    def create(folder: Path) -> None:
        (folder / name).write_bytes(b"x")

    return create


def _removed(name: str) -> Spoil:
    return lambda folder: (folder / name).unlink()


def _property(name: bytes, after: bytes) -> Spoil:
    """Return the change of a whole row of the manifest."""

    def change(folder: Path) -> None:
        lines = (folder / M).read_bytes().splitlines(keepends=True)
        (found,) = (line for line in lines if line.startswith(name + b","))
        (folder / M).write_bytes(b"".join(after if line == found else line for line in lines))

    return change


def _last_property_first(folder: Path) -> None:
    head, *properties, last = (folder / M).read_bytes().splitlines(keepends=True)
    (folder / M).write_bytes(b"".join([head, last, *properties]))


def _stored(folder: Path) -> Path:
    path = folder.parent / "stored.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for file in sorted(folder.iterdir()):
            out.write(file, file.name, zipfile.ZIP_STORED if file.name == C else None)
    return path


def _overlapping(folder: Path) -> Path:
    path = pack(folder)
    with zipfile.ZipFile(path) as archive:
        offset = archive.getinfo("orgs.csv").header_offset
    return patched(path, b"PK\1\2", 42, struct.pack("<I", offset))


def _withdrawn_column(folder: Path) -> None:
    data = (folder / "users.csv").read_bytes()
    (folder / "users.csv").write_bytes(data.replace(b"\r\n", b",\r\n").replace(b",\r\n", b",resourceSourcedIds\r\n", 1))


def _folder_of_the_name(folder: Path) -> None:
    (folder / "classResources.csv").unlink()
    (folder / "classResources.csv").mkdir()


def _refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    # Permissions would not keep root from reading.
    real = Path.open

    def refuse(self: Path, *args: object, **kwargs: object) -> object:
        if self.name == "classResources.csv" and self.parent.name == "bundle":
            raise PermissionError(13, "Permission denied")
        return real(self, *args, **kwargs)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refuse)


FORM_CASES = {
    # packaging
    "OR-PKG-01": Case("1.1", (C, None, ""), spoil=_stored),
    "OR-PKG-02": Case("1.1", ("more.zip", None, ""), spoil=_created("more.zip")),
    "OR-PKG-03": Case("1.1", ("", None, ""), spoil=_removed(M)),
    "OR-PKG-04": Case(
        "1.1", ("Users.csv", None, ""), spoil=lambda f: (f / "users.csv").rename(f / "Users.csv") and None
    ),
    "OR11-PKG-05": Case("1.1", ("roles.csv", None, ""), spoil=_created("roles.csv")),
    "OR12-PKG-05": Case("1.2", ("cafeteria.csv", None, ""), spoil=_created("cafeteria.csv")),
    "OR-PKG-06": Case("1.1", ("demographics.csv", None, ""), spoil=_removed("demographics.csv")),
    "OR-PKG-07": Case("1.1", ("", None, ""), lambda files: files.clear()),
    "OR-PKG-08": Case("1.1", ("readme.txt", None, ""), spoil=_created("readme.txt")),
    "OR11-PKG-09": Case("1.1", ("enrollments.csv", None, ""), without("enrollments")),
    "OR12-PKG-09": Case("1.2", ("enrollments.csv", None, ""), without("enrollments")),
    # manifest
    "OR-MAN-01": Case("1.1", (M, 1, ""), spoil=_replaced(M, b"propertyName,", b"PropertyName,")),
    "OR-MAN-02": Case("1.1", (M, None, ""), without("demographics"), _property(b"file.demographics", b"")),
    "OR-MAN-03": Case("1.1", (M, 2, ""), spoil=_property(b"manifest.version", b"manifest.version,1\r\n")),
    "OR11-MAN-04": Case("1.1", (M, 3, ""), spoil=_property(b"oneroster.version", b"oneroster.version,1.1.1\r\n")),
    "OR12-MAN-04": Case("1.2", (M, 3, ""), spoil=_property(b"oneroster.version", b"oneroster.version,1.2.1\r\n")),
    "OR-MAN-05": Case("1.1", (M, 16, ""), spoil=_property(b"file.users", b"file.users,Bulk\r\n")),
    "OR-MAN-06": Case("1.1", (M, 16, ""), spoil=_property(b"file.users", b"file.Users,bulk\r\n")),
    "OR-MAN-07": Case("1.1", (M, 18, ""), spoil=_property(b"source.systemCode", b"source.color,x\r\n")),
    "OR-MAN-08": Case("1.1", (M, None, ""), spoil=_property(b"source.systemName", b"")),
    "OR-MAN-09": Case(
        "1.1", (M, 13, "value"), lambda f: as_delta(f["orgs"]), _property(b"file.orgs", b"file.orgs,bulk\r\n")
    ),
    "OR-MAN-10": Case("1.1", (M, 3, ""), spoil=_last_property_first),
    "OR-MAN-11": Case("1.1", (M, None, ""), lambda files: as_delta(files["orgs"])),
    # CSV
    "OR-CSV-01": Case("1.1", (C, 3, ""), spoil=_replaced(C, b"Tests", b"T\xe9sts")),
    "OR-CSV-02": Case("1.1", (C, 1, ""), spoil=_replaced(C, b"sourcedId", b"\xef\xbb\xbfsourcedId")),
    "OR-CSV-03": Case("1.1", (C, 1, ""), spoil=_replaced(C, b"sourcedId,status,dateLastModified,title\r\n", b"")),
    "OR-CSV-04": Case("1.1", (C, 1, "label"), spoil=_replaced(C, b"title", b"label")),
    "OR-CSV-05": Case("1.1", (C, 1, "Title"), spoil=_replaced(C, b"title", b"Title")),
    "OR-CSV-06": Case("1.1", (C, 1, "title"), spoil=_appended(b",title", b",", b",")),
    "OR-CSV-07": Case(
        "1.1",
        ("classResources.csv", None, ""),
        spoil=_replaced("classResources.csv", b"algebra-1-book,,,Algebra I,algebra-1,book\r\n", b""),
    ),
    "OR-CSV-08": Case("1.1", (C, 3, "title"), spoil=_replaced(C, b"Tests", b'6" tests')),
    "OR-CSV-09": Case("1.1", (C, 3, "title"), spoil=_replaced(C, b"Tests", b'"Big\r\ntests"')),
    "OR-CSV-10": Case("1.1", (C, 3, ""), spoil=_replaced(C, b"Tests", b"Tests, big")),
    "OR-CSV-11": Case("1.1", (C, 1, ""), spoil=_replaced(C, b"\r\n", b"\n")),
    "OR-CSV-16": Case("1.1", (C, 1, "color"), spoil=_appended(b",color", b",", b",")),
    "OR-CSV-17": Case("1.1", (C, 3, ""), spoil=_appended(b",metadata.color", b",red", b"")),
    "OR12-RES-03": Case(
        "1.2",
        ("users.csv", 1, "resourceSourcedIds"),
        spoil=_withdrawn_column,
    ),
    # ours
    "RG-ZIP-01": Case("1.1", (C, None, ""), spoil=lambda f: patched(pack(f), b"PK\1\2", 8, b"\1\0", C.encode())),
    "RG-ZIP-02": Case("1.1", ("bundle.zip", None, ""), spoil=_overlapping),
    "RG-ZIP-03": Case("1.1", ("../escaped.csv", None, ""), spoil=lambda f: pack(f, ("../escaped.csv", b"x"))),
    "RG-ZIP-04": Case("1.1", ("classResources.csv", None, ""), spoil=_folder_of_the_name),
    "RG-CSV-01": Case("1.1", ("classResources.csv", None, ""), patch=_refuse),
    "RG-CSV-02": Case("1.1", (C, 3, ""), spoil=_replaced(C, b"Tests", b"Te\0sts")),
    "RG-CSV-03": Case("1.1", (C, 1, ""), spoil=_replaced(C, b",", b";")),
    "RG-CSV-04": Case("1.1", (C, 3, ""), spoil=_appended(b",metadata.note", b",", b"," + b"x" * 1_100_000)),
    "RG-CSV-05": Case("1.1", (C, 3, ""), spoil=_replaced(C, b"tests,", b"\r\ntests,")),
    "RG-CSV-06": Case("1.1", (C, 3, ""), spoil=_replaced(C, b"Tests\r\n", b"Tests\r\r\n")),
    "RG-CSV-07": Case("1.1", (C, 1, ""), spoil=_appended(_MANY, b"," * 1000, b"," * 1000)),
}
