"""The timetable: which sections there are, when they meet and how large they are. Arithmetic, no search.

It needs the plan's counts and the school year alone, no people. Elementary grades have homerooms that specials visit;
secondary grades have core slots and elective bands:

- A grade of N students is cut into C cohorts of about one class. In its p-th core period cohort c takes core slot (p
  + c) mod Q, so the cohorts with one c mod Q (a "residue") meet in parallel and can be shuffled among their sections.
- One or two grades share E elective bands. Their electives are divided into E sets and their students into groups;
  group g chooses from set (g + j) mod E in band j. So every set runs in every band, which keeps its teachers busy,
  and nobody meets a course twice.

Nobody can be in two places: a student is in one cohort and one elective group at a time.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from math import fsum
from typing import TYPE_CHECKING

import numpy as np

from rostergen.profile.slots import FIRST_SECONDARY
from rostergen.rng import stream
from rostergen.stages.schedule.draft import Draft
from rostergen.stages.schedule.electives import Band
from rostergen.stages.schedule.groups import Group, groups_of, mask_of
from rostergen.stages.schedule.offerings import Offerings
from rostergen.stages.schedule.sizes import (
    by_ability,
    class_sizes,
    n_classes,
    n_even_groups,
    rounds_of_sizes,
    still_owed,
    tracks_by_cohort,
)
from rostergen.stages.schedule.weeks import DAYS, Week, Weeks
from rostergen.world import Calendar, Kind, Plan, Timetable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rostergen.profile.model import Profile
    from rostergen.profile.schools import ClassSize

_TASTE_SIGMA = 0.35
"""How much the uptake of a course differs from school to school: judgment (2026)."""


def make_timetable(profile: Profile, plan: Plan, calendar: Calendar, seed: int) -> Timetable:
    """Lay out the sections and rosters of every school."""
    draft = Draft(list(profile.courses), calendar.n_terms)
    offerings = Offerings(profile)
    weeks = Weeks(draft, offerings.periods(0))
    first_student, smallest = plan.first_student, profile.class_sizes.smallest_group
    for school in range(plan.n_schools):
        builder = _School(offerings, draft, weeks, school, stream(seed, "schedule.school", school))
        groups = groups_of(plan.seats[school], first_student[school], smallest, calendar.school_year)
        builder.add_elementary([group for group in groups if group.leading < FIRST_SECONDARY])
        builder.add_secondary([group for group in groups if group.leading >= FIRST_SECONDARY])
    return draft.timetable(plan.n_schools)


class _School:
    """Adds the sections of one school to the draft."""

    def __init__(self, offerings: Offerings, draft: Draft, weeks: Weeks, school: int, rng: np.random.Generator) -> None:
        self.offerings = offerings
        self.draft = draft
        self.weeks = weeks
        self.school = school
        self.rng = rng
        self._department_of = offerings.departments
        self._owed: defaultdict[tuple[Kind, str], float] = defaultdict(float)
        self._busy: defaultdict[str, defaultdict[int, float]] = defaultdict(
            lambda: defaultdict(float)
        )  # sections by department and period
        taste = rng.lognormal(0, _TASTE_SIGMA, len(offerings.courses)).tolist()
        self.uptake = {
            code: course.uptake * t for (code, course), t in zip(offerings.courses.items(), taste, strict=True)
        }

    def _cut(self, kind: Kind, group: Group) -> int:
        """Return how many classes a grade is cut into; the school's classes of a band of grades have its mean size."""
        size, owed = self.offerings.class_size(group.leading), (kind, self.offerings.band(group.leading))
        count = n_classes(group.students, size.draw(self.rng), size.cap, self._owed[owed])
        self._owed[owed] = still_owed(self._owed[owed], group.students / size.target.expected, count)
        return count

    # Elementary

    def add_elementary(self, groups: list[Group]) -> None:
        """Add homerooms and the specials that visit them."""
        rosters = {group: self._homeroom_rosters(group) for group in groups}
        visited = [group for group in groups if self.offerings.specials(group.leading)]
        for group in groups:
            if group not in visited:
                self._add_homerooms(group, rosters[group], [self.weeks.of(0, 0, 0)] * len(rosters[group]))
        # Homerooms spread over the periods of the day, so that few specials run at once; those that share a period
        # take turns over the days of the week.
        n_periods = self.offerings.periods(0)
        together = min(len(DAYS), -(-sum(len(rosters[group]) for group in visited) // n_periods))
        number = itertools.count()
        for group in visited:
            n_specials = len(self.offerings.specials(group.leading))
            weeks = [
                self.weeks.of(n_specials, i // together % n_periods, i % len(DAYS))
                for i in itertools.islice(number, len(rosters[group]))
            ]
            self._add_homerooms(group, rosters[group], weeks)

    def _homeroom_rosters(self, group: Group) -> range:
        count = self._cut(Kind.HOMEROOM, group)
        sizes = class_sizes(self.rng, group.students, count, self.offerings.class_size(group.leading).cap)
        return self.draft.add_deal(self.school, group.start, sizes)

    def _add_homerooms(self, group: Group, rosters: range, weeks: list[Week]) -> None:
        """Add the homerooms of a grade, each with its specials behind it."""
        specials, n = self.offerings.specials(group.leading), len(rosters)
        self.draft.add(
            self.school,
            group.mask,
            kinds=[int(Kind.HOMEROOM), *[int(Kind.SPECIAL)] * len(specials)] * n,
            codes=[self.offerings.homeroom(group.leading), *specials] * n,
            terms=[0] * (n * (1 + len(specials))),
            slots=[slot for week in weeks for slot in week.slots],
            periods=[period for week in weeks for period in week.periods],
            rosters=[roster for roster in rosters for _ in range(1 + len(specials))],
        )

    # Secondary

    def add_secondary(self, groups: list[Group]) -> None:
        """Add core sections and elective bands."""
        if not groups:
            return
        pointer = int(self.rng.integers(12))
        for team in self._teams(groups):
            n_periods, n_bands = self.offerings.periods(team[0].leading), self.offerings.n_bands(team[0].leading)
            bands = [(pointer + j) % n_periods + 1 for j in range(n_bands)]
            pointer += n_bands
            self._add_bands(team, bands)
            free = [period for period in range(1, n_periods + 1) if period not in bands]
            for group in team:
                self._add_core(group, free)

    def _teams(self, groups: list[Group]) -> list[list[Group]]:
        """Pair neighboring groups, from the top grades down, that can share their elective bands."""
        teams: list[list[Group]] = []
        left = list(groups)
        while left:
            pair = left[-2:]
            if len(pair) == 2 and not self._can_share(pair):
                pair = left[-1:]
            teams.append(pair)
            del left[len(left) - len(pair) :]
        return teams

    def _can_share(self, pair: list[Group]) -> bool:
        of = self.offerings
        shapes = [(of.periods(g.leading), of.n_bands(g.leading), of.class_size(g.leading)) for g in pair]
        return shapes[0] == shapes[1] and len(self._electives(pair)) >= of.n_bands(pair[0].leading)

    def _electives(self, groups: list[Group]) -> list[str]:
        """Return the electives open to all the grades, or to the leading one where they have too few in common."""
        open_to_all = self.offerings.electives(tuple(grade for group in groups for grade in group.grades))
        if len(open_to_all) >= self.offerings.n_bands(groups[0].leading):
            return open_to_all
        return self.offerings.electives((groups[0].leading,))

    def _add_bands(self, team: list[Group], periods: list[int]) -> None:
        if not periods:
            return
        usual, owed = self.offerings.class_size(team[0].leading), (Kind.ELECTIVE, self.offerings.band(team[0].leading))
        sets = self._divide(self._electives(team), len(periods))
        bands = [self._band(codes, usual) for codes in sets]
        grades = mask_of(grade for group in team for grade in group.grades)
        total = sum(group.students for group in team)
        n_groups = n_even_groups(total, len(periods), usual.target.expected)
        for j, period in enumerate(periods):
            for g in range(n_groups):
                codes, band = sets[(g + j) % len(sets)], bands[(g + j) % len(sets)]
                offered = band.offer(self.rng, len(range(g, total, n_groups)), self._owed[owed])
                self._owed[owed] = offered.owed
                rosters = self.draft.add_deal(self.school, team[0].start + g, offered.sizes, stride=n_groups)
                rows = [[codes[i] for i in row] for row in offered.courses]
                self._add_rotations(Kind.ELECTIVE, rows, [period] * len(rows), grades, rosters)

    def _band(self, codes: list[str], usual: ClassSize) -> Band:
        courses, uptake = [self.offerings.courses[code] for code in codes], [self.uptake[code] for code in codes]
        return Band(courses, uptake, usual, self.draft.n_terms)

    def _divide(self, codes: list[str], n_sets: int) -> list[list[str]]:
        """Divide electives into sets of about the same uptake, each with something of every department.

        A sequence stays in one set, and so nobody meets two courses of it, where there is enough beside it.
        """
        courses = self.offerings.courses
        units: dict[str, list[str]] = {}
        for code in codes:
            units.setdefault(courses[code].sequence or code, []).append(code)
        if len(units) < n_sets:
            units = {code: [code] for code in codes}
        uptake = {name: fsum(self.uptake[code] for code in unit) for name, unit in units.items()}
        sets: list[list[str]] = [[] for _ in range(n_sets)]
        total = [0.0] * n_sets
        by_department: list[dict[str, float]] = [{} for _ in range(n_sets)]
        for name in sorted(units, key=lambda name: -uptake[name]):
            department = courses[units[name][0]].department
            j = min(range(n_sets), key=lambda j: total[j] + 2 * by_department[j].get(department, 0.0))
            sets[j] += units[name]
            total[j] += uptake[name]
            by_department[j][department] = by_department[j].get(department, 0.0) + uptake[name]
        return sets

    def _add_core(self, group: Group, free: list[int]) -> None:
        slots = self.offerings.slots(group.leading)
        if not slots:
            return
        q = len(slots)
        size = self.offerings.class_size(group.leading)
        count = self._cut(Kind.CORE, group)
        per_residue = [len(range(r, count, q)) for r in range(min(q, count))]
        bounds = [group.students * before // count for before in itertools.accumulate(per_residue, initial=0)]
        students = [stop - start for start, stop in itertools.pairwise(bounds)]
        rounds = rounds_of_sizes(self.rng, students, per_residue, size.cap, q)
        cohorts = by_ability(per_residue)
        residues = [r for r, parallel in enumerate(per_residue) for _ in range(parallel)]
        for (s, code), sizes in zip(self._rotation(slots, per_residue, free), rounds, strict=True):
            alternatives, weights = self._alternatives(slots[code])
            rows = [alternatives[i] for i in tracks_by_cohort(weights, cohorts)]
            rosters: list[int] = []
            for start, parallel in zip(bounds, per_residue, strict=False):
                own = sizes[len(rosters) : len(rosters) + parallel]
                rosters += self.draft.add_deal(self.school, group.start + start, own, by_ability=True)
            periods = [free[(s - r) % q] for r in residues]
            self._add_rotations(Kind.CORE, rows, periods, group.mask, rosters)

    def _rotation(
        self, slots: dict[str, list[str]], per_residue: list[int], free: list[int]
    ) -> Iterator[tuple[int, str]]:
        """Yield the core slots, each with the place in the rotation in which its department has least to do already.

        A department needs as many teachers as it has sections in its fullest period.
        """
        q = len(slots)
        places = list(range(q))
        for code in self.rng.permutation(list(slots)).tolist():
            busy = self._busy[self._department_of[slots[code][0]]]
            place = min(places, key=lambda s: fsum(n * busy[free[(s - r) % q]] for r, n in enumerate(per_residue)))
            places.remove(place)
            yield place, code

    def _alternatives(self, codes: list[str]) -> tuple[list[list[str]], np.ndarray]:
        """Return what a roster can take in a slot (a course, or one for each term) with weights, easiest first."""
        courses = self.offerings.courses
        short = [code for code in codes if courses[code].length == "term"]
        n_terms = self.draft.n_terms
        rotations = [[short[(i + t) % len(short)] for t in range(n_terms)] for i in range(len(short))]
        rows = [[code] for code in codes if courses[code].length == "year"]
        weights = [self.uptake[code] for (code,) in rows]
        total = fsum(courses[code].uptake for code in short)
        return rotations + rows, np.array([total / len(short) for _ in short] + weights)

    def _add_rotations(
        self, kind: Kind, rows: list[list[str]], periods: list[int], grades: int, rosters: Sequence[int]
    ) -> None:
        """Add a section for each roster, or one a term where a roster takes a course each term."""
        codes = [code for row in rows for code in row]
        slots = [period for row, period in zip(rows, periods, strict=True) for _ in row]
        numbers = {period: self.draft.periods(str(period)) for period in dict.fromkeys(periods)}
        for row, period in zip(rows, periods, strict=True):
            for code in row:
                self._busy[self._department_of[code]][period] += 1 / len(row)
        self.draft.add(
            self.school,
            grades,
            kinds=[int(kind)] * len(codes),
            codes=codes,
            terms=[term for row in rows for term in (range(1, len(row) + 1) if len(row) > 1 else (0,))],
            slots=slots,
            periods=[numbers[slot] for slot in slots],
            rosters=[roster for row, roster in zip(rows, rosters, strict=True) for _ in row],
        )
