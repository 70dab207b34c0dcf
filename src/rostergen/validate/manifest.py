"""The manifest: which version a bundle is of, what it says of every file, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Literal, cast

from rostergen.spec import VERSIONS, near_misses
from rostergen.spec import manifest as standard
from rostergen.validate.fields import Record
from rostergen.validate.lines import Source
from rostergen.validate.records import CarefulReader
from rostergen.validate.screen import encoding_of, read_head, transcode

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from rostergen.validate.collector import Collector

Mode = Literal["bulk", "delta", "absent"]

_MOST_ROWS = 10_000
_SHOWN = 120


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the manifest at its physical line."""

    line: int
    name: str
    value: str
    cut: bool = False
    """Whether the row has too many or too few cells, which is reported."""


@dataclass(slots=True)
class Manifest:
    """The rows of a manifest, and what they say once the version is known."""

    entry: str
    rows: list[Row] = field(default_factory=list)

    @property
    def declared(self) -> str:
        """The version that the manifest gives, as it is written; "" if none."""
        name = standard.VERSION.casefold()
        return next((row.value for row in self.rows if row.name.strip().casefold() == name), "")

    @property
    def version(self) -> str:
        """The version that is meant, "" if that cannot be told: v1.2 and 1.2.1 are 1.2."""
        digits = self.declared.strip().replace(",", ".").lstrip("vV")
        return next((number for number in VERSIONS if f"{digits}.".startswith(f"{number}.")), "")


def read_manifest(entry: str, path: Path, collector: Collector, scratch: Path) -> Manifest:
    """Read the rows of a manifest, whatever they are, and report what is wrong with its form as CSV."""
    if (encoding := encoding_of(path)) != "utf-8":
        source, path = path, scratch / "manifest.utf-8"
        transcode(source, encoding, path)
        collector.add("OR-CSV-01", entry, 1, hint="save it as UTF-8", problem="it looks like UTF-16")
    head = read_head(path)
    if head.bom:
        collector.add("OR-CSV-02", entry, 1)
    if head.line_end == b"\n":
        collector.add("OR-CSV-11", entry, 1)
    if head.separator != b",":
        collector.add("RG-CSV-03", entry, 1, problem=separator_name(head.separator))
    record = Record(head.separator)
    record.feed(head.raw)
    if not record.closed:
        record.give_up()
    cells = [cell.decode(errors="replace") for cell in record.fields]
    manifest = Manifest(entry)
    if tuple(cells) != standard.COLUMNS:
        shown = ",".join(cells)[:_SHOWN]
        collector.add("OR-MAN-01", entry, 1, "", shown, problem=f"the header is '{shown}'")
        if cells and "." in cells[0]:
            manifest.rows.append(Row(1, cells[0], cells[1] if len(cells) > 1 else ""))
    start = Source(
        entry,
        path,
        standard.COLUMNS,
        head.start,
        head.line_end,
        head.separator,
        wide=not head.whole,
        ragged="OR-MAN-01",
    )
    copy = scratch / "manifest.rows"
    reader = CarefulReader(start, None, collector)
    reader.read(copy)
    manifest.rows.extend(replace(row, cut=row.line in reader.ragged) for row in _rows(copy))
    return manifest


def _rows(copy: Path) -> list[Row]:
    rows: list[Row] = []
    with copy.open("rb") as lines:
        next(lines)
        for line in lines:
            if len(rows) == _MOST_ROWS:
                break
            record = Record(b",")
            record.feed(line.rstrip(b"\n"))
            number, name, value = (cell.decode(errors="replace") for cell in record.fields)
            rows.append(Row(int(number), name, value))
    return rows


def separator_name(separator: bytes) -> str:
    """Return what a separator is called."""
    return {b";": "semicolons", b"\t": "tabs", b"|": "vertical bars"}.get(separator, repr(separator.decode()))


def judge_manifest(manifest: Manifest, version: str, collector: Collector) -> Mapping[str, Mode | None]:
    """Report what is wrong with the rows of a manifest; return the mode of every file, None where it is not told."""
    return _Judge(manifest, version, collector).judge()


