"""Identifiers: sourcedIds that come up again, in one file or several, and names that two users share."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from rostergen.validate.checks.lookups import live
from rostergen.validate.engine import Check, Step
from rostergen.validate.storage import NOT_FOLDED
from rostergen.validate.values import name, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rostergen.spec import Version

_PARTS = 4
"""Into how many parts all sourcedIds are divided: a part fits the caches of a processor, and takes less memory."""


def identity(version: Version) -> Iterator[Check | Step]:
    """Yield what is asked of sourcedIds, and the table `ambiguous` of those that stand in several rows of a file."""
    files = [spec.name for spec in version.files]
    # demographics repeats the ids of users on purpose.
    keyed = [file for file in files if file != "demographics"]
    yield Step("met_twice", _met_twice(keyed))
    yield Step("places", _each(files, "line, sourcedId AS id, status", "sourcedId IN (FROM met_twice)"))
    yield Step("ambiguous", "SELECT file, id FROM places GROUP BY ALL HAVING count(*) > 1")
    yield Step("shared", _SHARED, ("places",))
    for file in files:
        code = "OR-DEM-01" if file == "demographics" else "OR-ID-01"
        yield Check(code, file, "sourcedId", _again(file, "NOT delta"), ("ambiguous",))
        problem = "'comes up again: the first row with it is in line ' || other_line AS problem"
        yield Check("OR-MODE-09", file, "sourcedId", _again(file, "delta", problem), ("ambiguous",))
        shared = f"SELECT line, other_file, other_line FROM shared WHERE file = {text(file)}"
        yield Check("OR-ID-03", file, "sourcedId", shared, ("shared",))
    yield from _changed_later(files)
    yield from _case_only([file for file in files if file not in NOT_FOLDED])
    yield from _kept_ids()


def _each(files: Iterable[str], columns: str, where: str) -> str:
    """Return the rows of several files, with the name of the file, that meet a condition."""
    return " UNION ALL ".join(
        f"SELECT {text(file)} AS file, {columns} FROM {name(file)} WHERE {where}" for file in files
    )


def _met_twice(files: Iterable[str]) -> str:
    def of_part(part: int) -> str:
        first = part << 64 >> _PARTS.bit_length() - 1
        last = (part + 1 << 64 >> _PARTS.bit_length() - 1) - 1
        within = f"sourcedId BETWEEN {first}::UBIGINT AND {last}::UBIGINT"
        ids = " UNION ALL ".join(f"SELECT sourcedId FROM {name(file)} WHERE {within}" for file in files)
        return f"SELECT sourcedId FROM ({ids}) GROUP BY sourcedId HAVING count(*) > 1"

    parts = " UNION ALL ".join(map(of_part, range(_PARTS)))
    own = "SELECT sourcedId FROM demographics WHERE sourcedId IS NOT NULL GROUP BY sourcedId HAVING count(*) > 1"
    return f"{parts} UNION {own}"


def _again(file: str, where: str, problem: str = "other_line") -> str:
    """Return the rows of a file whose sourcedId is in an earlier row; `delta` where all of them are delta rows."""
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


def _changed_later(files: Iterable[str]) -> Iterator[Check | Step]:
    # Clocks differ; a day later than now is certainly later than the bundle was made.
    limit = (datetime.now(UTC) + timedelta(days=1)).strftime("%Y-%m-%d %H:%M:%S")
    late = f"dateLastModified > TIMESTAMP '{limit}'"
    yield Step("changed_later", _each(files, "line", late))
    for file in files:
        sql = f"SELECT line, 'is in the future' AS problem FROM changed_later WHERE file = {text(file)}"
        yield Check("OR-MODE-09", file, "dateLastModified", sql, ("changed_later",))


def _case_only(files: Iterable[str]) -> Iterator[Check | Step]:
    """Yield the questions of RG-ID-01; `folded` is filled only where a sourcedId has an upper-case letter."""
    yield Step("with_capitals", _each(files, "folded", "folded IS NOT NULL"))
    for file in files:
        alike = f"coalesce(folded, sourcedId) IN (SELECT folded FROM with_capitals WHERE file = {text(file)})"
        sql = f"""
            SELECT line, other_line
            FROM (
                SELECT line, sourcedId, min(line) OVER same AS other_line, arg_min(sourcedId, line) OVER same AS other
                FROM {name(file)} WHERE {alike} WINDOW same AS (PARTITION BY coalesce(folded, sourcedId))
            )
            WHERE sourcedId <> other
        """
        yield Check("RG-ID-01", file, "sourcedId", sql, ("with_capitals",))


def _kept_ids() -> Iterator[Check]:
    """Yield what an earlier state shows: a user who comes back under another sourcedId."""
    sql = f"""
        SELECT u.line, 'the base has this user under another one' AS problem
        FROM users AS u JOIN (
            SELECT coalesce(identifier, username) AS known_by, min(sourcedId) AS id FROM "base users"
            WHERE known_by IS NOT NULL GROUP BY ALL HAVING min(sourcedId) = max(sourcedId)
        ) AS b ON b.known_by = coalesce(u.identifier, u.username)
        WHERE u.sourcedId NOT IN (SELECT sourcedId FROM "base users" WHERE sourcedId IS NOT NULL)
        AND b.id NOT IN (SELECT sourcedId FROM users WHERE sourcedId IS NOT NULL AND {live()})
    """
    yield Check("OR-ID-02", "users", "sourcedId", sql, ("base users",))
