"""Faults of meaning: rows that are well formed and tell of a school that cannot be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from rostergen.faults.catalogue.references import KNOWN_PARENTS
from rostergen.faults.catalogue.roster import (
    classes_of,
    enrolled_too,
    in_school,
    is_free,
    periods,
    rows_with,
    school_year,
)
from rostergen.faults.changes import added, anywhere, cell, involved, of_file, of_id, of_row, one_mode
from rostergen.faults.model import Change, Shelf

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rostergen.faults.draw import Draw
    from rostergen.faults.sheet import Edit, Row
    from rostergen.faults.source import Source

SEMANTICS = Shelf("semantics")


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


_ALL_BULK = frozenset({one_mode("enrollments")})
"""Who is missing can be told only where all enrollments are there."""

# Enrollments


@SEMANTICS.fault(
    "primary-student",
    "OR-ENR-01",
    imitates="The exporter writes true into the whole column primary",
    importer="reject row",
)
def _primary_student(source: Source, draw: Draw) -> Iterator[Change]:
    for row in rows_with(source, "enrollments", draw, role="student"):
        yield cell(source, row, "primary", "true")


@SEMANTICS.fault(
    "two-primary-teachers",
    "OR-ENR-02",
    imitates="A substitute takes over, and the teacher before stays primary",
    importer="reject row",
)
def _two_primaries(source: Source, draw: Draw) -> Iterator[Change]:
    for row in rows_with(source, "enrollments", draw, role="teacher", primary="true"):
        section = source.get("classes", row["classSourcedId"])
        if section is None:
            continue
        for teacher in source.walk("users", draw):
            own = teacher["sourcedId"]
            if own == row["userSourcedId"] or not in_school(source, teacher, row["schoolSourcedId"], "teacher"):
                continue
            if is_free(source, own, section):
                new = draw.new_id()
                yield enrolled_too(source, row, own, section["sourcedId"], "primary", {"sourcedId": new})
                break
        else:
            yield from _hired(source, draw, row, section)


def _hired(source: Source, draw: Draw, row: Row, section: Row) -> Iterator[Change]:
    """Yield the change that hires a teacher for a class that has one, where nobody is free."""
    like = source.get("users", row["userSourcedId"])
    if like is None:
        return
    user = draw.new_id()
    change = enrolled_too(source, row, user, section["sourcedId"], "primary", {"sourcedId": draw.new_id()})
    yield replace(change, edits=(*change.edits, *new_user(source, draw, like, user)))


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
    edits = [like.sheet.append(like.copied(**values))]
    if source.version.number == "1.2" and role:
        held = next(source.where("roles", "userSourcedId", like["sourcedId"]))
        new = {"sourcedId": draw.new_id(), "userSourcedId": user, "userProfileSourcedId": "", "roleType": "primary"}
        edits.append(held.sheet.append(held.copied(**new)))
    return tuple(edits)


@SEMANTICS.fault(
    "no-primary-teacher",
    "OR-ENR-03",
    imitates="The exporter does not know who is primary",
    importer="warn",
)
def _no_primary(source: Source, draw: Draw) -> Iterator[Change]:
    if any(map(source.is_delta, ("enrollments", "classes"))):
        return
    for row in rows_with(source, "enrollments", draw, role="teacher", primary="true"):
        section = source.get("classes", row["classSourcedId"])
        if section is not None:
            change = cell(source, row, "primary", "false", deep=True)
            yield replace(
                change,
                file="classes.csv",
                place=section,
                column="sourcedId",
                sourced_id=section["sourcedId"],
                needs=change.needs | {of_row(section)} | _ALL_BULK,
            )


@SEMANTICS.fault(
    "enrollment-before-the-term",
    "OR-ENR-04",
    imitates="The enrollment bears the date on which it was typed in",
    importer="warn",
)
def _before(source: Source, draw: Draw) -> Iterator[Change]:
    for row in rows_with(source, "enrollments", draw, role="student"):
        if begin := _date(row["beginDate"]):
            yield cell(source, row, "beginDate", str(begin - timedelta(days=400)), deep=True)


@SEMANTICS.fault(
    "enrollment-after-the-term",
    "OR-ENR-04",
    imitates="The exporter ends every enrollment with the calendar year",
    importer="warn",
)
def _after(source: Source, draw: Draw) -> Iterator[Change]:
    for row in rows_with(source, "enrollments", draw, role="student"):
        if end := _date(row["endDate"]):
            yield cell(source, row, "endDate", str(end + timedelta(days=400)), deep=True)


@SEMANTICS.fault(
    "enrollment-dates-reversed",
    "OR-TYP-08",
    imitates="A form in which the two dates were exchanged",
    importer="reject row",
)
def _reversed(source: Source, draw: Draw) -> Iterator[Change]:
    for row in rows_with(source, "enrollments", draw, role="student"):
        begin, end = _date(row["beginDate"]), _date(row["endDate"])
        if begin and end and end - begin > timedelta(days=30):
            change = cell(source, row, "endDate", str(begin + timedelta(days=7)), deep=True)
            edit = row.set("beginDate", str(begin + timedelta(days=14)))
            yield replace(change, edits=(edit, *change.edits))


@SEMANTICS.fault(
    "enrolled-twice",
    "OR-ENR-06",
    imitates="A student was taken out of a class and put back, and both are exported as current",
    importer="warn",
)
def _enrolled_twice(source: Source, draw: Draw) -> Iterator[Change]:
    for row in rows_with(source, "enrollments", draw, role="student"):
        user, section = row["userSourcedId"], row["classSourcedId"]
        yield enrolled_too(source, row, user, section, "classSourcedId", {"sourcedId": draw.new_id()})


@SEMANTICS.fault(
    "guardian-enrolled-as-student",
    "OR11-ENR-07",
    imitates="The SIS mixed up two people of one family",
    importer="warn",
)
def _misfit(source: Source, draw: Draw) -> Iterator[Change]:
    for row in rows_with(source, "enrollments", draw, role="student"):
        student = source.get("users", row["userSourcedId"])
        for agent in student.items("agentSourcedIds") if student else ():
            guardian = source.get("users", agent)
            if guardian is not None and row["schoolSourcedId"] in guardian.items("orgSourcedIds"):
                new = {"sourcedId": draw.new_id()}
                yield enrolled_too(source, row, agent, row["classSourcedId"], "role", new)


@SEMANTICS.fault(
    "student-double-booked",
    "RG-TIM-01",
    imitates="A student changed classes, and the old enrollment was never ended",
    importer="warn",
)
def _student_booked(source: Source, draw: Draw) -> Iterator[Change]:
    yield from _double_booked(source, draw, "student")


@SEMANTICS.fault(
    "teacher-double-booked",
    "RG-TIM-02",
    imitates="A teacher was put into the timetable twice",
    importer="warn",
)
def _teacher_booked(source: Source, draw: Draw) -> Iterator[Change]:
    yield from _double_booked(source, draw, "teacher")


def _double_booked(source: Source, draw: Draw, role: str) -> Iterator[Change]:
    for row in rows_with(source, "enrollments", draw, role=role):
        own = source.get("classes", row["classSourcedId"])
        user = source.get("users", row["userSourcedId"])
        if own is None or user is None or not periods(own):
            continue
        new = {"sourcedId": draw.new_id(), **({"primary": "false"} if role == "teacher" else {})}
        other = next(_at_the_same_time(source, own, user), None)
        if other is not None:
            yield enrolled_too(
                source, row, user["sourcedId"], other["sourcedId"], "userSourcedId", new, needs=involved(source, own)
            )
        elif (change := new_section(source, draw, own, row, role=role)) is not None:
            yield change


def _at_the_same_time(source: Source, own: Row, user: Row) -> Iterator[Row]:
    """Yield other classes of the school in a period and a term of this one that a user might be in."""
    enrolled = {row["classSourcedId"] for row in source.where("enrollments", "userSourcedId", user["sourcedId"])}
    grades = set(user.items("grades"))
    for other in source.where("classes", "schoolSourcedId", own["schoolSourcedId"]):
        terms = set(own.items("termSourcedIds")) & set(other.items("termSourcedIds"))
        meets = set(own.items("periods")) & set(other.items("periods"))
        if other["sourcedId"] not in enrolled and terms and meets and grades <= set(other.items("grades")):
            yield other


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
        own.sheet.append(own.copied(sourcedId=section, **values)),
        beside.sheet.append(beside.copied(sourcedId=draw.new_id(), classSourcedId=section, userSourcedId=user)),
        *new_user(source, draw, like, user),
    )
    return replace(change, edits=(*change.edits, *more))


@SEMANTICS.fault(
    "student-in-another-grades-class",
    "RG-CLS-03",
    imitates="Two students of one name were mixed up",
    importer="warn",
)
def _wrong_grade(source: Source, draw: Draw) -> Iterator[Change]:
    for row in rows_with(source, "enrollments", draw, role="student"):
        student = source.get("users", row["userSourcedId"])
        own = source.get("classes", row["classSourcedId"])
        if student is None or own is None or student["grades"] not in _KNOWN_GRADES:
            continue
        user = student["sourcedId"]
        for section in source.where("classes", "schoolSourcedId", row["schoolSourcedId"]):
            grades = set(section.items("grades"))
            fits = not grades or student["grades"] in grades or not grades <= _KNOWN_GRADES
            if not fits and is_free(source, user, section):
                new = {"sourcedId": draw.new_id(), "beginDate": "", "endDate": ""}
                yield enrolled_too(source, row, user, section["sourcedId"], "userSourcedId", new)
                break
        else:
            grade = "12" if student["grades"] != "12" else "KG"
            change = new_section(source, draw, own, row, role="student", grades=grade, periods="")
            if change is not None and own["grades"]:
                yield change


_KNOWN_GRADES = {"KG", *(f"{n:02d}" for n in range(1, 13))}


# Classes and users


@SEMANTICS.fault(
    "class-without-students",
    "RG-CLS-01",
    imitates="A class that nobody chose was not deleted",
    importer="accept",
)
def _no_students(source: Source, draw: Draw) -> Iterator[Change]:
    if any(map(source.is_delta, ("enrollments", "classes"))):
        return
    for teaching in rows_with(source, "enrollments", draw, role="teacher", primary="true"):
        section = source.get("classes", teaching["classSourcedId"])
        if section is None:
            continue
        new, user, enrollment = draw.new_id(), draw.new_id(), draw.new_id()
        like = source.get("users", teaching["userSourcedId"])
        if like is None:
            continue
        change = added(section, "sourcedId", {"sourcedId": new, "classCode": ""}, needs=involved(source, teaching))
        teach = {"sourcedId": enrollment, "classSourcedId": new, "userSourcedId": user}
        more = (teaching.sheet.append(teaching.copied(**teach)), *new_user(source, draw, like, user))
        yield replace(change, edits=(*change.edits, *more), needs=change.needs | {of_row(like)} | _ALL_BULK)


@SEMANTICS.fault(
    "class-without-teacher",
    "RG-CLS-02",
    imitates="A teacher left, and nobody took over",
    importer="warn",
)
def _no_teacher(source: Source, draw: Draw) -> Iterator[Change]:
    if any(map(source.is_delta, ("enrollments", "classes"))):
        return
    for row in rows_with(source, "enrollments", draw, role="teacher"):
        enrolled = source.where("enrollments", "classSourcedId", row["classSourcedId"])
        section = source.get("classes", row["classSourcedId"])
        if section is not None and sum(each["role"] == "teacher" for each in enrolled) == 1:
            yield Change(
                "classes.csv",
                section,
                "sourcedId",
                section["sourcedId"],
                row["userSourcedId"],
                None,
                (row.removed(),),
                touches=involved(source, row),
                needs=frozenset({of_row(section), of_file("enrollments"), of_file("classes")}) | _ALL_BULK,
            )


@SEMANTICS.fault(
    "student-without-classes",
    "RG-USR-02",
    imitates="A student was registered and not yet enrolled",
    importer="accept",
)
def _idle(source: Source, draw: Draw) -> Iterator[Change]:
    if any(map(source.is_delta, ("enrollments", "users", "roles"))):
        return
    for row in rows_with(source, "enrollments", draw, role="student"):
        student = source.get("users", row["userSourcedId"])
        if student is not None and _may_be_copied(source, student):
            new = draw.new_id()
            user, *roles = new_user(source, draw, student, new)
            yield Change(
                "users.csv",
                user,
                "sourcedId",
                new,
                None,
                new,
                (user, *roles),
                needs=frozenset({of_row(student), of_file("users"), of_file("enrollments")}) | _ALL_BULK,
            )


def _may_be_copied(source: Source, user: Row) -> bool:
    return source.version.number == "1.1" or any(source.where("roles", "userSourcedId", user["sourcedId"]))


@SEMANTICS.fault(
    "teacher-as-agent",
    "OR-USR-02",
    imitates="An emergency contact was typed into the field of the guardian",
    importer="warn",
    also=("OR-USR-01",),
)
def _teacher_agent(source: Source, draw: Draw) -> Iterator[Change]:
    for row in rows_with(source, "enrollments", draw, role="student"):
        student = source.get("users", row["userSourcedId"])
        teacher = next(rows_with(source, "enrollments", draw, role="teacher"), None)
        if student is None or teacher is None:
            continue
        agent = teacher["userSourcedId"]
        roles = {each["role"] for each in source.where("roles", "userSourcedId", agent)}
        if agent not in student.items("agentSourcedIds") and not roles & {"parent", "guardian", "relative", "aide"}:
            value = ",".join([*student.items("agentSourcedIds"), agent])
            yield cell(source, student, "agentSourcedIds", value, deep=True, needs=[of_id(agent)])


@SEMANTICS.fault(
    "guardian-who-does-not-link-back",
    "OR-USR-01",
    imitates="The exporter writes the link in the row of the child alone",
    importer="accept",
)
def _one_way(source: Source, draw: Draw) -> Iterator[Change]:
    for row in source.walk("users", draw):
        for agent in row.items("agentSourcedIds"):
            guardian = source.get("users", agent)
            if guardian is not None and row["sourcedId"] in guardian.items("agentSourcedIds"):
                kept = ",".join(item for item in guardian.items("agentSourcedIds") if item != row["sourcedId"])
                change = cell(source, guardian, "agentSourcedIds", kept, deep=True)
                yield replace(
                    change,
                    place=row,
                    sourced_id=row["sourcedId"],
                    touches=change.touches | involved(source, row),
                )


@SEMANTICS.fault(
    "grade-of-a-teacher",
    "OR-USR-03",
    imitates="The SIS exports the grades that a teacher teaches",
    importer="warn",
)
def _graded_teacher(source: Source, draw: Draw) -> Iterator[Change]:
    for row in rows_with(source, "enrollments", draw, role="teacher"):
        teacher = source.get("users", row["userSourcedId"])
        roles = {each["role"] for each in source.where("roles", "userSourcedId", row["userSourcedId"])}
        if teacher is not None and not teacher["grades"] and "student" not in roles:
            yield cell(source, teacher, "grades", "09")


@SEMANTICS.fault(
    "same-person-twice",
    "OR11-USR-04",
    imitates="A teacher whose child is at the school has a row as a parent too",
    importer="accept",
)
def _namesake(source: Source, draw: Draw) -> Iterator[Change]:
    for row in rows_with(source, "users", draw, role="teacher"):
        if row["identifier"] or row["email"]:
            new = {"sourcedId": draw.new_id(), "username": f"{row['username']}.{draw.below(10**6)}", "role": "aide"}
            email = "" if row["identifier"] else row["email"]
            yield replace(added(row, "sourcedId", {"email": email, **new}), column="")


@SEMANTICS.fault(
    "student-of-two-schools",
    "OR11-USR-05",
    imitates="A student takes a course at another school",
    importer="accept",
)
def _two_schools(source: Source, draw: Draw) -> Iterator[Change]:
    schools = [row for row in source.walk("orgs", draw) if row["type"] == "school"]
    for row in rows_with(source, "users", draw, role="student"):
        own = row.items("orgSourcedIds")
        other = next((school for school in schools if school["sourcedId"] not in own), None)
        if other is not None and len(own) == 1:
            value = f"{own[0]},{other['sourcedId']}"
            yield cell(source, row, "orgSourcedIds", value, needs=[of_row(other), of_file("orgs")])


@SEMANTICS.fault(
    "birth-date-of-a-parent",
    "OR-DEM-04",
    imitates="A parent typed their own birthday into the form of the child",
    importer="warn",
)
def _age(source: Source, draw: Draw) -> Iterator[Change]:
    if not any(len(row["schoolYear"]) == 4 for row in source.walk("academicSessions", draw)):
        return  # nobody can tell how old a student is in a year that cannot be read
    for row in source.walk("demographics", draw):
        student = source.get("users", row["sourcedId"])
        if student is not None and student["grades"] in _KNOWN_GRADES and _date(row["birthDate"]):
            value = f"{int(row['birthDate'][:4]) - 28}{row['birthDate'][4:]}".replace("-02-29", "-02-28")
            yield cell(source, row, "birthDate", value, needs=[of_row(student), of_id(student["sourcedId"])])


@SEMANTICS.fault(
    "two-races-not-counted",
    "OR-DEM-03",
    imitates="The exporter derives the column of two or more races wrongly",
    importer="warn",
)
def _races(source: Source, draw: Draw) -> Iterator[Change]:
    column = "demographicRaceTwoOrMoreRaces"
    races = (
        *("americanIndianOrAlaskaNative", "asian", "blackOrAfricanAmerican"),
        *("nativeHawaiianOrOtherPacificIslander", "white"),
    )
    for row in source.walk("demographics", draw):
        several = sum(row[race] == "true" for race in races) > 1
        if row[column] == ("true" if several else "false"):
            yield cell(source, row, column, "false" if several else "true")


@SEMANTICS.fault(
    "race-not-given",
    "OR-DEM-02",
    imitates="A family did not answer",
    importer="accept",
)
def _blank_race(source: Source, draw: Draw) -> Iterator[Change]:
    for row in source.walk("demographics", draw):
        if row["hispanicOrLatinoEthnicity"]:
            yield cell(source, row, "hispanicOrLatinoEthnicity", "", raw=b"")


# Sessions and orgs


@SEMANTICS.fault(
    "sessions-that-end-on-their-last-day",
    "OR-SES-01",
    imitates="The exporter writes the last day of a term where the day after it belongs",
    importer="warn",
    also=("OR-ENR-04", "OR-GRD-06"),
    once=True,
)
def _inclusive(source: Source, draw: Draw) -> Iterator[Change]:
    rows = list(source.walk("academicSessions", draw))
    touching = [
        row
        for row in rows
        if any(
            other["startDate"] == row["endDate"]
            and (other["parentSourcedId"], other["type"]) == (row["parentSourcedId"], row["type"])
            for other in rows
        )
    ]
    touching = [row for row in touching if _date(row["endDate"])]
    if not touching:
        return
    # What ends together with them ends a day earlier too, or it would end after its parent.
    ends = {row["endDate"] for row in touching}
    edits = [
        row.set("endDate", str(end - timedelta(days=1)))
        for row in rows
        if row["endDate"] in ends and (end := _date(row["endDate"]))
    ]
    first = min(touching, key=lambda row: row.index)
    end = _date(first["endDate"])
    assert end is not None
    effects = (
        anywhere("OR-SES-01", "academicSessions"),
        anywhere("OR-ENR-04", "enrollments"),
        anywhere("OR-GRD-06", "lineItems"),
    )
    yield Change(
        "academicSessions.csv",
        first,
        "endDate",
        first["sourcedId"],
        first["endDate"],
        str(end - timedelta(days=1)),
        tuple(edits),
        touches=frozenset({of_file("academicSessions"), ("dates",)}),
        needs=frozenset({of_file("enrollments"), of_file("classes")}),
        effects=effects,
    )


@SEMANTICS.fault(
    "school-year-of-its-beginning",
    "OR-SES-02",
    imitates="The SIS calls 2026-27 the school year 2026",
    importer="warn",
)
def _year(source: Source, draw: Draw) -> Iterator[Change]:
    for row in source.walk("academicSessions", draw):
        if row["parentSourcedId"] and row["schoolYear"].isdigit() and row["type"] in ("gradingPeriod", "term"):
            yield cell(source, row, "schoolYear", str(int(row["schoolYear"]) - 2))


@SEMANTICS.fault(
    "session-without-its-year",
    "OR-SES-04",
    imitates="Summer school, in no school year",
    importer="warn",
)
def _no_parent(source: Source, draw: Draw) -> Iterator[Change]:
    for row in source.walk("academicSessions", draw):
        if row["parentSourcedId"]:
            new = {"sourcedId": draw.new_id(), "title": "Extra Weeks", "type": "gradingPeriod", "parentSourcedId": ""}
            yield added(row, "type", {**new, **school_year(row)})


@SEMANTICS.fault(
    "session-longer-than-its-year",
    "OR-SES-05",
    imitates="The last term was extended, the school year was not",
    importer="warn",
)
def _longer(source: Source, draw: Draw) -> Iterator[Change]:
    for row in rows_with(source, "academicSessions", draw, type="schoolYear"):
        begin, end = _date(row["startDate"]), _date(row["endDate"])
        if begin and end and not row["parentSourcedId"]:
            new = {"sourcedId": draw.new_id(), "title": "Extra Weeks", "type": "gradingPeriod"}
            dates = {"startDate": str(end - timedelta(days=7)), "endDate": str(end + timedelta(days=21))}
            yield added(row, "endDate", {"parentSourcedId": row["sourcedId"], **dates, **new, **school_year(row)})


@SEMANTICS.fault(
    "year-of-five-terms",
    "OR-SES-06",
    imitates="A school year divided in an unusual way",
    importer="accept",
    once=True,
)
def _terms(source: Source, draw: Draw) -> Iterator[Change]:
    for row in rows_with(source, "academicSessions", draw, type="schoolYear"):
        parts = list(source.where("academicSessions", "parentSourcedId", row["sourcedId"]))
        end = _date(row["endDate"])
        if (
            not end
            or source.is_delta("academicSessions")
            or row["parentSourcedId"]
            or not parts
            or parts[0]["type"] not in ("semester", "term")
        ):
            continue
        kind = "term" if parts[0]["type"] == "semester" else "semester"
        new = {"sourcedId": draw.new_id(), "title": "Odd Weeks", "type": kind, "parentSourcedId": row["sourcedId"]}
        change = added(row, "type", {**new, **school_year(row)}, needs=[of_file("academicSessions"), KNOWN_PARENTS])
        yield replace(change, place=row, sourced_id=row["sourcedId"])


@SEMANTICS.fault(
    "state-below-a-district",
    "OR-ORG-01",
    imitates="The exporter turned the tree of orgs round",
    importer="warn",
)
def _upside_down(source: Source, draw: Draw) -> Iterator[Change]:
    for row in rows_with(source, "orgs", draw, type="district"):
        new = {"sourcedId": draw.new_id(), "name": "State Board", "type": "state", "identifier": ""}
        yield added(row, "type", {"parentSourcedId": row["sourcedId"], **new})


@SEMANTICS.fault(
    "school-without-district",
    "OR-ORG-04",
    imitates="A charter school that belongs to no district",
    importer="warn",
)
def _no_district(source: Source, draw: Draw) -> Iterator[Change]:
    district = next(rows_with(source, "orgs", draw, type="district"), None)
    for row in rows_with(source, "orgs", draw, type="school") if district else ():
        new = {"sourcedId": draw.new_id(), "name": "Charter School", "parentSourcedId": "", "identifier": ""}
        needs = [of_row(district)] if district else []
        yield added(row, "parentSourcedId", new, needs=needs)


@SEMANTICS.fault(
    "district-called-local",
    "OR-ORG-03",
    imitates="The exporter still writes the word of OneRoster 1.0",
    importer="accept",
)
def _local(source: Source, draw: Draw) -> Iterator[Change]:
    for row in rows_with(source, "orgs", draw, type="district"):
        new = {"sourcedId": draw.new_id(), "name": "Local Board", "type": "local", "identifier": ""}
        yield added(row, "type", new)


# Gradebook


@SEMANTICS.fault(
    "limits-reversed",
    "OR-GRD-01",
    imitates="Somebody typed the limits of a score into each other's fields",
    importer="reject row",
)
def _limits(source: Source, draw: Draw) -> Iterator[Change]:
    for row in source.walk("lineItems", draw):
        if row["resultValueMin"] and row["resultValueMax"]:
            new = {"sourcedId": draw.new_id(), "resultValueMin": "100", "resultValueMax": "0"}
            yield added(row, "resultValueMax", new)


@SEMANTICS.fault(
    "score-above-the-limit",
    "OR-GRD-02",
    imitates="Extra credit",
    importer="warn",
)
def _score(source: Source, draw: Draw) -> Iterator[Change]:
    for row in source.walk("results", draw):
        item = source.get("lineItems", row["lineItemSourcedId"])
        if row["score"] and item is not None and item["resultValueMax"]:
            needs = [of_row(item), of_id(item["sourcedId"])]
            yield cell(source, row, "score", f"{float(item['resultValueMax']) * 2 + 1:g}", needs=needs)


@SEMANTICS.fault(
    "result-without-score",
    "OR11-GRD-03",
    imitates="A result that is exempt, and an exporter that writes no score for it",
    importer="reject row",
)
def _no_score(source: Source, draw: Draw) -> Iterator[Change]:
    for row in source.walk("results", draw):
        if row["score"]:
            yield cell(source, row, "score", "", raw=b"")


@SEMANTICS.fault(
    "result-of-a-student-of-another-class",
    "OR-GRD-05",
    imitates="A student changed classes, the results stayed",
    importer="warn",
)
def _not_enrolled(source: Source, draw: Draw) -> Iterator[Change]:
    if source.is_delta("enrollments"):
        return
    for row in source.walk("results", draw):
        item = source.get("lineItems", row["lineItemSourcedId"])
        for other in rows_with(source, "enrollments", draw, role="student"):
            user = other["userSourcedId"]
            if item is None or any(c["sourcedId"] == item["classSourcedId"] for c in classes_of(source, user)):
                continue
            student = source.get("users", user)
            if student is not None:
                new = {"sourcedId": draw.new_id(), "studentSourcedId": user}
                needs = [of_id(user), of_row(other), of_row(item), of_id(item["classSourcedId"])]
                yield added(row, "studentSourcedId", new, needs=needs)
            break


@SEMANTICS.fault(
    "due-before-it-is-assigned",
    "OR-GRD-06",
    imitates="A teacher copied last year's homework and changed one of its dates",
    importer="warn",
)
def _due(source: Source, draw: Draw) -> Iterator[Change]:
    for row in source.walk("lineItems", draw):
        if day := _date(row["assignDate"]):
            yield cell(source, row, "dueDate", str(day - timedelta(days=1)))


@SEMANTICS.fault(
    "result-twice",
    "OR-GRD-07",
    imitates="A student handed in twice, and both results are exported",
    importer="warn",
)
def _result_twice(source: Source, draw: Draw) -> Iterator[Change]:
    for row in source.walk("results", draw):
        needs = involved(source, row)
        yield added(
            row, "lineItemSourcedId", {"sourcedId": draw.new_id()}, touches=[("twice", row["sourcedId"])], needs=needs
        )
