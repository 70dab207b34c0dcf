"""What rows of several files show together: each module asks its questions as SQL over the tables of `engine`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rostergen.validate.checks.demographics import demographics
from rostergen.validate.checks.enrollments import enrollments
from rostergen.validate.checks.gradebook import gradebook
from rostergen.validate.checks.identity import identity
from rostergen.validate.checks.lookups import lookups
from rostergen.validate.checks.orgs import orgs
from rostergen.validate.checks.resources import resources
from rostergen.validate.checks.roles import roles
from rostergen.validate.checks.rosters import rosters
from rostergen.validate.checks.sessions import sessions
from rostergen.validate.checks.timetable import timetable
from rostergen.validate.checks.users import users

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rostergen.spec import Version
    from rostergen.validate.engine import Check, Step


UNJUDGED = (
    (
        "RG-TIM-01",
        "enrollments",
        "pattern",
        "who is in two classes at once: no class has both periods and terms with dates",
    ),
    ("OR-DEM-04", "demographics", "year", "whether ages fit grades: no academic session has dates"),
)
"""What nobody can tell of a bundle in which a step finds nothing: a rule that asks it, and of which file."""


def all_questions(version: Version, rows: Mapping[str, int]) -> Iterator[Check | Step]:
    """Yield every check of a version, with the tables they read before them, for files with so many rows."""
    yield from identity(version, rows)
    yield from lookups(version)
    yield from sessions()
    yield from orgs()
    yield from users(version)
    if version.number == "1.2":
        yield from roles()
    yield from enrollments(version)
    yield from timetable()
    yield from rosters(version)
    yield from demographics(version)
    yield from gradebook(version)
    yield from resources(version)
