"""What several cells of one row show together, as SQL conditions like those of `values`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rostergen.spec import vocab
from rostergen.validate.names import ROW_HAS_BLANKS, date, kept, matches, name, one_of
from rostergen.validate.values import NULL_WORDS, Condition

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rostergen.spec import FileSpec, Version

_RACES = (
    "americanIndianOrAlaskaNative",
    "asian",
    "blackOrAfricanAmerican",
    "nativeHawaiianOrOtherPacificIslander",
    "white",
)
_RACE_COLUMNS = (*_RACES, "demographicRaceTwoOrMoreRaces", "hispanicOrLatinoEthnicity")
# A role that nobody knows is reported as such, and says nothing of grades or classes.
_NO_STUDENTS = tuple(role for role in vocab.USER_ROLE if role != "student")
_NO_TEACHERS = tuple(role for role in vocab.ENROLLMENT_ROLE if role != "teacher")
_DATE_PAIRS = (("startDate", "endDate"), ("beginDate", "endDate"))
_RESERVED_DOMAIN = "(?i).*[@.](example\\.(com|net|org|edu)|test|example|invalid|localhost)"
_FICTION_PHONE = ".*555[-. )]*01[0-9]{2}"
"""555-0100 to 555-0199 are kept for fiction by the North American Numbering Plan."""
_URN = "urn:uuid:[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_NCES = {"school": 12, "district": 7}


def row_conditions(version: Version, spec: FileSpec) -> Iterator[Condition]:
    """Yield what the rows of a file can break whatever is in other rows."""
    header = spec.header
    for begin, end in _DATE_PAIRS:
        if begin in header and end in header:
            dates = f"{date(begin)} >= {date(end)}"
            yield Condition("OR-TYP-08", end, dates)
    if "subjectCodes" in header:
        yield from _subjects()
    yield from _OWN.get(spec.name, lambda _: ())(version)


def _subjects() -> Iterator[Condition]:
    lengths = "len(string_split(subjects, ',')) <> len(string_split(\"subjectCodes\", ','))"
    yield Condition("OR-LST-04", "subjectCodes", lengths)
    yield Condition("OR-LST-05", "subjectCodes", '(subjects IS NULL) <> ("subjectCodes" IS NULL)')


def _users(version: Version) -> Iterator[Condition]:
    if version.number == "1.1":
        graded = f"grades IS NOT NULL AND {one_of('role', _NO_STUDENTS)}"
        yield Condition("OR-USR-03", "grades", graded, f"grades IS NOT NULL AND {kept('role')} <> 'student'")
    yield Condition("OR-USR-10", "password", f"NOT {one_of('password', NULL_WORDS)}")
    real = f"NOT {matches('email', _RESERVED_DOMAIN)} AND contains(email, '@')"
    usual = " ".join(f"WHEN ends_with(email, '{end}') THEN false" for end in ("example.org", "example.com"))
    yield Condition("OR-USR-10", "email", real, f"CASE {usual} ELSE {real} END")
    for column in ("phone", "sms"):
        real = f"NOT {matches(column, _FICTION_PHONE)} AND NOT contains({column}, '@')"
        yield Condition("OR-USR-10", column, f"{real} AND NOT {one_of(column, NULL_WORDS)}", real)
    no_address = "email NOT LIKE '_%@_%'"
    maybe = f"{no_address} OR CASE WHEN {ROW_HAS_BLANKS} THEN contains(email, ' ') ELSE false END"
    yield Condition("RG-USR-01", "email", f"{no_address} OR contains(email, ' ')", maybe)
    yield Condition("OR-MODE-08", "enabledUser", "\"enabledUser\" = 'false'", f"NOT {kept('enabledUser')}")


def _orgs(_: Version) -> Iterator[Condition]:
    yield Condition("OR-ORG-03", "type", "type = 'local'")
    forms = " OR ".join(
        f"type = '{kind}' AND NOT {matches('identifier', f'[0-9]{{{digits}}}')}" for kind, digits in _NCES.items()
    )
    yield Condition("OR-VOC-04", "identifier", forms)


def _enrollments(_: Version) -> Iterator[Condition]:
    primary = f"\"primary\" = 'true' AND {one_of('role', _NO_TEACHERS)}"
    yield Condition("OR-ENR-01", "primary", primary, f"{kept('primary')} AND {kept('role')} <> 'teacher'")


def _demographics(_: Version) -> Iterator[Condition]:
    several = "demographicRaceTwoOrMoreRaces"
    readable = " AND ".join(f"coalesce({one_of(race, vocab.TRUE_FALSE)}, true)" for race in (*_RACES, several))
    true = " + ".join(f"coalesce({name(race)} = 'true', false)::INT" for race in _RACES)
    wrong = f"({name(several)} = 'true') <> ({true} >= 2)"
    true = " + ".join(f"coalesce({kept(race)}, false)::UTINYINT" for race in _RACES)
    yield Condition("OR-DEM-03", several, f"{wrong} AND {readable}", f"{kept(several)} <> ({true} >= 2)")
    for column in _RACE_COLUMNS:
        yield Condition("OR-DEM-02", column, f"{name(column)} IS NULL", f"{kept(column)} IS NULL", of_whole_rows=True)


def _line_items(_: Version) -> Iterator[Condition]:
    limits = 'try_cast("resultValueMin" AS DOUBLE) > try_cast("resultValueMax" AS DOUBLE)'
    yield Condition("OR-GRD-01", "resultValueMax", limits)
    yield Condition("OR-GRD-06", "dueDate", f"{date('assignDate')} > {date('dueDate')}")


def _results(version: Version) -> Iterator[Condition]:
    if version.number == "1.1":
        return
    graded = "\"scoreStatus\" IN ('fully graded', 'partially graded')"
    yield Condition("OR12-GRD-03", "score", f'{graded} AND score IS NULL AND "textScore" IS NULL')
    unfinished = "coalesce(missing = 'true', false) OR coalesce(\"inProgress\" = 'true', false)"
    yield Condition("OR12-GRD-10", "scoreStatus", f"\"scoreStatus\" = 'fully graded' AND ({unfinished})")


def _objectives(_: Version) -> Iterator[Condition]:
    case = f"source = 'case' AND NOT {matches('learningObjectiveId', _URN)}"
    yield Condition("OR12-GRD-08", "learningObjectiveId", case)


def _categories(version: Version) -> Iterator[Condition]:
    if version.number == "1.2":
        outside = "try_cast(weight AS DOUBLE) NOT BETWEEN 0 AND 100"
        yield Condition("OR12-GRD-09", "weight", outside, problem="one lies outside 0 to 100")


_OWN = {
    "users": _users,
    "orgs": _orgs,
    "enrollments": _enrollments,
    "demographics": _demographics,
    "lineItems": _line_items,
    "results": _results,
    "lineItemLearningObjectiveIds": _objectives,
    "resultLearningObjectiveIds": _objectives,
    "categories": _categories,
}
