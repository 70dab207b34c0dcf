"""Users: names that two of them share, and the links between related persons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rostergen.validate.checks.lookups import live, people
from rostergen.validate.checks.repeats import first, repeats
from rostergen.validate.engine import Check, Step
from rostergen.validate.links import known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rostergen.spec import Version

_NAMES = "hash(givenName, familyName)"
_GUARDS = "('parent', 'guardian', 'relative', 'aide')"


def users(version: Version) -> Iterator[Check | Step]:
    """Yield what is asked of users in both versions, and in 1.1, where they have one role each, of that."""
    yield Step("agents", _agents(version, _ITSELF_OR_ODD), ("users",))
    yield Check("OR-USR-02", "users", "agentSourcedIds", _of_agents("agents", "odd"), ("agents",))
    yield Check("RG-REF-04", "users", "agentSourcedIds", _of_agents("agents", "itself"), ("agents",))
    yield Step("unanswered", _UNANSWERED, ("users",))
    yield Step("one_way", _agents(version, _ONE_WAY.format(people=people(version))), ("unanswered",))
    yield Check("OR-USR-01", "users", "agentSourcedIds", _of_agents("one_way", _KNOWS_ALL), ("one_way",))
    if version.number == "1.2":
        yield from repeats("OR-ID-04", "users", "username", ("username",))
        yield from repeats("OR12-ID-05", "users", "userMasterIdentifier", ("userMasterIdentifier",))
        return
    two_roles = f"{_NAMES} = {first(_NAMES)} AND role <> {first('role')}"
    yield from repeats("OR-ID-04", "users", "username", ("username",), unless=two_roles)
    # With an equal username and role too, it is said already that the user is there twice.
    same_user = f"username = {first('username')} AND role = {first('role')}"
    yield from repeats("OR11-USR-04", "users", "email", ("email", "givenName", "familyName"), unless=same_user)
    said = f"{same_user} OR email = {first('email')}"
    yield from repeats("OR11-USR-04", "users", "identifier", ("identifier", "givenName", "familyName"), unless=said)
    yield Check("OR11-USR-05", "users", "orgSourcedIds", _SEVERAL_SCHOOLS)


_SEVERAL_SCHOOLS = f"""
SELECT u.line FROM (
    SELECT line, unnest(orgSourcedIds) AS org FROM users
    WHERE role = 'student' AND len(orgSourcedIds) > 1 AND {live()}
) AS u JOIN org ON org.id = u.org AND org.type = 'school'
GROUP BY u.line HAVING count(DISTINCT u.org) > 1
"""


_KNOWS_ALL = f"""
id NOT IN (
    SELECT id FROM (
        SELECT sourcedId AS id, unnest(agentSourcedIds) AS agent FROM {known("users")}
        WHERE sourcedId IN (SELECT id FROM one_way)
    )
    WHERE agent NOT IN (SELECT sourcedId FROM {known("users")} WHERE sourcedId IS NOT NULL)
)
"""
"""If an agent's own link leads nowhere, it may be the link back."""


_UNANSWERED = f"""
SELECT 1 FROM (
    SELECT sourcedId AS id, unnest(agentSourcedIds) AS agent FROM users WHERE {live()}
)
HAVING sum(hash(id, agent)) <> sum(hash(agent, id)) OR EXISTS (FROM {known("users")} WHERE line IS NULL)
"""
"""Whether any link may lack its counterpart: where each has one, the sums are of the same numbers.

In most bundles that is so, and then nobody need look for the counterpart of each of millions of links.
"""

_ITSELF_OR_ODD = "itself OR odd"
# Pairs and not lists are compared: a user may be the agent of thousands, each with a list as long.
_ONE_WAY = """
p.id <> l.id AND hash(p.id, l.id) NOT IN (
    SELECT hash(id, agent) FROM (SELECT id, unnest(agents) AS agent FROM {people})
)
"""


def _agents(version: Version, where: str) -> str:
    """Return the query for links between two users with which something may be wrong."""
    rows, student, odd, role = "users AS u", "role = 'student'", f"p.role NOT IN {_GUARDS}", "p.role::VARCHAR"
    if version.number == "1.2":
        rows += " LEFT JOIN duties AS d ON d.id = sourcedId"
        student, odd, role = "student", "NOT p.guards", "some_role"
    return f"""
        SELECT l.line, p.id, {role} AS role,
            coalesce('the user in line ' || p.line, 'a user of the base') AS agent, p.id = l.id AS itself,
            p.id <> l.id AND coalesce(l.student AND {odd}, false) AS odd
        FROM (
            SELECT line, sourcedId AS id, {student} AS student, unnest(agentSourcedIds) AS agent
            FROM {rows} WHERE {live("u")}
        ) AS l
        JOIN {people(version)} AS p ON p.id = l.agent
        WHERE {where}
    """


def _of_agents(table: str, condition: str) -> str:
    return f"SELECT line, min(agent) AS agent, min(role) AS role FROM {table} WHERE {condition} GROUP BY line"
