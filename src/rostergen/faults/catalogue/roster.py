"""What faults of meaning ask about a roster: who is free when, what may be added without breaking anything else."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from rostergen.faults.changes import added, involved, of_id, of_row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from rostergen.faults.draw import Draw
    from rostergen.faults.model import Change, Claim
    from rostergen.faults.sheet import Row
    from rostergen.faults.source import Source


def rows_with(source: Source, name: str, draw: Draw, **values: str) -> Iterator[Row]:
    """Yield the rows of a file with these values, in a random order."""
    for row in source.walk(name, draw):
        if all(row[column] == value for column, value in values.items()):
            yield row


def periods(row: Row) -> set[str]:
    """Return the periods of a class, days left out: 4(MW) and 4(TR) are taken for one."""
    return {re.sub(r"\(.*\)$", "", item.strip()) for item in row["periods"].split(",") if item.strip()}


def classes_of(source: Source, user: str) -> list[Row]:
    """Return the classes in which a user is enrolled."""
    enrolled = (row["classSourcedId"] for row in source.where("enrollments", "userSourcedId", user))
    return [row for each in dict.fromkeys(enrolled) if (row := source.get("classes", each)) is not None]


def is_free(source: Source, user: str, section: Row) -> bool:
    """Return whether a user has no class in the periods of this one, and is not in it."""
    others = classes_of(source, user)
    taken = {period for other in others for period in periods(other)}
    return all(other["sourcedId"] != section["sourcedId"] for other in others) and not taken & periods(section)


def in_school(source: Source, user: Row, school: str, role: str) -> bool:
    """Return whether a user has a role in a school."""
    if source.version.number == "1.1":
        return user["role"] == role and school in user.items("orgSourcedIds")
    roles = source.where("roles", "userSourcedId", user["sourcedId"])
    return any(row["role"] == role and row["orgSourcedId"] == school for row in roles)


def enrolled_too(
    source: Source,
    like: Row,
    user: str,
    section: str,
    column: str,
    values: Mapping[str, str],
    *,
    needs: Iterable[Claim] = (),
) -> Change:
    """Return the change that enrolls a user in a class, dated like another enrollment."""
    needs = {*needs, *involved(source, like)}
    for other in source.where("enrollments", "userSourcedId", user):
        needs |= {of_row(other), of_id(other["classSourcedId"])}
    for name, sourced_id in (("users", user), ("classes", section)):
        if row := source.get(name, sourced_id):
            needs.add(of_row(row))
    return added(
        like,
        column,
        {"userSourcedId": user, "classSourcedId": section, **values},
        touches=[of_id(user), of_id(section)],
        needs=needs,
    )


def school_year(session: Row) -> dict[str, str]:
    """Return the year that a session like this one should bear, whatever this one does."""
    try:
        ends = date.fromisoformat(session["endDate"]) - timedelta(days=1)
    except ValueError:
        return {}
    year = session["schoolYear"]
    return {} if len(year) == 4 and year.isdigit() else {"schoolYear": str(ends.year)}
