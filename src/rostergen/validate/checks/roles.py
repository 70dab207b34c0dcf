"""Roles of users in orgs, which 1.2 has in a file of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rostergen.validate.checks.lookups import complete, current, live, meant
from rostergen.validate.checks.repeats import first, repeats
from rostergen.validate.engine import Check, Step
from rostergen.validate.links import known

if TYPE_CHECKING:
    from collections.abc import Iterator


def roles() -> Iterator[Check | Step]:
    """Yield what is asked of roles, and of users in the light of their roles."""
    place = ("userSourcedId", "orgSourcedId")
    yield from repeats("OR12-USR-04", "roles", "roleType", place, where="roleType = 'primary'")
    # Of two primary ones, that is said already.
    both_primary = f"roleType = 'primary' AND {first('roleType')} = 'primary'"
    keys = (*place, "role", "coalesce(beginDate, '-infinity')", "coalesce(endDate, 'infinity')")
    yield from repeats("OR12-USR-09", "roles", "role", keys, unless=both_primary)
    yield Check("OR12-USR-07", "roles", "userProfileSourcedId", _OTHER_PROFILE, ("userProfiles",))
    yield Step("odd_users", _ODD_USERS, ("users", "roles"))
    yield Check("OR12-USR-05", "users", "sourcedId", _odd_users("without_role"), ("odd_users",))
    yield Check("OR12-USR-08", "users", "sourcedId", _odd_users("without_primary"), ("odd_users",))
    yield Check("OR-USR-03", "users", "grades", _odd_users("graded"), ("odd_users",))
    yield Check("OR12-USR-06", "users", "primaryOrgSourcedId", _odd_users("elsewhere"), ("odd_users",))


def _odd_users(condition: str) -> str:
    return f"SELECT line FROM odd_users WHERE {condition}"


_OTHER_PROFILE = f"""
SELECT r.line
FROM roles AS r JOIN ({meant("userProfiles", "userSourcedId AS owner")}) AS p ON p.id = r.userProfileSourcedId
WHERE p.owner <> r.userSourcedId AND {live("r")}
AND r.userSourcedId IN (SELECT sourcedId FROM {known("users")}) AND p.owner IN (SELECT sourcedId FROM {known("users")})
"""

_PLACES_OF_ROLES = current("roles", "userSourcedId AS holder, orgSourcedId AS org")
_ODD_USERS = f"""
SELECT u.line,
    d.id IS NULL AND u.status IS NULL AND {complete("roles")} AS without_role,
    NOT d.has_primary AS without_primary,
    NOT d.student AND u.grades IS NOT NULL AS graded,
    d.placed AND u.org IN (SELECT id FROM org) AND r.holder IS NULL AS elsewhere
FROM ({meant("users", "grades, primaryOrgSourcedId AS org")}) AS u
LEFT JOIN duties AS d ON d.id = u.id
LEFT JOIN (SELECT DISTINCT holder, org FROM ({_PLACES_OF_ROLES})) AS r ON r.holder = u.id AND r.org = u.org
WHERE u.line IS NOT NULL AND (without_role OR without_primary OR graded OR elsewhere)
"""
"""Users of whom the roles tell something odd; that a user has none is no news in a delta."""
