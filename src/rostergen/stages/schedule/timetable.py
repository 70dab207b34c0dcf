"""The timetable: which sections there are, when they meet and how large they are. Arithmetic, no search.

It needs the plan's counts alone, no people. Elementary grades have homerooms that specials visit; secondary grades have
core slots and elective bands:

- A grade of N students is cut into C cohorts of about one class. In its p-th core period cohort c takes core slot
  (p + c) mod Q, so the cohorts with one c mod Q (a "residue") meet in parallel and can be shuffled among their sections.
- In an elective band all students of one or two grades choose among the electives offered then.

Nobody can be in two places: a student is in one cohort and one band section at a time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rostergen.profile.fields import GRADES, grades_of
from rostergen.profile.slots import FIRST_SECONDARY, core_slots, electives_for_all, of_kind, periods_of
from rostergen.rng import stream
from rostergen.stages.schedule.draft import Draft
from rostergen.stages.schedule.electives import offer
from rostergen.stages.schedule.sizes import cut_evenly, n_classes, tracks_by_cohort
from rostergen.world import Kind, Plan, Timetable

if TYPE_CHECKING:
    from rostergen.profile.model import Profile
    from rostergen.profile.sections import ClassSize

_DAYS = "MTWRF"


class _Group(NamedTuple):
    """Grades of one school that are taught as one: a grade, or neighbours that are small."""

    grades: tuple[int, ...]
    leading: int  # the grade whose courses are taught
    start: int  # first student
    count: int


def make_timetable(profile: Profile, plan: Plan, n_terms: int, seed: int) -> Timetable:
    """Lay out the sections and rosters of every school."""
    draft = Draft(list(profile.courses), n_terms)
    first_student = plan.first_student
    for school in range(plan.n_schools):
        builder = _School(profile, draft, school, stream(seed, "schedule.school", school))
        groups = _groups(plan.seats[school], first_student[school], profile.class_sizes.smallest_group)
        builder.add_elementary([group for group in groups if group.leading < FIRST_SECONDARY])
        builder.add_secondary([group for group in groups if group.leading >= FIRST_SECONDARY])
    return draft.timetable(plan.n_schools)


def _groups(seats: np.ndarray, first_student: np.ndarray, smallest: int) -> list[_Group]:
    groups: list[list[int]] = []
    for grade in np.flatnonzero(seats).tolist():
        same_mode = bool(groups) and (groups[-1][0] < FIRST_SECONDARY) == (grade < FIRST_SECONDARY)
        if same_mode and (seats[groups[-1]].sum() < smallest):
            groups[-1].append(grade)
        else:
            groups.append([grade])
    merged: list[list[int]] = []
    for grades in groups:
        last_is_small = seats[grades].sum() < smallest
        if merged and last_is_small and (merged[-1][0] < FIRST_SECONDARY) == (grades[0] < FIRST_SECONDARY):
            merged[-1] += grades
        else:
            merged.append(grades)
    return [
        _Group(tuple(g), max(g, key=lambda grade: int(seats[grade])), int(first_student[g[0]]), int(seats[g].sum()))
        for g in merged
    ]


def _mask(grades: tuple[int, ...]) -> int:
    return sum(1 << grade for grade in grades)


class _School:
    """Adds the sections of one school to the draft."""

    def __init__(self, profile: Profile, draft: Draft, school: int, rng: np.random.Generator) -> None:
        self.profile = profile
        self.draft = draft
        self.school = school
        self.rng = rng
        self.taste = rng.lognormal(0, 0.35, len(profile.courses))

    def _class_size(self, grade: int) -> ClassSize:
        sizes = self.profile.class_sizes
        if grade == GRADES.index("PK"):
            return sizes.prekindergarten
        if grade < FIRST_SECONDARY:
            return sizes.elementary
        return sizes.middle if grade < GRADES.index("09") else sizes.high

    # Elementary

    def add_elementary(self, groups: list[_Group]) -> None:
        """Add homerooms and the specials that visit them."""
        n_periods = self.profile.periods.elementary
        n_before = 0
        for group in groups:
            size = self._class_size(group.leading)
            count = n_classes(group.count, float(size.target.draw(self.rng, 1)[0]), size.cap)
            sizes = np.diff(cut_evenly(self.rng, group.count, count, size.cap))
            rosters = self.draft.add_deal(self.school, group.start, sizes, by_ability=False)
            code = next(iter(of_kind(self.profile.courses, "homeroom", [group.leading])))
            specials = list(of_kind(self.profile.courses, "special", [group.leading]))
            for i, roster in enumerate(rosters.tolist(), n_before):
                self._add_homeroom(group, code, specials, roster, i, n_periods)
            n_before += count

    def _add_homeroom(
        self, group: _Group, code: str, specials: list[str], roster: int, number: int, n_periods: int
    ) -> None:
        # Five homerooms share the periods of their specials and take turns over the days of the week.
        first = number // len(_DAYS)
        away = [(first + i) % n_periods + 1 for i in range(-(-len(specials) // len(_DAYS)))]
        home = ",".join(str(period) for period in range(1, n_periods + 1) if period not in away)
        grades = _mask(group.grades)
        self.draft.add(self.school, Kind.HOMEROOM, [code], 0, [-1], [home], grades, [roster])
        for s, special in enumerate(specials):
            day = (s + number) % len(_DAYS)
            period = away[s // len(_DAYS)]
            slot = 1000 + period * len(_DAYS) + day
            self.draft.add(
                self.school, Kind.SPECIAL, [special], 0, [slot], [f"{period}({_DAYS[day]})"], grades, [roster]
            )

    # Secondary

    def add_secondary(self, groups: list[_Group]) -> None:
        """Add core sections and elective bands."""
        if not groups:
            return
        pointer = int(self.rng.integers(12))
        for team in self._teams(groups):
            n_periods = periods_of(self.profile.periods, team[0].leading)
            most = max(self._n_bands(group) for group in team)
            bands = [(pointer + j) % n_periods + 1 for j in range(most)]
            pointer += most
            self._add_bands(team, bands)
            for group in team:
                taken = bands[: self._n_bands(group)]
                free = [period for period in range(1, n_periods + 1) if period not in taken]
                self._add_core(group, free)

    def _n_bands(self, group: _Group) -> int:
        n_periods = periods_of(self.profile.periods, group.leading)
        return n_periods - len(core_slots(self.profile.courses, [group.leading]))

    def _teams(self, groups: list[_Group]) -> list[list[_Group]]:
        """Pair neighbouring groups, from the top grades down, that can share their elective bands."""
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
        periods = {periods_of(self.profile.periods, group.leading) for group in pair}
        open_to_both = self._electives([grade for group in pair for grade in group.grades])
        return len(periods) == 1 and len(open_to_both) >= max(self._n_bands(group) for group in pair)

    def _electives(self, grades: list[int]) -> list[str]:
        return electives_for_all(self.profile.courses, grades)

    def _add_bands(self, team: list[_Group], periods: list[int]) -> None:
        used: set[str] = set()
        members = [[group for group in team if self._n_bands(group) > j] for j in range(len(periods))]
        offers = self._divide(members)
        for j, period in enumerate(periods):
            groups = members[j]
            count = sum(group.count for group in groups)
            codes = [code for code in offers[j] if code not in used]
            used.update(codes)
            courses = [self.profile.courses[code] for code in codes]
            uptake = np.array([c.uptake for c in courses]) * self.taste[[self.draft.number_of[code] for code in codes]]
            usual = self._class_size(groups[0].leading)
            chosen = offer(self.rng, courses, uptake, usual, count, self.draft.n_terms)
            rosters = self.draft.add_deal(self.school, groups[0].start, chosen.sizes, by_ability=False)
            grades = _mask(tuple(grade for group in groups for grade in group.grades))
            self._add_rotations(Kind.ELECTIVE, [[codes[i] for i in row] for row in chosen.courses], period, grades, rosters)

    def _divide(self, members: list[list[_Group]]) -> list[list[str]]:
        """Divide the electives among the bands, the popular ones evenly, so that nobody meets a course twice."""
        open_to = [
            set(self._electives([grade for group in groups for grade in group.grades])) for groups in members
        ]
        for groups, codes in zip(members, open_to, strict=True):
            # Grades taught as one may have no elective in common; then the leading grade's are theirs.
            if len(codes) < len(members):
                codes.update(self._electives([groups[0].leading]))
        uptake = {
            code: self.profile.courses[code].uptake * float(self.taste[self.draft.number_of[code]])
            for code in sorted(set().union(*open_to), key=self.draft.number_of.__getitem__)
        }
        bands: list[list[str]] = [[] for _ in members]
        for code in sorted(uptake, key=lambda c: -uptake[c]):
            allowed = [j for j in range(len(members)) if code in open_to[j]]
            # The band with the fewest choices ahead of it goes first, then the least filled.
            best = min(allowed, key=lambda j: (bool(bands[j]), len(open_to[j]) if not bands[j] else 0, sum(uptake[c] for c in bands[j])))
            bands[best].append(code)
        return bands

    def _add_core(self, group: _Group, free: list[int]) -> None:
        slots = core_slots(self.profile.courses, [group.leading])
        if not slots:
            return
        q = len(slots)
        size = self._class_size(group.leading)
        count = n_classes(group.count, float(size.target.draw(self.rng, 1)[0]), size.cap)
        residue = np.sort(np.arange(count) % q)
        per_residue = np.bincount(residue)
        bounds = np.concatenate([[0], np.cumsum(per_residue)]) * group.count // count
        grades = _mask(group.grades)
        for s, code in enumerate(self.rng.permutation(list(slots)).tolist()):
            alternatives, weights = self._alternatives(slots[code])
            chosen = tracks_by_cohort(weights, per_residue)
            first = 0
            for r, (start, stop) in enumerate(zip(bounds, bounds[1:], strict=False)):
                parallel = int(per_residue[r])
                sizes = np.diff(cut_evenly(self.rng, int(stop - start), parallel, size.cap))
                rosters = self.draft.add_deal(self.school, group.start + int(start), sizes, by_ability=True)
                rows = [alternatives[i] for i in chosen[first : first + parallel]]
                self._add_rotations(Kind.CORE, rows, free[(s - r) % q], grades, rosters)
                first += parallel

    def _alternatives(self, codes: list[str]) -> tuple[list[list[str]], np.ndarray]:
        """Return what a roster can take in a slot (a course, or one for each term) with weights, easiest first."""
        courses = self.profile.courses
        short = [code for code in codes if courses[code].length == "term"]
        n_terms = self.draft.n_terms
        rotations = [[short[(i + t) % len(short)] for t in range(n_terms)] for i in range(len(short))]
        rows = [[code] for code in codes if courses[code].length == "year"]
        weights = [courses[code].uptake * float(self.taste[self.draft.number_of[code]]) for (code,) in rows]
        total = sum(courses[code].uptake for code in short)
        return rotations + rows, np.array([total / len(short) for _ in short] + weights)

    def _add_rotations(self, kind: Kind, rows: list[list[str]], period: int, grades: int, rosters: np.ndarray) -> None:
        """Add a section for each roster, or one a term where a roster takes a course each term."""
        whole = [i for i, row in enumerate(rows) if len(row) == 1]
        if whole:
            codes = [rows[i][0] for i in whole]
            self.draft.add(self.school, kind, codes, 0, [period], [str(period)], grades, rosters[whole])
        split = [i for i, row in enumerate(rows) if len(row) > 1]
        for term in range(1, self.draft.n_terms + 1) if split else ():
            codes = [rows[i][term - 1] for i in split]
            self.draft.add(self.school, kind, codes, term, [period], [str(period)], grades, rosters[split])
