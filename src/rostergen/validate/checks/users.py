"""Users: names that two of them share, and the links between related persons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rostergen.validate.checks.lookups import live, people
from rostergen.validate.engine import Check, Step

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rostergen.spec import Version

_GUARDS = "('parent', 'guardian', 'relative', 'aide')"


def users(version: Version) -> Iterator[Check | Step]:
    """Yield what is asked of users in both versions, and in 1.1, where they have one role each, of that."""
    yield from _same("username", "OR-ID-04", _TWO_ROLES if version.number == "1.1" else "false")
    yield Step("agents", _agents(version), ("users",))
    yield Check("OR-USR-01", "users", "agentSourcedIds", _of_agents("one_way"), ("agents",))
    yield Check("OR-USR-02", "users", "agentSourcedIds", _of_agents("odd"), ("agents",))
    yield Check("RG-REF-04", "users", "agentSourcedIds", _of_agents("itself"), ("agents",))
    if version.number == "1.1":
        yield Step("namesakes", _NAMESAKES, ("users",))
        yield Check("OR11-USR-04", "users", "sourcedId", "SELECT line, other_line FROM namesakes", ("namesakes",))
        yield Check("OR11-USR-05", "users", "orgSourcedIds", _SEVERAL_SCHOOLS)
    else:
        yield from _same("userMasterIdentifier", "OR12-ID-05", "false")


_TWO_ROLES = "(names = first_names AND role <> first_role)"


def _same(column: str, code: str, allowed: str) -> Iterator[Check | Step]:
    """Yield the question for users whose value of a column an earlier one has too, unless that is `allowed`."""
    table = f"same_{column}"
    role = ", role, arg_min(role, line) OVER same AS first_role" if "role" in allowed else ""
    twice = f"SELECT {column} FROM users WHERE {column} IS NOT NULL AND {live()} GROUP BY ALL HAVING count(*) > 1"
    yield Step(
        table,
        f"""
        SELECT line, sourcedId AS id, hash(givenName, familyName) AS names, min(line) OVER same AS other_line,
            arg_min(sourcedId, line) OVER same AS first_id, arg_min(names, line) OVER same AS first_names{role}
        FROM users WHERE {live()} AND {column} IN ({twice}) WINDOW same AS (PARTITION BY {column})
        """,
        ("users",),
    )
    sql = f"SELECT line, other_line FROM {table} WHERE id IS DISTINCT FROM first_id AND coalesce(NOT {allowed}, true)"
    yield Check(code, "users", column, sql, (table,))


_KEYS = f"""
SELECT line, role, sourcedId AS id, username, hash(givenName, familyName, {{0}}) AS known_by
FROM users WHERE {{0}} IS NOT NULL AND {live()}
"""
_EITHER = f"({_KEYS.format('identifier')} UNION ALL {_KEYS.format('email')})"
_NAMESAKES = f"""
SELECT line, min(other_line) AS other_line
FROM (
    SELECT *, min(line) OVER same AS other_line, arg_min(id, line) OVER same AS first_id,
        arg_min(username, line) OVER same AS first_username, arg_min(role, line) OVER same AS first_role
    FROM {_EITHER} WHERE known_by IN (SELECT known_by FROM {_EITHER} GROUP BY known_by HAVING count(*) > 1)
    WINDOW same AS (PARTITION BY known_by)
)
-- Of those with one sourcedId or one username and role, it is said already that they are there twice.
WHERE id <> first_id AND (username IS DISTINCT FROM first_username OR role IS DISTINCT FROM first_role)
GROUP BY line
"""
"""Users with equal names and an equal identifier or email."""

_SEVERAL_SCHOOLS = f"""
SELECT u.line FROM (
    SELECT line, unnest(orgSourcedIds) AS org FROM users
    WHERE role = 'student' AND len(orgSourcedIds) > 1 AND {live()}
) AS u JOIN org ON org.id = u.org AND org.type = 'school'
GROUP BY u.line HAVING count(DISTINCT u.org) > 1
"""


def _agents(version: Version) -> str:
    """Return the query for links between two users with which something may be wrong."""
    rows = people(version)
    odd, role = f"l.student AND p.role NOT IN {_GUARDS}", "p.role::VARCHAR"
    if version.number == "1.2":
        odd, role = "l.student AND NOT p.guards", "p.some_role"
    return f"""
        SELECT l.line, coalesce('the user in line ' || p.line, 'a user of the base') AS agent, {role} AS role,
            p.id = l.id AS itself,
            p.id <> l.id AND NOT coalesce(list_contains(p.agents, l.id), false) AS one_way,
            p.id <> l.id AND coalesce({odd}, false) AS odd
        FROM (SELECT line, id, student, unnest(agents) AS agent FROM {rows} WHERE line IS NOT NULL) AS l
        JOIN {rows} AS p ON p.id = l.agent
        WHERE itself OR one_way OR odd
    """


def _of_agents(condition: str) -> str:
    return f"SELECT line, min(agent) AS agent, min(role) AS role FROM agents WHERE {condition} GROUP BY line"
