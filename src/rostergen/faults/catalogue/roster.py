"""What faults of meaning ask about a roster: who is free when, what may be added without breaking anything else."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from rostergen.faults.changes import added, involved, of_id, of_row, one_mode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from rostergen.faults.draw import Draw
    from rostergen.faults.model import Change, Claim
    from rostergen.faults.sheet import Edit, Row
    from rostergen.faults.source import Source

KNOWN_GRADES = {"KG", *(f"{n:02d}" for n in range(1, 13))}
ALL_BULK = frozenset({one_mode("enrollments")})
"""Who is missing can be told only where all enrollments are there."""


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


def new_user(source: Source, draw: Draw, like: Row, user: str, *, role: bool = True) -> tuple[Edit, ...]:
    """Return the edits that add a user like another one, in 1.2 with a role like the one of that."""
    number = f"{draw.below(10**8):08d}"
    values = {
        "sourcedId": user,
        "username": f"robin.vale{number}",
        "userIds": "",
        "givenName": "Robin",
        "familyName": "Vale",
        "middleName": "",
        "identifier": number,
        "email": "",
        "phone": "",
        "sms": "",
        "agentSourcedIds": "",
    }
    if source.version.number == "1.2":
        values |= {"userMasterIdentifier": "", "preferredGivenName": "", "preferredFamilyName": ""}
    edits = [like.copied(**values)]
    if source.version.number == "1.2" and role:
        held = next(source.where("roles", "userSourcedId", like["sourcedId"]))
        new = {"sourcedId": draw.new_id(), "userSourcedId": user, "userProfileSourcedId": "", "roleType": "primary"}
        edits.append(held.copied(**new))
    return tuple(edits)


def new_section(
    source: Source, draw: Draw, own: Row, row: Row, *, role: str, column: str = "userSourcedId", **values: str
) -> Change | None:
    """Return the change that adds a class like `own`, with a new teacher or student, for whom `row` enrolls."""
    section, user = draw.new_id(), draw.new_id()
    other_role = "student" if role == "teacher" else "teacher"
    beside = next(
        (e for e in source.where("enrollments", "classSourcedId", own["sourcedId"]) if e["role"] == other_role), None
    )
    like = source.get("users", beside["userSourcedId"]) if beside else None
    if beside is None or like is None:
        return None
    change = added(
        row,
        column,
        {"sourcedId": draw.new_id(), "classSourcedId": section},
        touches=[of_id(row["userSourcedId"])],
        needs=involved(source, row) | involved(source, own) | involved(source, beside) | {of_row(like)},
    )
    more = (
        own.copied(sourcedId=section, **values),
        beside.copied(sourcedId=draw.new_id(), classSourcedId=section, userSourcedId=user),
        *new_user(source, draw, like, user),
    )
    return replace(change, edits=(*change.edits, *more))


def as_date(text: str) -> date | None:
    """Return the date that a text is, None if it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
