"""Faults of the zip and of the files in it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rostergen.faults.changes import of_file, of_row
from rostergen.faults.model import EVERYTHING, Change, Shelf
from rostergen.faults.parcel import Member
from rostergen.faults.source import MANIFEST
from rostergen.spec.manifest import NEEDED_FOR_BULK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rostergen.faults.draw import Draw
    from rostergen.faults.model import Places
    from rostergen.faults.parcel import Parcel
    from rostergen.faults.source import Source

PACKAGING = Shelf("packaging")

_BOMB = 120 << 20


def optional_files(source: Source, draw: Draw) -> list[str]:
    """Return the files without which a rostering bundle is still whole, in a random order.

    Without the scales of its own, a result would be held to that of its line item.
    """
    needed = {*NEEDED_FOR_BULK[source.version.number], "resultScoreScales"}
    return draw.shuffled([name for name in source.names if name not in needed])


def _extra(name: str, content: bytes, shown: str = "", *, link: bool = False) -> Places:
    """Return the places of a fault that puts one more entry into the bundle."""

    def pack(parcel: Parcel) -> None:
        parcel.members.append(Member(name, content, link=link))

    def places(source: Source, draw: Draw) -> Iterator[Change]:
        yield Change(shown or name, after=name, pack=pack, touches=frozenset({("entry", name)}), scope="file")

    return places


def _of_member(name: str, pack: Callable[[Parcel], None]) -> Change:
    return Change(f"{name}.csv", pack=pack, touches=frozenset({of_file(name)}), scope="file")


def _each_with(**marks: bool | int) -> Places:
    """Return the places of a fault that packs one file in another way: what a Member says of it."""

    def places(source: Source, draw: Draw) -> Iterator[Change]:
        for name in optional_files(source, draw):

            def pack(parcel: Parcel, name: str = name) -> None:
                for mark, value in marks.items():
                    setattr(parcel.member(f"{name}.csv"), mark, value)

            yield _of_member(name, pack)

    return places


@PACKAGING.fault(
    "missing-file",
    "OR-PKG-06",
    imitates="The transfer lost a file that the manifest lists",
    importer="reject bundle",
)
def _missing_file(source: Source, draw: Draw) -> Iterator[Change]:
    for name in optional_files(source, draw):
        row = source.manifest_row(f"file.{name}")
        if row is not None and row["value"] in ("bulk", "delta"):

            def pack(parcel: Parcel, name: str = name) -> None:
                parcel.drop(f"{name}.csv")

            yield replace(_of_member(name, pack), needs=frozenset({of_file(MANIFEST), of_row(row)}))


@PACKAGING.fault(
    "unlisted-file",
    "OR-PKG-06",
    imitates="A file was added to the export, and the manifest still calls it absent",
    importer="reject bundle",
)
def _unlisted_file(source: Source, draw: Draw) -> Iterator[Change]:
    for name in optional_files(source, draw):
        row = source.manifest_row(f"file.{name}")
        if row and row["value"] == "bulk" and not source.is_delta(name):
            touches = frozenset({("row", "manifest", str(row.index)), ("mode", name)})
            yield Change(
                f"{name}.csv",
                column="value",
                before="bulk",
                after="absent",
                edits=(row.set("value", "absent"),),
                touches=touches,
                needs=frozenset({of_file("manifest"), of_file(name)}),
                scope="file",
            )


PACKAGING.fault(
    "foreign-file",
    "OR-PKG-08",
    imitates="Windows left its thumbnails in the folder that was zipped",
    importer="accept",
)(_extra("Thumbs.db", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))


PACKAGING.fault(
    "foreign-folder",
    "OR-PKG-08",
    imitates="macOS added its folder __MACOSX to the zip",
    importer="accept",
)(_extra("__MACOSX/._notes.txt", b"\0\5\x16\7", "__MACOSX/"))


@PACKAGING.fault(
    "extra-folder",
    "OR-PKG-02",
    imitates="Somebody zipped the folder instead of the files in it",
    importer="reject bundle",
    once=True,
)
def _extra_folder(source: Source, draw: Draw) -> Iterator[Change]:
    def pack(parcel: Parcel) -> None:
        for member in parcel.members:
            if "/" not in member.name:
                member.name = f"oneroster/{member.name}"

    yield Change("oneroster/", pack=pack, touches=frozenset({("layout",)}), scope="bundle")


PACKAGING.fault(
    "nested-zip",
    "OR-PKG-02",
    imitates="Yesterday's export lay in the folder and was zipped too",
    importer="reject bundle",
)(_extra("yesterday.zip", b"PK\5\6" + bytes(18)))


def _renamed(name: str, other: str) -> Change:
    def pack(parcel: Parcel) -> None:
        parcel.member(f"{name}.csv").name = f"{other}.csv"

    return Change(
        f"{other}.csv",
        before=f"{name}.csv",
        after=f"{other}.csv",
        pack=pack,
        touches=frozenset({of_file(name), ("layout",)}),
        scope="file",
    )


@PACKAGING.fault(
    "file-name-in-lower-case",
    "OR-PKG-04",
    imitates="A tool or a file system turned the names into lower case",
    importer="reject bundle",
)
def _lower_case(source: Source, draw: Draw) -> Iterator[Change]:
    for name in draw.shuffled([name for name in source.names if name != name.lower()]):
        yield _renamed(name, name.lower())


@PACKAGING.fault(
    "file-name-misspelt",
    "OR-PKG-04",
    imitates="An exporter spells a file as it likes: one l, or no plural",
    importer="reject bundle",
)
def _misspelt_file(source: Source, draw: Draw) -> Iterator[Change]:
    for name in draw.shuffled([name for name in source.names if len(name) > 6]):
        yield _renamed(name, "enrolments" if name == "enrollments" else name.removesuffix("s"))


@PACKAGING.fault(
    "no-manifest",
    "OR-PKG-03",
    imitates="The export is of a system that still writes OneRoster 1.0",
    importer="reject bundle",
    once=True,
)
def _no_manifest(source: Source, draw: Draw) -> Iterator[Change]:
    told = source.version.number == "1.1" or source.sheet("roles") is not None
    if told and source.is_whole:
        touches = frozenset({of_file("manifest"), ("layout",)})
        yield Change("", pack=lambda parcel: parcel.drop("manifest.csv"), touches=touches, scope="bundle")


PACKAGING.fault(
    "file-of-no-version",
    "OR11-PKG-05",
    "OR12-PKG-05",
    imitates="The export has a file of the vendor's own",
    importer="accept",
)(_extra("buses.csv", b"sourcedId,status,dateLastModified,name\r\nbus-1,,,Bus 1\r\n"))


@PACKAGING.fault(
    "truncated-zip",
    "RG-ZIP-01",
    imitates="The upload broke off",
    importer="reject bundle",
    zip_only=True,
    alone=True,
)
def _truncated(source: Source, draw: Draw) -> Iterator[Change]:
    def pack(parcel: Parcel) -> None:
        parcel.cut = True

    yield Change("{bundle}", pack=pack, touches=frozenset({EVERYTHING}), scope="bundle")


PACKAGING.fault(
    "damaged-member",
    "RG-ZIP-01",
    imitates="The disk or the transfer changed a byte",
    importer="reject bundle",
    zip_only=True,
)(_each_with(damaged=True))


PACKAGING.fault(
    "encrypted-member",
    "RG-ZIP-01",
    imitates="The zip was made with a password",
    importer="reject bundle",
    zip_only=True,
)(_each_with(encrypted=True))


PACKAGING.fault(
    "stored-member",
    "OR-PKG-01",
    imitates="The zip was made without compression",
    importer="accept",
    zip_only=True,
)(_each_with(stored=True))


@PACKAGING.fault(
    "duplicate-member",
    "OR-PKG-04",
    imitates="A script added a file to a zip that already had it",
    importer="reject bundle",
    zip_only=True,
)
def _duplicate_member(source: Source, draw: Draw) -> Iterator[Change]:
    for name in draw.shuffled(source.names):

        def pack(parcel: Parcel, name: str = name) -> None:
            member = parcel.member(f"{name}.csv")
            parcel.members.append(Member(member.name, member.content))

        touches = frozenset({("copy", name), ("layout",)})
        yield Change(f"{name}.csv", pack=pack, touches=touches, needs=frozenset({of_file(name)}), scope="file")


PACKAGING.fault(
    "unsafe-member-name",
    "RG-ZIP-03",
    imitates="A zip that writes outside the folder where it is unpacked (zip slip)",
    importer="reject bundle",
    zip_only=True,
)(_extra("../notes.txt", b"outside\r\n"))


PACKAGING.fault(
    "link-member",
    "RG-ZIP-04",
    imitates="A zip with a symbolic link, which may lead to any file of the importer's machine",
    importer="reject bundle",
    zip_only=True,
)(_extra("latest.csv", b"/etc/hostname", link=True))


PACKAGING.fault(
    "zip-bomb",
    "RG-ZIP-02",
    imitates="A zip that fills the disk when it is unpacked",
    importer="reject bundle",
    zip_only=True,
    once=True,
)(_each_with(repeated=_BOMB))
