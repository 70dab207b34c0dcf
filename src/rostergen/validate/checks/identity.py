"""Identifiers: sourcedIds that come up again, in one file or in several."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rostergen.validate.checks.lookups import live
from rostergen.validate.engine import Check, Step
from rostergen.validate.names import name, text
from rostergen.validate.storage import NOT_FOLDED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rostergen.spec import Version

_MANY, _PARTS = 1_000_000, 4
"""So many sourcedIds are divided into parts: each fits the caches of a processor, and takes less memory."""


def identity(version: Version, rows: Mapping[str, int]) -> Iterator[Check | Step]:
    """Yield what is asked of sourcedIds, and the table `ambiguous` of those that stand in several rows of a file."""
    files = [spec.name for spec in version.files if rows.get(spec.name)]
    yield Step("ambiguous", "SELECT NULL::VARCHAR AS file, NULL::UBIGINT AS id WHERE false")
    yield Step("met_twice", _met_twice(files, _PARTS if sum(rows.values()) > _MANY else 1))
    yield Step("places", _places(files), ("met_twice",))
    yield Step("ambiguous", "SELECT file, id FROM places GROUP BY ALL HAVING count(*) > 1", ("places",))
    yield Step("shared", _SHARED, ("places",))
    for file in files:
        code = "OR-DEM-01" if file == "demographics" else "OR-ID-01"
        yield Check(code, file, "sourcedId", _again(file, "NOT delta"), ("ambiguous",))
        problem = "'comes up again: the first row with it is in line ' || other_line AS problem"
        yield Check("OR-MODE-09", file, "sourcedId", _again(file, "delta", problem), ("ambiguous",))
        shared = f"SELECT line, other_file, other_line FROM shared WHERE file = {text(file)}"
        yield Check("OR-ID-03", file, "sourcedId", shared, ("shared",))
        if file not in NOT_FOLDED:
            yield Check("RG-ID-01", file, "sourcedId", _case_only(file), (f"capitals of {file}",))
    yield Check("OR-ID-02", "users", "sourcedId", _OTHER_ID, ("base users",))


def _met_twice(files: Sequence[str], parts: int) -> str:
    def of_part(part: int) -> str:
        first, after = (part << 64) // parts, (part + 1 << 64) // parts
        within = f"sourcedId BETWEEN {first}::UBIGINT AND {after - 1}::UBIGINT"
        # demographics repeats the ids of users on purpose.
        ids = [f"SELECT sourcedId FROM {name(file)} WHERE {within}" for file in files if file != "demographics"]
        return f"SELECT sourcedId FROM ({' UNION ALL '.join(ids)}) GROUP BY sourcedId HAVING count(*) > 1"

    queries = [of_part(part) for part in range(parts)] if set(files) - {"demographics"} else []
    # The union of all makes one of what is met in both.
    own = "SELECT sourcedId FROM demographics WHERE sourcedId IS NOT NULL GROUP BY sourcedId HAVING count(*) > 1"
    return " UNION ".join([" UNION ALL ".join(queries), own] if queries else [own])


def _places(files: Sequence[str]) -> str:
    """Return the query for all rows with a sourcedId that is met twice."""
    where = "WHERE sourcedId IN (FROM met_twice)"
    rows = [f"SELECT {text(file)} AS file, line, sourcedId AS id, status FROM {name(file)} {where}" for file in files]
    return " UNION ALL ".join(rows) or "SELECT 1 WHERE false"


def _again(file: str, where: str, problem: str = "other_line") -> str:
    """Return the query for rows whose sourcedId is in an earlier row; `delta` where all of them are delta rows."""
    return f"""
        SELECT line, {problem}
        FROM (
            SELECT line, min(line) OVER same AS other_line, bool_and(status IS NOT NULL) OVER same AS delta
            FROM places WHERE file = {text(file)} WINDOW same AS (PARTITION BY id)
        )
        WHERE line > other_line AND {where}
    """


_SHARED = """
SELECT file, line, other_file || '.csv' AS other_file, other_line
FROM (
    SELECT file, line, first_value(file) OVER same AS other_file, first_value(line) OVER same AS other_line
    FROM (SELECT file, id, min(line) AS line FROM places WHERE file <> 'demographics' GROUP BY ALL)
    WINDOW same AS (PARTITION BY id ORDER BY file)
)
WHERE file <> other_file
"""
"""The first row of each sourcedId in every file but the first that has it."""


def _case_only(file: str) -> str:
    """Return the query for sourcedIds that differ from an earlier one in upper and lower case alone."""
    return f"""
        SELECT line, other_line
        FROM (
            SELECT line, sourcedId, min(line) OVER same AS other_line, arg_min(sourcedId, line) OVER same AS other
            FROM {name(file)}
            WHERE coalesce(folded, sourcedId) IN (
                SELECT coalesce(folded, sourcedId) FROM {name(file)}
                GROUP BY ALL HAVING min(sourcedId) < max(sourcedId)
            )
            WINDOW same AS (PARTITION BY coalesce(folded, sourcedId))
        )
        WHERE sourcedId <> other
    """


_OTHER_ID = f"""
SELECT u.line, 'the base has this user under another one' AS problem
FROM users AS u JOIN (
    SELECT coalesce(identifier, username) AS known_by, min(sourcedId) AS id FROM "base users"
    WHERE known_by IS NOT NULL GROUP BY ALL HAVING min(sourcedId) = max(sourcedId)
) AS b ON b.known_by = coalesce(u.identifier, u.username)
WHERE u.sourcedId NOT IN (SELECT sourcedId FROM "base users" WHERE sourcedId IS NOT NULL)
AND b.id NOT IN (SELECT sourcedId FROM users WHERE sourcedId IS NOT NULL AND {live()})
"""
"""Users who were there before, by their identifier, and come back under another sourcedId."""
