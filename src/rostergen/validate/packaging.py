"""Which entry of a bundle is which file, misnamed or in a folder though it may be, and what does not belong there."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING

from rostergen.spec import VERSIONS, near_misses
from rostergen.spec.manifest import NEEDED_FOR_BULK

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rostergen.validate.archive import Entry
    from rostergen.validate.collector import Collector
    from rostergen.validate.manifest import Mode

MANIFEST = "manifest"
_NAMES = (MANIFEST, *dict.fromkeys(file.name for version in VERSIONS.values() for file in version.files))
_BY_CASE = {f"{name}.csv".casefold(): name for name in _NAMES}
_SLIPS = {f"{slip}.csv": name for slip, name in near_misses.FILES.items()}


@dataclass(slots=True)
class Contents:
    """The entries of a bundle by the name of the file they are, without ".csv"."""

    files: dict[str, Entry] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)
    """Files that are somewhere in the bundle but not to be read; this is reported."""


def sort_entries(entries: Sequence[Entry], collector: Collector) -> Contents:
    """Find the files of OneRoster, of any version, and report everything that is wrong with names and places."""
    return _Sorter(entries, collector).sort()


class _Sorter:
    def __init__(self, entries: Sequence[Entry], collector: Collector) -> None:
        self.entries = entries
        self.collector = collector
        self.contents = Contents()
        files = [entry for entry in entries if entry.kind == "file"]
        places = Counter(entry.parts[:-1] for entry in files if _leaf(entry).casefold() in _BY_CASE)
        # The root if anything known lies there, else the folder with the most of it, else the root.
        self.home = () if () in places or not places else max(places, key=lambda place: (places[place], place))
        self.inside = [entry for entry in files if entry.parts[:-1] == self.home]

    def sort(self) -> Contents:
        self._exact()
        rest = [entry for entry in self.inside if entry not in self.contents.files.values()]
        rest = self._alike(rest)
        if self.home and self.contents.files:
            self._in_folder(self.home, len(self.contents.files))
        self._elsewhere()
        for entry in rest:
            self._foreign(entry)
        return self.contents

    def _exact(self) -> None:
        for entry in self.inside:
            name = _leaf(entry)[:-4]
            if f"{name}.csv" == _leaf(entry) and name in _NAMES:
                if name in self.contents.files:
                    self.collector.add("OR-PKG-04", entry.name, problem="is there twice", hint="leave one of them out")
                self.contents.files[name] = entry  # the last one wins, as when it is unpacked

    def _alike(self, rest: list[Entry]) -> list[Entry]:
        """Take entries that are misnamed; return the others."""
        for meant in (_but_for_case, _known_slip, _close):
            for entry in list(rest):
                name = meant(_leaf(entry))
                if name and name not in self.contents.files:
                    self.contents.files[name] = entry
                    rest.remove(entry)
                    hint = f"call it {name}.csv"
                    self.collector.add("OR-PKG-04", entry.name, problem="is not one of the standard's", hint=hint)
        doubles = {id(entry) for entry in rest if _leaf(entry)[:-4] in self.contents.files}
        return [entry for entry in rest if id(entry) not in doubles]

    def _in_folder(self, place: tuple[str, ...], n_files: int) -> None:
        folder = "/".join(place)
        files = f"{n_files} file{'s' * (n_files > 1)}"
        self.collector.add("OR-PKG-02", f"{folder}/", problem=f"{files} of the bundle in the folder '{folder}'")

    def _elsewhere(self) -> None:
        """Report what lies outside the home of the bundle, folder by folder."""
        astray: Counter[tuple[str, ...]] = Counter()
        foreign: dict[str, None] = {}
        for entry in self.entries:
            place, leaf = entry.parts[:-1], _leaf(entry)
            name = _BY_CASE.get(leaf.casefold(), "")
            if entry.kind == "folder" and name and place == self.home:
                self.collector.add("RG-ZIP-04", entry.name, problem="a folder")
                self.contents.lost.add(name)
            elif entry.kind == "refused":
                self.contents.lost |= {name} - {""}
            elif place != self.home and entry.kind == "file" and name:
                astray[place] += 1
                self.contents.lost.add(name)
            elif not self._on_the_way(entry):
                foreign[f"{entry.parts[0]}/" if entry.parts[1:] or entry.kind == "folder" else entry.parts[0]] = None
        for place, n in astray.items():
            self._in_folder(place, n)
        known = {place[0] for place in astray if place}
        for name in foreign:
            if name.removesuffix("/") not in known:
                self.collector.add("OR-PKG-08", name)

    def _on_the_way(self, entry: Entry) -> bool:
        """Return whether an entry is in the home of the bundle and judged there, or a folder that leads to it."""
        if entry.kind == "folder":
            return entry.parts == self.home[: len(entry.parts)] or not entry.parts
        return entry.parts[:-1] == self.home

    def _foreign(self, entry: Entry) -> None:
        leaf = _leaf(entry).casefold()
        if leaf.endswith(".zip"):
            self.collector.add("OR-PKG-02", entry.name, problem=f"the zip {entry.name} within the bundle")
        elif leaf.endswith(".csv") and not leaf.startswith("."):
            self.contents.files[f"{entry.name}"] = entry  # of which version, or none, is known later
        else:
            self.collector.add("OR-PKG-08", entry.name)


def judge_contents(contents: Contents, version: str, modes: Mapping[str, Mode | None], collector: Collector) -> None:
    """Report files that the version does not have, and what manifest and bundle say differently."""
    names = [file.name for file in VERSIONS[version].files]
    prefix = f"OR{version.replace('.', '')}"
    for name, entry in contents.files.items():
        if name not in names and name != MANIFEST:
            collector.add(f"{prefix}-PKG-05", entry.name)
    there = [name for name in names if name in contents.files]
    for name, mode in modes.items():
        if mode == "absent" and name in there:
            hint = f"leave it out, or write file.{name},bulk"
            problem = "is there, but the manifest calls it absent"
            collector.add("OR-PKG-06", contents.files[name].name, problem=problem, hint=hint)
        elif mode in ("bulk", "delta") and name not in there and name not in contents.lost:
            contents.lost.add(name)
            hint = f"add the file, or write file.{name},absent"
            problem = f"is not there, but the manifest calls it {mode}"
            collector.add("OR-PKG-06", f"{name}.csv", problem=problem, hint=hint)
    if modes and set(modes.values()) == {"absent"} and not there and not contents.lost:
        collector.add("OR-PKG-07", "")
    needed = NEEDED_FOR_BULK[version]
    if any(modes.get(name) == "bulk" and name in there for name in needed):
        for name in needed:
            if name not in there and name not in contents.lost:
                collector.add(f"{prefix}-PKG-09", f"{name}.csv")


def _leaf(entry: Entry) -> str:
    return entry.parts[-1] if entry.parts else ""


def _but_for_case(leaf: str) -> str:
    return _BY_CASE.get(leaf.casefold(), "")


def _known_slip(leaf: str) -> str:
    return _SLIPS.get(leaf, "")


def _close(leaf: str) -> str:
    if leaf.startswith(".") or len(leaf) > 80 or not leaf.casefold().endswith(".csv"):
        return ""
    return next(iter(get_close_matches(leaf[:-4], _NAMES, 1, 0.85)), "")
