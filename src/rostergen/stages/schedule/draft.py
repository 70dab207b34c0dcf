"""Collects sections, rosters and deals while the timetable is laid out, and turns them into arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rostergen.ordering import earlier_equals
from rostergen.world import Kind, Rosters, Sections, Timetable, first_of_each

if TYPE_CHECKING:
    from collections.abc import Sequence


class Draft:
    """A growing timetable."""

    def __init__(self, codes: Sequence[str], n_terms: int) -> None:
        self.number_of = {code: number for number, code in enumerate(codes)}
        self.n_terms = n_terms
        self._period_texts: dict[str, int] = {}
        self._rows: list[tuple[int, int, int, int, int, int, int, int]] = []
        self._deals: list[tuple[int, int, int, int, bool]] = []
        self._roster_deal: list[int] = []
        self._roster_size: list[int] = []

    def add_deal(
        self, school: int, start: int, sizes: Sequence[int], *, stride: int = 1, by_ability: bool = False
    ) -> range:
        """Add rosters of `sizes` that together hold every `stride`-th student from `start` on; return their indices."""
        first = len(self._roster_size)
        self._roster_size += sizes
        self._roster_deal += [len(self._deals)] * len(sizes)
        self._deals.append((school, start, stride, sum(sizes), by_ability))
        return range(first, first + len(sizes))

    def add(
        self, school: int, kind: Kind, code: str, term: int, slot: int, periods: str, grades: int, roster: int
    ) -> None:
        """Add a section; `grades` is a bit mask."""
        text = self._period_texts.setdefault(periods, len(self._period_texts))
        self._rows.append((school, self.number_of[code], kind, term, slot, text, grades, roster))

    def timetable(self, n_schools: int) -> Timetable:
        """Return everything added, as arrays."""
        rows = np.array(self._rows, dtype=np.int64).reshape(-1, 8)
        school, course = rows[:, 0].astype(np.int32), rows[:, 1].astype(np.int16)
        sections = Sections(
            school=school,
            course=course,
            kind=rows[:, 2].astype(np.int8),
            term=rows[:, 3].astype(np.int8),
            slot=rows[:, 4].astype(np.int32),
            periods=rows[:, 5].astype(np.int16),
            grades=rows[:, 6].astype(np.uint16),
            roster=rows[:, 7].astype(np.int32),
            number=earlier_equals(school.astype(np.int64) * (len(self.number_of) + 1) + course) + np.int32(1),
        )
        deals = np.array(self._deals, dtype=np.int64).reshape(-1, 5)
        rosters = Rosters(
            deal=np.array(self._roster_deal, dtype=np.int32),
            size=np.array(self._roster_size, dtype=np.int32),
            deal_school=deals[:, 0].astype(np.int32),
            deal_start=deals[:, 1],
            deal_stride=deals[:, 2],
            deal_count=deals[:, 3],
            deal_by_ability=deals[:, 4].astype(bool),
        )
        return Timetable(sections, rosters, list(self._period_texts), first_of_each(school, n_schools))
