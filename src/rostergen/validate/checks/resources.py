"""Resources: the ids that vendors give, and who is given what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rostergen.validate.checks.lookups import live
from rostergen.validate.checks.repeats import repeats
from rostergen.validate.checks.rosters import not_enrolled
from rostergen.validate.engine import Check
from rostergen.validate.links import known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rostergen.spec import Version
    from rostergen.validate.engine import Step


def resources(version: Version) -> Iterator[Check | Step]:
    """Yield what is asked of resources and of their links to users."""
    yield from repeats("OR-RES-01", "resources", "vendorResourceId", ("vendorId", "vendorResourceId"))
    if version.number == "1.2":
        yield Check("OR12-RES-02", "userResources", "orgSourcedId", _OTHER_SCHOOL)
        yield Check("OR12-RES-02", "userResources", "classSourcedId", _NOT_ENROLLED, ("enrollments",))


_BOTH = f"orgSourcedId IS NOT NULL AND classSourcedId IS NOT NULL AND {live('r')}"

_OTHER_SCHOOL = f"""
SELECT r.line, 'is not the school of the class' AS problem
FROM userResources AS r JOIN section AS c ON c.id = r.classSourcedId JOIN org AS o ON o.id = r.orgSourcedId
WHERE c.school <> r.orgSourcedId AND {_BOTH}
"""

_NOT_ENROLLED = f"""
SELECT r.line, 'is a class in which the user is not enrolled' AS problem
FROM userResources AS r
WHERE r.classSourcedId IN (SELECT id FROM section) AND r.userSourcedId IN (SELECT sourcedId FROM {known("users")})
AND {_BOTH} AND {not_enrolled("r.userSourcedId", "r.classSourcedId")}
"""
