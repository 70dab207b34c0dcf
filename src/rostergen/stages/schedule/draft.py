"""Collects sections, rosters and deals while the timetable is laid out, and turns them into arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rostergen.ordering import earlier_equals
from rostergen.world import Rosters, Sections, Timetable, first_of_each

if TYPE_CHECKING:
    from collections.abc import Sequence


class Draft:
    """A growing timetable."""

    def __init__(self, codes: Sequence[str], n_terms: int) -> None:
        self.n_terms = n_terms
        self._number_of = {code: number for number, code in enumerate(codes)}
        self._period_texts: dict[str, int] = {}
        # What sections that are added together share, and how many they are; then what each has of its own.
        self._runs: list[tuple[int, int, int]] = []
        self._kind: list[int] = []
        self._course: list[int] = []
        self._term: list[int] = []
        self._slot: list[int] = []
        self._periods: list[int] = []
        self._roster: list[int] = []
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

    def periods(self, text: str) -> int:
        """Return the number of the text that says when a section meets."""
        return self._period_texts.setdefault(text, len(self._period_texts))

    def add(
        self,
        school: int,
        grades: int,
        *,
        kinds: Sequence[int],
        codes: Sequence[str],
        terms: Sequence[int],
        slots: Sequence[int],
        periods: Sequence[int],
        rosters: Sequence[int],
    ) -> None:
        """Add sections for the same grades, a bit mask; `kinds` are those of `Kind`, `periods` numbers of texts."""
        self._runs.append((school, grades, len(codes)))
        self._kind += kinds
        self._course += [self._number_of[code] for code in codes]
        self._term += terms
        self._slot += slots
        self._periods += periods
        self._roster += rosters

    def timetable(self, n_schools: int) -> Timetable:
        """Return everything added, as arrays."""
        runs = np.array(self._runs, dtype=np.int64).reshape(-1, 3)
        school, grades = (np.repeat(runs[:, i], runs[:, 2]) for i in range(2))
        course = np.array(self._course, np.int16)
        sections = Sections(
            school=school.astype(np.int32),
            course=course,
            kind=np.array(self._kind, np.int8),
            term=np.array(self._term, np.int8),
            slot=np.array(self._slot, np.int32),
            periods=np.array(self._periods, np.int16),
            grades=grades.astype(np.uint16),
            roster=np.array(self._roster, np.int32),
            number=earlier_equals(school * (len(self._number_of) + 1) + course) + np.int32(1),
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