class _Judge:
    def __init__(self, manifest: Manifest, version: str, collector: Collector) -> None:
        self.manifest = manifest
        self.number = version
        self.version = VERSIONS[version]
        self.properties = standard.properties(self.version)
        self.collector = collector
        self.rows: dict[str, Row] = {}
        """The first row of every property that the standard knows, in the order of the file."""

    def judge(self) -> Mapping[str, Mode | None]:
        for row in self.manifest.rows:
            self._sort(row)
        self._numbers()
        modes = {file.name: self._mode(standard.FILE + file.name) for file in self.version.files}
        if not self.rows.get(standard.SOURCE_NAME, Row(0, "", "")).value.strip():
            self._report("OR-MAN-08", None)
        order = [self.properties.index(name) for name in self.rows]
        if late := next((i for i in range(1, len(order)) if order[i] < order[i - 1]), 0):
            self._report("OR-MAN-10", [*self.rows.values()][late])
        if {"bulk", "delta"} <= set(modes.values()):
            self._report("OR-MAN-11", None)
        return modes

    def _report(
        self, code: str, row: Row | None, value: str | None = None, *, hint: str = "", **fields: object
    ) -> None:
        line = row.line if row else None
        self.collector.add(code, self.manifest.entry, line, "", value and value[:_SHOWN], hint=hint, **fields)

    def _sort(self, row: Row) -> None:
        """Find the property that a row is about."""
        name = row.name
        if name not in self.properties:
            name = self._meant(row)
        if name in self.rows:
            self._report("OR-MAN-07", row, row.name, hint="leave one of them out", problem="is there twice")
        elif name:
            self.rows[name] = row

    def _meant(self, row: Row) -> str:
        """Report a property that the standard does not have; return the one that was meant, "" if nobody can tell."""
        name = row.name.strip()
        if name.casefold().startswith(standard.FILE):
            return self._file_meant(row, name[len(standard.FILE) :])
        meant = next(iter(_like(name, self.properties)), "")
        hint = f"did you mean {meant}?" if meant else ""
        self._report("OR-MAN-07", row, row.name, hint=hint, problem="is not one of the standard's")
        return meant

    def _file_meant(self, row: Row, file: str) -> str:
        names = [spec.name for spec in self.version.files]
        bare = file.strip("* ")
        bare = bare[:-4] if bare.casefold().endswith(".csv") else bare
        other = next((n for n, v in VERSIONS.items() if n != self.number and any(f.name == bare for f in v.files)), "")
        if bare in names or not other:
            bare = near_misses.FILES.get(bare, bare)
            meant = next(iter(_like(bare, names)), "")
            self._report("OR-MAN-06", row, row.name, hint=f"did you mean file.{meant}?" if meant else "")
            return standard.FILE + meant if meant else ""
        self._report("OR-MAN-07", row, row.name, problem=f"belongs to OneRoster {other}")
        return ""

    def _numbers(self) -> None:
        """Check the two versions: of the manifest, and of OneRoster."""
        code = f"OR{self.number.replace('.', '')}-MAN-04"
        wanted = ((standard.FORMAT_VERSION, standard.FORMAT_NUMBER, "OR-MAN-03"), (standard.VERSION, self.number, code))
        for name, number, rule in wanted:
            row = self.rows.get(name)
            if row is None:
                self._report(rule, None, found="missing", hint=f"add the row {name},{number}")
            elif row.value != number and not (row.cut and not row.value):
                self._report(rule, row, row.value, found=f"'{row.value[:_SHOWN]}'")

    def _mode(self, name: str) -> Mode | None:
        row = self.rows.get(name)
        if row and row.cut and not row.value:
            return None
        if row is None:
            self._report("OR-MAN-02", None, name, hint=f"add the row {name},absent if there is no such file")
            return None
        if row.value in standard.MODES:
            return cast("Mode", row.value)
        meant = next(iter(_like(row.value, standard.MODES)), None)
        self._report("OR-MAN-05", row, row.value, hint=f"did you mean {meant}?" if meant else "", property=name)
        return cast("Mode | None", meant)


def _like(name: str, names: tuple[str, ...] | list[str]) -> list[str]:
    """Return the name among `names` that another is like, if there is one: but for case and blanks, or nearly."""
    plain = name.strip().casefold()
    return [n for n in names if n.casefold() == plain] or get_close_matches(name[:_SHOWN].strip(), names, 1, 0.8)
