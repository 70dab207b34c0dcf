"""What the tables of every version share: ids by kind, dates and grades as columns."""

from __future__ import annotations

import itertools
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from rostergen.ids import uuid_text, uuid_words
from rostergen.names import login_texts
from rostergen.ordering import distinct
from rostergen.profile.fields import GRADES
from rostergen.tables.column import Texts
from rostergen.tables.pool import Pool, pool_of

if TYPE_CHECKING:
    from rostergen.districts import State
    from rostergen.world import NamePool, World

_STRETCH = 1024
"""Days."""
_SECTION_STRIDE = 1 << 24
"""Class ids of a school start at its number times this, so no school depends on the size of another."""


class _Names:
    """Names as pools, by their index in the world's names."""

    def __init__(self, names: NamePool) -> None:
        self._names = names
        self.given = Pool(names.given)
        self.family = Pool(names.family)
        self.family_logins = Pool(login_texts(names.family))

    @cached_property
    def given_logins(self) -> Pool:
        """Given names as logins have them."""
        return Pool(login_texts(self._names.given))

    @cached_property
    def initials(self) -> Pool:
        """The first letter of those."""
        return Pool([login[0] for login in login_texts(self._names.given)])


@lru_cache(1)  # for the next district of a state, which has the same names
def _names(names: NamePool) -> _Names:
    return _Names(names)


class Keys:
    """What the tables of a world share: the ids of what is referred to, and pools of text.

    Ids are texts by index: V36 (objects).
    """

    def __init__(self, world: World) -> None:
        self._world = world

    def _ids(self, kind: str, n: int) -> np.ndarray:
        return uuid_text(uuid_words(self._world.seed, kind, 0, n))

    @cached_property
    def sessions(self) -> np.ndarray:
        """Academic sessions, which differ from year to year."""
        return self._ids(f"academicSession.{self._world.calendar.school_year}", len(self._world.calendar.sessions))

    @cached_property
    def orgs(self) -> np.ndarray:
        """The district (0) and its schools (school + 1)."""
        return self._ids("org", self._world.plan.n_schools + 1)

    @cached_property
    def courses(self) -> np.ndarray:
        """Courses of the catalogue."""
        return self._ids("course", len(self._world.profile.courses))

    @cached_property
    def classes(self) -> np.ndarray:
        """Sections."""
        first = self._world.timetable.first_section.tolist()
        kind = f"class.{self._world.calendar.school_year}"
        return np.concatenate(
            [
                uuid_text(uuid_words(self._world.seed, kind, school * _SECTION_STRIDE, after - start))
                for school, (start, after) in enumerate(itertools.pairwise(first))
            ]
        )

    @cached_property
    def staff(self) -> np.ndarray:
        """Staff."""
        return self._ids("staff", len(self._world.staff.job))

    @cached_property
    def students(self) -> np.ndarray:
        """Students."""
        return self._ids("student", len(self._world.population.students.school))

    @cached_property
    def guardians(self) -> np.ndarray:
        """Guardians."""
        return self._ids("guardian", len(self._world.population.guardians.household))

    @cached_property
    def resources(self) -> np.ndarray:
        """Resources."""
        return self._ids("resource", len(self._world.materials.title))

    @cached_property
    def names(self) -> _Names:
        """The names of persons."""
        return _names(self._world.names)

    @cached_property
    def school_days(self) -> Pool:
        """The days of the school year, the day after the last included."""
        return pool_of(_day_texts(int(self._world.calendar.starts[0]), int(self._world.calendar.ends[0])))

    def school_dates(self, days: np.ndarray) -> Texts:
        """Return days of the school year as YYYY-MM-DD."""
        return Texts(self.school_days, days - self._world.calendar.starts[0])


def state_id(state: State) -> np.ndarray:
    """Return the id of a state, V36 (1)."""
    return uuid_text(uuid_words(state.seed, "state", 0, 1))


def decoded(ids: np.ndarray) -> list[str]:
    """Return a few ids, V36 (n), as str."""
    return [text.tobytes().decode() for text in ids]


def dates(days: np.ndarray) -> Texts:
    """Return days (since 1970-01-01) as YYYY-MM-DD; a pool holds every day between the first and the last."""
    # Whole stretches of days, so that districts of one kind have the same.
    first, last = (int(days.min()) // _STRETCH, int(days.max()) // _STRETCH) if len(days) else (0, 0)
    return Texts(_day_texts(first * _STRETCH, last * _STRETCH + _STRETCH - 1), days - first * _STRETCH)


@lru_cache(maxsize=16)
def _day_texts(first: int, last: int) -> tuple[str, ...]:
    return tuple(np.datetime_as_string(np.arange(first, last + 1).astype("datetime64[D]")).tolist())


def grade_texts(masks: np.ndarray) -> tuple[list[str], np.ndarray]:
    """Return the lists of grades that occur ("09,10") and, for each bit mask, the index of its list."""
    spans = distinct(masks)
    return [",".join(grades_in(mask)) for mask in spans.values.tolist()], spans.which


def grades_in(mask: int) -> list[str]:
    """Return the grades of a bit mask."""
    return [grade for number, grade in enumerate(GRADES) if mask >> number & 1]
