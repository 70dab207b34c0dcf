"""The timetable: which sections there are, when they meet and how large they are. Arithmetic, no search.

It needs the plan's counts alone, no people. Elementary grades have homerooms that specials visit; secondary grades
have core slots and elective bands:

- A grade of N students is cut into C cohorts of about one class. In its p-th core period cohort c takes core slot (p
  + c) mod Q, so the cohorts with one c mod Q (a "residue") meet in parallel and can be shuffled among their sections.
- One or two grades share E elective bands. Their electives are divided into E sets and their students into groups;
  group g chooses from set (g + j) mod E in band j. So every set runs in every band, which keeps its teachers busy,
  and nobody meets a course twice.

Nobody can be in two places: a student is in one cohort and one elective group at a time.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rostergen.profile.slots import FIRST_SECONDARY
from rostergen.rng import stream
from rostergen.stages.schedule.draft import Draft
from rostergen.stages.schedule.electives import offer
from rostergen.stages.schedule.offerings import Offerings
from rostergen.stages.schedule.sizes import by_ability, class_sizes, n_classes, rounds_of_sizes, tracks_by_cohort
from rostergen.world import Kind, Plan, Timetable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rostergen.profile.model import Profile

_DAYS = "MTWRF"
_TASTE_SIGMA = 0.35
"""How much the uptake of a course differs from school to school: judgment (2026)."""
_FIRST_SPECIAL_SLOT = 1000
"""Slots below it are the periods of secondary grades."""


class _Group(NamedTuple):
    """Grades of one school that are taught as one: a grade, or neighbors that are small."""

    grades: tuple[int, ...]
    leading: int  # the grade whose courses are taught
    start: int  # first student
    students: int
    mask: int  # of the grades


def make_timetable(profile: Profile, plan: Plan, n_terms: int, seed: int) -> Timetable:
    """Lay out the sections and rosters of every school."""
    draft = Draft(list(profile.courses), n_terms)
    offerings = Offerings(profile)
    first_student = plan.first_student
    for school in range(plan.n_schools):
        builder = _School(offerings, draft, school, stream(seed, "schedule.school", school))
        groups = _groups(plan.seats[school], first_student[school], profile.class_sizes.smallest_group)
        builder.add_elementary([group for group in groups if group.leading < FIRST_SECONDARY])
        builder.add_secondary([group for group in groups if group.leading >= FIRST_SECONDARY])
    return draft.timetable(plan.n_schools)


def _groups(seats: np.ndarray, first_student: np.ndarray, smallest: int) -> list[_Group]:
    """Return the grades of a school as groups; one below `smallest` joins a neighbor with the same kind of day."""
    runs: list[list[int]] = []
    for grade in np.flatnonzero(seats).tolist():
        if runs and _same_day(runs[-1][0], grade) and seats[runs[-1]].sum() < smallest:
            runs[-1].append(grade)
        else:
            runs.append([grade])
    for i in range(len(runs) - 1, 0, -1):
        # The last grades of a kind of day have no later neighbor to wait for. A few sixth graders at the top of an
        # elementary school stay with its homerooms.
        alone = runs[i] == [FIRST_SECONDARY] and i == len(runs) - 1
        if seats[runs[i]].sum() < smallest and (alone or _same_day(runs[i - 1][0], runs[i][0])):
            runs[i - 1] += runs.pop(i)
    return [
        _Group(tuple(run), _leading(run, seats), int(first_student[run[0]]), int(seats[run].sum()), _mask(run))
        for run in runs
    ]


def _leading(run: list[int], seats: np.ndarray) -> int:
    return max((grade for grade in run if _same_day(run[0], grade)), key=seats.__getitem__)


def _mask(grades: Iterable[int]) -> int:
    return sum(1 << grade for grade in grades)


def _same_day(a: int, b: int) -> bool:
    """Return whether two grades both have homerooms, or both change teachers every period."""
    return (a < FIRST_SECONDARY) == (b < FIRST_SECONDARY)


class _School:
    """Adds the sections of one school to the draft."""

    def __init__(self, offerings: Offerings, draft: Draft, school: int, rng: np.random.Generator) -> None:
        self.offerings = offerings
        self.draft = draft
        self.school = school
        self.rng = rng
        taste = rng.lognormal(0, _TASTE_SIGMA, len(offerings.courses)).tolist()
        self.uptake = {
            code: course.uptake * t for (code, course), t in zip(offerings.courses.items(), taste, strict=True)
        }

    # Elementary

    def add_elementary(self, groups: list[_Group]) -> None:
        """Add homerooms and the specials that visit them."""
        homerooms = [(group, roster) for group in groups for roster in self._homeroom_rosters(group)]
        visited = [(group, roster) for group, roster in homerooms if self.offerings.specials(group.leading)]
        for group, roster in homerooms:
            if not self.offerings.specials(group.leading):
                self._add_homeroom(group, roster, ())
        # Homerooms spread over the periods of the day, so that few specials run at once; those that share a period
        # take turns over the days of the week.
        together = min(len(_DAYS), -(-len(visited) // self.offerings.periods(0)))
        for i, (group, roster) in enumerate(visited):
            specials = self.offerings.specials(group.leading)
            away = self._away(i // together, len(specials))
            self._add_homeroom(group, roster, away)
            self._add_specials(group, roster, specials, away, i)

    def _homeroom_rosters(self, group: _Group) -> range:
        size = self.offerings.class_size(group.leading)
        count = n_classes(group.students, float(size.target.draw(self.rng, 1)[0]), size.cap)
        sizes = class_sizes(self.rng, group.students, count, size.cap)
        return self.draft.add_deal(self.school, group.start, sizes)

    def _away(self, first: int, n_specials: int) -> tuple[int, ...]:
        """Return the periods in which a homeroom is at its specials, one of them for every five."""
        n_periods = self.offerings.periods(0)
        return tuple((first + i) % n_periods + 1 for i in range(-(-n_specials // len(_DAYS))))

    def _add_homeroom(self, group: _Group, roster: int, away: tuple[int, ...]) -> None:
        self.draft.add(
            self.school,
            Kind.HOMEROOM,
            group.mask,
            codes=[self.offerings.homeroom(group.leading)],
            terms=[0],
            slots=[-1],
            periods=[self.draft.periods(self.offerings.at_home(away))],
            rosters=[roster],
        )

    def _add_specials(
        self, group: _Group, roster: int, codes: list[str], away: tuple[int, ...], first_day: int
    ) -> None:
        meetings = [(away[s // len(_DAYS)], (s + first_day) % len(_DAYS)) for s in range(len(codes))]
        self.draft.add(
            self.school,
            Kind.SPECIAL,
            group.mask,
            codes=codes,
            terms=[0] * len(codes),
            slots=[_FIRST_SPECIAL_SLOT + period * len(_DAYS) + day for period, day in meetings],
            periods=[self.draft.periods(f"{period}({_DAYS[day]})") for period, day in meetings],
            rosters=[roster] * len(codes),
        )

    # Secondary

    def add_secondary(self, groups: list[_Group]) -> None:
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

    def _teams(self, groups: list[_Group]) -> list[list[_Group]]:
        """Pair neighboring groups, from the top grades down, that can share their elective bands."""
        teams: list[list[_Group]] = []
        left = list(groups)
        while left:
            pair = left[-2:]
            if len(pair) == 2 and not self._can_share(pair):
                pair = left[-1:]
            teams.append(pair)
            del left[len(left) - len(pair) :]
        return teams

    def _can_share(self, pair: list[_Group]) -> bool:
        of = self.offerings
        shapes = [(of.periods(g.leading), of.n_bands(g.leading), of.class_size(g.leading)) for g in pair]
        return shapes[0] == shapes[1] and len(self._electives(pair)) >= of.n_bands(pair[0].leading)

    def _electives(self, groups: list[_Group]) -> list[str]:
        """Return the electives open to all the grades, or to the leading one where they have too few in common."""
        open_to_all = self.offerings.electives(tuple(grade for group in groups for grade in group.grades))
        if len(open_to_all) >= self.offerings.n_bands(groups[0].leading):
            return open_to_all
        return self.offerings.electives((groups[0].leading,))

    def _add_bands(self, team: list[_Group], periods: list[int]) -> None:
        if not periods:
            return
        sets = self._divide(self._electives(team), len(periods))
        usual = self.offerings.class_size(team[0].leading)
        grades = _mask(grade for group in team for grade in group.grades)
        total = sum(group.students for group in team)
        n_groups = min(len(periods), n_classes(total, usual.target.expected, usual.cap))
        for j, period in enumerate(periods):
            for g in range(n_groups):
                codes = sets[(g + j) % len(sets)]
                courses = [self.offerings.courses[code] for code in codes]
                uptake = np.array([self.uptake[code] for code in codes])
                count = len(range(g, total, n_groups))
                offered = offer(self.rng, courses, uptake, usual, count, self.draft.n_terms)
                rosters = self.draft.add_deal(self.school, team[0].start + g, offered.sizes, stride=n_groups)
                rows = [[codes[i] for i in row] for row in offered.courses]
                self._add_rotations(Kind.ELECTIVE, rows, period, grades, rosters)

    def _divide(self, codes: list[str], n_sets: int) -> list[list[str]]:
        """Divide electives into sets of about the same uptake, each with something of every department."""
        sets: list[list[str]] = [[] for _ in range(n_sets)]
        total = [0.0] * n_sets
        by_department: list[dict[str, float]] = [{} for _ in range(n_sets)]
        for code in sorted(codes, key=lambda code: -self.uptake[code]):
            department = self.offerings.courses[code].department
            j = min(range(n_sets), key=lambda j: total[j] + 2 * by_department[j].get(department, 0.0))
            sets[j].append(code)
            total[j] += self.uptake[code]
            by_department[j][department] = by_department[j].get(department, 0.0) + self.uptake[code]
        return sets

    def _add_core(self, group: _Group, free: list[int]) -> None:
        slots = self.offerings.slots(group.leading)
        if not slots:
            return
        q = len(slots)
        size = self.offerings.class_size(group.leading)
        count = n_classes(group.students, float(size.target.draw(self.rng, 1)[0]), size.cap)
        per_residue = [len(range(r, count, q)) for r in range(min(q, count))]
        bounds = [group.students * before // count for before in itertools.accumulate(per_residue, initial=0)]
        students = [stop - start for start, stop in itertools.pairwise(bounds)]
        codes = self.rng.permutation(list(slots)).tolist()
        rounds = rounds_of_sizes(self.rng, students, per_residue, size.cap, len(codes))
        cohorts = by_ability(per_residue)
        for s, (code, sizes) in enumerate(zip(codes, rounds, strict=True)):
            alternatives, weights = self._alternatives(slots[code])
            rows = [alternatives[i] for i in tracks_by_cohort(weights, cohorts)]
            first = 0
            for r, parallel in enumerate(per_residue):
                own = slice(first, first + parallel)
                rosters = self.draft.add_deal(self.school, group.start + bounds[r], sizes[own], by_ability=True)
                self._add_rotations(Kind.CORE, rows[own], free[(s - r) % q], group.mask, rosters)
                first += parallel

    def _alternatives(self, codes: list[str]) -> tuple[list[list[str]], np.ndarray]:
        """Return what a roster can take in a slot (a course, or one for each term) with weights, easiest first."""
        courses = self.offerings.courses
        short = [code for code in codes if courses[code].length == "term"]
        n_terms = self.draft.n_terms
        rotations = [[short[(i + t) % len(short)] for t in range(n_terms)] for i in range(len(short))]
        rows = [[code] for code in codes if courses[code].length == "year"]
        weights = [self.uptake[code] for (code,) in rows]
        total = sum(courses[code].uptake for code in short)
        return rotations + rows, np.array([total / len(short) for _ in short] + weights)

    def _add_rotations(self, kind: Kind, rows: list[list[str]], period: int, grades: int, rosters: range) -> None:
        """Add a section for each roster, or one a term where a roster takes a course each term."""
        codes = [code for row in rows for code in row]
        self.draft.add(
            self.school,
            kind,
            grades,
            codes=codes,
            terms=[term for row in rows for term in (range(1, len(row) + 1) if len(row) > 1 else (0,))],
            slots=[period] * len(codes),
            periods=[self.draft.periods(str(period))] * len(codes),
            rosters=[roster for row, roster in zip(rows, rosters, strict=True) for _ in row],
        )
