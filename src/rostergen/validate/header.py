"""The header of a data file: which columns there are, which were meant, and what is wrong with them.

One cause is one finding: a misspelt column is not also a missing one.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from difflib import get_close_matches
from typing import TYPE_CHECKING

from rostergen.spec import near_misses
from rostergen.spec.vocab import OWN_COLUMN

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rostergen.spec import FileSpec
    from rostergen.validate.collector import Collector

MAX_COLUMNS = 1000
"""More than that is no roster; what stands beyond is left out."""

_SHOWN = 80
_OWN = re.compile(r'metadata\.[^,"\r\n]+')


def is_header(spec: FileSpec, cells: Sequence[str]) -> bool:
    """Return whether a record looks like a header of this file rather than like data."""
    slips = (*near_misses.COLUMNS_OF_ANY_FILE, *near_misses.COLUMNS.get(spec.name, ()))
    names = {_plain(name) for name in (*spec.header, *slips)}
    known = sum(_plain(cell) in names or cell.casefold().startswith(OWN_COLUMN) for cell in cells)
    # Data may hold a word that is also the name of a column, but it has blank fields or numbers as well.
    like_data = any(not cell or cell[0].isdigit() for cell in cells)
    return known * 2 >= len(cells) if like_data else known > 0


def read_header(
    spec: FileSpec, version: str, entry: str, cells: Sequence[str], line: int, collector: Collector
) -> tuple[str, ...]:
    """Report what is wrong with a header and return the columns as they were meant, by place.

    Columns that the specification does not have keep a `metadata.` name or are called by their place, such as "(7)".
    """
    return _Header(spec, version, entry, line, collector).read(cells)


class _Header:
    """The matching of one header with the columns of the specification, from the surest likeness to the faintest."""

    def __init__(self, spec: FileSpec, version: str, entry: str, line: int, collector: Collector) -> None:
        self.spec = spec
        self.version = version
        self.entry = entry
        self.line = line
        self.collector = collector
        self.columns: dict[int, str] = {}
        """The columns of the specification, by the place where they were found."""
        self.missing = list(spec.header)

    def read(self, cells: Sequence[str]) -> tuple[str, ...]:
        many = len(cells) > MAX_COLUMNS
        if many:
            self._report("RG-CSV-07", found=len(cells))
            cells = cells[:MAX_COLUMNS]
        rest = self._exact(cells, tell=not many)
        rest = self._likeness(rest, self._same_but_for_case, "OR-CSV-05")
        rest = self._likeness(rest, self._known_slip, "OR-CSV-04")
        rest = self._likeness(rest, self._same_letters, "OR-CSV-04")
        rest = self._likeness(rest, self._close, "OR-CSV-04")
        rest = self._by_place(rest, len(cells))
        own = {place: name for place, name in rest.items() if _OWN.fullmatch(name)}
        if not many:
            self._foreign({place: name for place, name in rest.items() if place not in own})
            self._misplaced(own)
        for name in self.missing:
            self.collector.add(
                "OR-CSV-04",
                self.entry,
                self.line,
                name,
                hint=self._where(name),
                problem=f"the column {name} is missing",
            )
        self._order()
        return self._names(cells, own)

    def _report(self, code: str, name: str = "", *, hint: str = "", **fields: object) -> None:
        name = name[:_SHOWN]
        self.collector.add(code, self.entry, self.line, name, name, hint=hint, **fields)

    def _take(self, place: int, name: str) -> None:
        self.columns[place] = name
        self.missing.remove(name)

    def _exact(self, cells: Sequence[str], *, tell: bool) -> dict[int, str]:
        """Take the columns that are called as they should be; tell of those that come again. Return the others."""
        rest, seen = {}, set()
        for place, cell in enumerate(cells):
            if cell in self.missing:
                self._take(place, cell)
            elif cell in seen and cell:
                if tell:
                    self._report("OR-CSV-06", cell, hint="leave one of them out")
            else:
                rest[place] = cell
            seen.add(cell)
        return rest

    def _likeness(self, rest: dict[int, str], meant: Callable[[str], str | None], code: str) -> dict[int, str]:
        """Take the columns that `meant` recognises; return the others."""
        for place, name in list(rest.items()):
            if not self.missing:
                break
            if column := meant(name):
                self._take(place, column)
                del rest[place]
                problem = f"there is no column '{name[:_SHOWN]}' in this file"
                self._report(code, name, hint=f"did you mean {column}?", expected=column, problem=problem)
        return rest

    def _same_but_for_case(self, name: str) -> str:
        return next((column for column in self.missing if column.casefold() == name.casefold()), "")

    def _known_slip(self, name: str) -> str:
        slips = near_misses.COLUMNS_OF_ANY_FILE | near_misses.COLUMNS.get(self.spec.name, {})
        column = slips.get(name, "")
        return column if column in self.missing else ""

    def _same_letters(self, name: str) -> str:
        return next((column for column in self.missing if _plain(column) == _plain(name)), "")

    def _close(self, name: str) -> str:
        if len(name) > _SHOWN or not self._is_name(name):
            return ""
        return next(iter(get_close_matches(name, self.missing, 1, 0.8)), "")

    def _by_place(self, rest: dict[int, str], n_cells: int) -> dict[int, str]:
        """Take a strange name that stands exactly where a missing column should for that column."""
        for place, name in list(rest.items()):
            before, after = self.columns.get(place - 1), self.columns.get(place + 1)
            for column in self.missing:
                i = self.spec.header.index(column)
                neighbours = (*self.spec.header[max(i - 1, 0) : i], *self.spec.header[i + 1 : i + 2])
                at_end = (place == 0) == (i == 0) and (place == n_cells - 1) == (i == len(self.spec.header) - 1)
                if neighbours == tuple(filter(None, (before, after))) and at_end and self._is_name(name):
                    rest = self._likeness(rest, {name: column}.get, "OR-CSV-04")
                    break
        return rest

    def _is_name(self, name: str) -> bool:
        return bool(name.strip()) and not name.casefold().startswith(OWN_COLUMN) and not self._explained(name)

    def _explained(self, name: str) -> bool:
        place = (self.version, self.spec.name)
        return name in near_misses.WITHDRAWN.get(place, ()) or name in near_misses.MOVED.get(place, {})

    def _foreign(self, rest: dict[int, str]) -> None:
        """Report columns that nobody can match with one of the specification."""
        taken = {column.casefold() for column in self.columns.values()}
        place = (self.version, self.spec.name)
        for i, name in rest.items():
            own = f"{OWN_COLUMN}{name[:_SHOWN].strip()}"
            if name in near_misses.WITHDRAWN.get(place, ()):
                self._report("OR12-RES-03", name)
            elif name.casefold() in taken:
                self._report("OR-CSV-06", name, hint="it differs by case only: leave one of them out")
            elif name.casefold().startswith(OWN_COLUMN) and len(name) > len(OWN_COLUMN):
                own = OWN_COLUMN + name[len(OWN_COLUMN) : _SHOWN]
                self._report("OR-CSV-05", name, hint=f"write {own}", expected=own)
            elif not name.strip():
                self._report(
                    "OR-CSV-16", name, hint=f"column {i + 1} has no name: leave it out, or the comma beside it"
                )
            else:
                moved = near_misses.MOVED.get(place, {}).get(name, "")
                self._report("OR-CSV-16", name, hint=moved or f"leave it out, or call it {own} and put it last")

    def _misplaced(self, own: dict[int, str]) -> None:
        last = max(self.columns, default=-1)
        for place, name in own.items():
            if place < last:
                self._report("OR-CSV-16", name, hint=f"put it after {self.spec.header[-1]}")

    def _order(self) -> None:
        """Report the fewest columns that have to move for the rest to be in order."""
        places = sorted(self.columns)
        ranks = [self.spec.header.index(self.columns[place]) for place in places]
        kept = _longest_rise(ranks)
        for place, rank in zip(places, ranks, strict=True):
            if rank not in kept:
                name = self.columns[place]
                self._report("OR-CSV-04", name, hint=self._where(name), problem=f"the column {name} is out of order")

    def _where(self, name: str) -> str:
        i = self.spec.header.index(name)
        return f"it follows {self.spec.header[i - 1]}" if i else "it is the first column"

    def _names(self, cells: Sequence[str], own: dict[int, str]) -> tuple[str, ...]:
        """Return a name for every place, no two alike, as DuckDB compares them: without case."""
        seen: set[str] = set()
        names = []
        for place in range(len(cells)):
            name = self.columns.get(place) or own.get(place, "")
            if not name or name.casefold() in seen:
                name = f"({place + 1})"
            seen.add(name.casefold())
            names.append(name)
        return tuple(names)


def _plain(name: str) -> str:
    """Return a name without case, blanks and punctuation: "Sourced ID" and sourced_id are sourcedId."""
    return "".join(filter(str.isalnum, name)).casefold()


def _longest_rise(ranks: Sequence[int]) -> set[int]:
    """Return the members of a longest rising subsequence of distinct numbers."""
    ends: list[int] = []
    chains: list[tuple[int, ...]] = []
    for rank in ranks:
        i = bisect_left(ends, rank)
        chain = (*(chains[i - 1] if i else ()), rank)
        ends[i : i + 1] = [rank]
        chains[i : i + 1] = [chain]
    return set(chains[-1]) if chains else set()
