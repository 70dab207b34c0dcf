"""Faults that only OneRoster 1.2 can have: roles, profiles, resources."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rostergen.faults.catalogue.roster import new_user, rows_with
from rostergen.faults.catalogue.whole import rows_rewritten
from rostergen.faults.changes import added, cell, involved, of_file, of_id, of_row, one_mode, whole
from rostergen.faults.model import Change, Shelf

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rostergen.faults.draw import Draw
    from rostergen.faults.sheet import Row
    from rostergen.faults.source import Source

V1P2 = Shelf("1.2")

ALL_ROLES = (of_file("roles"), one_mode("roles"))
"""What is in no row of roles.csv can be told only where all roles are there."""


def is_1p2(source: Source) -> bool:
    """Return whether a bundle is of OneRoster 1.2."""
    return source.version.number == "1.2"


def _has_all_roles(source: Source) -> bool:
    """Return whether what roles.csv does not say is not so: in a delta, a role may have been sent before."""
    return is_1p2(source) and not source.is_delta("roles")


@V1P2.fault(
    "role-of-1.1",
    "OR12-ENUM-05",
    imitates="The exporter still writes administrator, which 1.2 divides into four",
    importer="reject row",
)
def _old_role(source: Source, draw: Draw) -> Iterator[Change]:
    for row in _second_roles(source, draw):
        # What else the user may be, nobody knows then.
        touches = [of_id(row["userSourcedId"])]
        yield added(row, "role", {"sourcedId": draw.new_id(), "role": "administrator", **_SECOND}, touches=touches)


_SECOND = {"roleType": "secondary", "userProfileSourcedId": ""}


def _second_roles(source: Source, draw: Draw) -> Iterator[Row]:
    """Yield roles of which a second one like it would trouble nobody."""
    for row in source.walk("roles", draw):
        if is_1p2(source) and row["role"] in ("teacher", "principal", "siteAdministrator", "aide", "counselor"):
            yield row


@V1P2.fault(
    "role-type-in-capitals",
    "OR12-ENUM-06",
    imitates="The exporter begins terms with a capital letter",
    importer="reject row",
)
def _role_type(source: Source, draw: Draw) -> Iterator[Change]:
    for row in _second_roles(source, draw):
        new = {"sourcedId": draw.new_id(), "role": "proctor", "roleType": "Secondary", "userProfileSourcedId": ""}
        yield added(row, "roleType", new)


@V1P2.fault(
    "role-without-user",
    "OR12-REF-13",
    imitates="A user was deleted, the roles were not",
    importer="reject row",
)
def _no_user(source: Source, draw: Draw) -> Iterator[Change]:
    if not source.is_whole:
        return
    for row in source.walk("roles", draw):
        new = {"sourcedId": draw.new_id(), "userSourcedId": draw.new_id(), "userProfileSourcedId": ""}
        yield added(row, "userSourcedId", new, needs=[of_file("users")])


@V1P2.fault(
    "two-primary-roles",
    "OR12-USR-04",
    imitates="The exporter calls every role primary",
    importer="reject row",
)
def _two_primaries(source: Source, draw: Draw) -> Iterator[Change]:
    for row in _second_roles(source, draw):
        if row["roleType"] == "primary":
            new = {"sourcedId": draw.new_id(), "role": "proctor", "userProfileSourcedId": ""}
            yield added(row, "roleType", new, touches=[("roles of", row["userSourcedId"])])


@V1P2.fault(
    "role-twice",
    "OR12-USR-09",
    imitates="Two exports were joined under new ids",
    importer="warn",
)
def _role_twice(source: Source, draw: Draw) -> Iterator[Change]:
    for row in source.walk("roles", draw):
        touches = [("roles of", row["userSourcedId"])]
        yield added(row, "role", {"sourcedId": draw.new_id(), **_SECOND}, touches=touches)


@V1P2.fault(
    "user-without-role",
    "OR12-USR-05",
    imitates="The exporter still writes users as in 1.1, and no roles",
    importer="warn",
)
def _without_role(source: Source, draw: Draw) -> Iterator[Change]:
    if not is_1p2(source) or any(map(source.is_delta, ("users", "roles"))):
        return
    for row in source.walk("users", draw):
        new = draw.new_id()
        (edit,) = new_user(source, draw, row, new, role=False)
        if not row["grades"]:
            needs = frozenset({of_row(row), of_file("users"), *ALL_ROLES})
            yield Change("users.csv", edit, "sourcedId", new, None, new, (edit,), needs=needs)


@V1P2.fault(
    "primary-org-without-role",
    "OR12-USR-06",
    imitates="A user moved to another school, the primary org did not",
    importer="warn",
)
def _elsewhere(source: Source, draw: Draw) -> Iterator[Change]:
    for row in source.walk("users", draw):
        held = {role["orgSourcedId"] for role in source.where("roles", "userSourcedId", row["sourcedId"])}
        other = next((org for org in source.walk("orgs", draw) if org["sourcedId"] not in held), None)
        if _has_all_roles(source) and held and other is not None:
            yield cell(source, row, "primaryOrgSourcedId", other["sourcedId"], needs=[of_row(other), of_file("roles")])


@V1P2.fault(
    "profile-of-another-user",
    "OR12-USR-07",
    imitates="Two users of one computer, and one account",
    importer="warn",
)
def _foreign_profile(source: Source, draw: Draw) -> Iterator[Change]:
    for profile in source.walk("userProfiles", draw):
        for row in source.walk("roles", draw):
            if row["userSourcedId"] != profile["userSourcedId"]:
                needs = [*involved(source, profile), of_file("userProfiles")]
                yield cell(source, row, "userProfileSourcedId", profile["sourcedId"], deep=True, needs=needs)
                break


@V1P2.fault(
    "no-primary-role",
    "OR12-USR-08",
    imitates="The exporter does not know which role is the primary one",
    importer="warn",
)
def _no_primary(source: Source, draw: Draw) -> Iterator[Change]:
    for row in source.walk("roles", draw):
        held = list(source.where("roles", "userSourcedId", row["userSourcedId"]))
        user = source.get("users", row["userSourcedId"])
        if user is not None and len(held) == 1 and row["roleType"] == "primary" and _has_all_roles(source):
            change = cell(source, row, "roleType", "secondary", deep=True)
            yield replace(
                change,
                file="users.csv",
                place=user,
                column="sourcedId",
                sourced_id=user["sourcedId"],
                needs=change.needs | {of_row(user)},
            )


@V1P2.fault(
    "enrolled-without-role-in-the-school",
    "OR12-ENR-07",
    imitates="A student takes a course at another school, and the roles do not know",
    importer="warn",
)
def _stranger(source: Source, draw: Draw) -> Iterator[Change]:
    for row in rows_with(source, "enrollments", draw, role="student"):
        school = source.get("orgs", row["schoolSourcedId"])
        for user in source.walk("users", draw) if school is not None else ():
            held = {role["orgSourcedId"] for role in source.where("roles", "userSourcedId", user["sourcedId"])}
            orgs = [org for each in held if (org := source.get("orgs", each)) is not None]
            elsewhere = all(org["type"] == "school" and org != school for org in orgs)
            if _has_all_roles(source) and orgs and elsewhere:
                needs = [of_id(user["sourcedId"]), of_id(row["classSourcedId"]), *ALL_ROLES, of_file("orgs")]
                needs += [of_row(org) for org in (school, *orgs) if org is not None]
                new = {"sourcedId": draw.new_id(), "userSourcedId": user["sourcedId"], "role": "proctor"}
                touches = [("enrolled too", user["sourcedId"], row["classSourcedId"])]
                yield added(row, "schoolSourcedId", new, touches=touches, needs=needs)
                break


@V1P2.fault(
    "resource-columns-of-1.2.0",
    "OR12-RES-03",
    imitates="The exporter was written for the first edition of 1.2",
    importer="accept",
)
def _withdrawn(source: Source, draw: Draw) -> Iterator[Change]:
    sheet = source.sheet("users")
    if is_1p2(source) and sheet is not None:

        def widened(number: int, cells: Sequence[bytes]) -> list[bytes]:
            return [*cells, b"resourceSourcedIds" if number == 1 else b""]

        rewrite = rows_rewritten(sheet, widened)
        yield whole(sheet, rewrite, column="resourceSourcedIds", after="resourceSourcedIds")


@V1P2.fault(
    "resource-at-another-school",
    "OR12-RES-02",
    imitates="A license of another school",
    importer="warn",
)
def _license(source: Source, draw: Draw) -> Iterator[Change]:
    for row in source.walk("userResources", draw):
        other = next((org for org in source.walk("orgs", draw) if org["sourcedId"] != row["orgSourcedId"]), None)
        section = source.get("classes", row["classSourcedId"])
        school = source.get("orgs", section["schoolSourcedId"]) if section is not None else None
        if row["orgSourcedId"] and section is not None and school is not None and other is not None:
            needs = [*map(of_row, (school, other, section)), of_file("orgs")]
            yield cell(source, row, "orgSourcedId", other["sourcedId"], needs=needs)
