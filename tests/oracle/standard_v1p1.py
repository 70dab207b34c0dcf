"""OneRoster 1.1 CSV binding, typed by hand: files, columns, types, enumerations, references.

One `Column` per column, in document order. `rule` is the rule broken by a value outside `values`, by a dangling
reference, or by a reference to a row of a type other than `types`.
"""

import re
from typing import NamedTuple

ABSENT, BULK, DELTA = "absent", "bulk", "delta"
BOOLEANS = ("true", "false")
DELTA_STATUS = ("active", "tobedeleted")
SESSION_TYPES = ("gradingPeriod", "semester", "schoolYear", "term")
ORG_TYPES = ("department", "school", "district", "local", "state", "national")
CLASS_TYPES = ("homeroom", "scheduled")
ENROLLMENT_ROLES = ("administrator", "proctor", "student", "teacher")
USER_ROLES = ("administrator", "aide", "guardian", "parent", "proctor", "relative", "student", "teacher")
SEXES = ("male", "female")
IMPORTANCES = ("primary", "secondary")
SCORE_STATUSES = ("exempt", "fully graded", "not submitted", "partially graded", "submitted")

GRADES = (
    "IT", "PR", "PK", "TK", "KG", "01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12", "13",
    "PS", "UG", "Other",
)  # fmt: skip
RESIDENCE_STATUSES = ("01652", "01653", "01654", "01655", "01656")


# Kinds: guid, guid_ref, guid_ref_list, id, string, string_list, braced_pair_list, enum, enum_list, boolean, date,
# datetime, year, float, and in 1.2 integer.
class Column(NamedTuple):
    name: str
    kind: str = "string"
    required: bool = False  # never blank
    rule: str = ""
    values: tuple[str, ...] = ()  # of an enumeration
    target: str = ""  # file a reference points into
    types: tuple[str, ...] = ()  # types the referenced row may have, all when empty
    vocabulary: str = ""  # grades, sced, country, state, residence
    open: bool = False  # 1.2: terms that start with ext: are values too


def _guid(*rest: Column) -> tuple[Column, ...]:
    """The three columns every data file starts with, then the rest."""
    return (
        Column("sourcedId", "guid", True),
        Column("status", "enum", False, "OR-MODE-03", DELTA_STATUS),
        Column("dateLastModified", "datetime"),
        *rest,
    )


def _ref(name: str, rule: str, target: str, *types: str, required: bool = True) -> Column:
    return Column(name, "guid_ref", required, rule, target=target, types=types)


def _refs(name: str, rule: str, target: str, *, required: bool = True) -> Column:
    return Column(name, "guid_ref_list", required, rule, target=target)


def _enum(name: str, rule: str, values: tuple[str, ...], *, required: bool = True) -> Column:
    return Column(name, "enum", required, rule, values)


_GRADES = Column("grades", "string_list", vocabulary="grades")
_SUBJECTS = Column("subjects", "string_list")
_SUBJECT_CODES = Column("subjectCodes", "string_list", vocabulary="sced")

FILES: dict[str, tuple[Column, ...]] = {
    "academicSessions.csv": _guid(
        Column("title", required=True),
        _enum("type", "OR-ENUM-01", SESSION_TYPES),
        Column("startDate", "date", True),
        Column("endDate", "date", True),
        _ref("parentSourcedId", "OR-REF-01", "academicSessions.csv", required=False),
        Column("schoolYear", "year", True),
    ),
    "categories.csv": _guid(Column("title", required=True)),
    "classes.csv": _guid(
        Column("title", required=True),
        _GRADES,
        _ref("courseSourcedId", "OR-REF-05", "courses.csv"),
        Column("classCode"),
        _enum("classType", "OR-ENUM-03", CLASS_TYPES),
        Column("location"),
        _ref("schoolSourcedId", "OR-REF-06", "orgs.csv", "school"),
        _refs("termSourcedIds", "OR-REF-07", "academicSessions.csv"),
        _SUBJECTS,
        _SUBJECT_CODES,
        Column("periods", "string_list"),
    ),
    "classResources.csv": _guid(
        Column("title"),
        _ref("classSourcedId", "OR-REF-14", "classes.csv"),
        _ref("resourceSourcedId", "OR-REF-14", "resources.csv"),
    ),
    "courses.csv": _guid(
        _ref("schoolYearSourcedId", "OR-REF-04", "academicSessions.csv", "schoolYear", required=False),
        Column("title", required=True),
        Column("courseCode"),
        _GRADES,
        _ref("orgSourcedId", "OR-REF-03", "orgs.csv"),
        _SUBJECTS,
        _SUBJECT_CODES,
    ),
    "courseResources.csv": _guid(
        Column("title"),
        _ref("courseSourcedId", "OR-REF-15", "courses.csv"),
        _ref("resourceSourcedId", "OR-REF-15", "resources.csv"),
    ),
    "demographics.csv": (
        Column("sourcedId", "guid", True, "OR-REF-11", target="users.csv"),
        *_guid()[1:],
        Column("birthDate", "date"),
        _enum("sex", "OR11-ENUM-07", SEXES, required=False),
        Column("americanIndianOrAlaskaNative", "boolean"),
        Column("asian", "boolean"),
        Column("blackOrAfricanAmerican", "boolean"),
        Column("nativeHawaiianOrOtherPacificIslander", "boolean"),
        Column("white", "boolean"),
        Column("demographicRaceTwoOrMoreRaces", "boolean"),
        Column("hispanicOrLatinoEthnicity", "boolean"),
        Column("countryOfBirthCode", vocabulary="country"),
        Column("stateOfBirthAbbreviation", vocabulary="state"),
        Column("cityOfBirth"),
        Column("publicSchoolResidenceStatus", vocabulary="residence"),
    ),
    "enrollments.csv": _guid(
        _ref("classSourcedId", "OR-REF-09", "classes.csv"),
        _ref("schoolSourcedId", "OR-REF-10", "orgs.csv", "school"),
        _ref("userSourcedId", "OR-REF-09", "users.csv"),
        _enum("role", "OR-ENUM-04", ENROLLMENT_ROLES),
        Column("primary", "boolean"),
        Column("beginDate", "date"),
        Column("endDate", "date"),
    ),
    "lineItems.csv": _guid(
        Column("title", required=True),
        Column("description"),
        Column("assignDate", "date", True),
        Column("dueDate", "date", True),
        _ref("classSourcedId", "OR-REF-16", "classes.csv"),
        _ref("categorySourcedId", "OR-REF-16", "categories.csv"),
        _ref("gradingPeriodSourcedId", "OR11-REF-17", "academicSessions.csv", "gradingPeriod"),
        Column("resultValueMin", "float", True),
        Column("resultValueMax", "float", True),
    ),
    "orgs.csv": _guid(
        Column("name", required=True),
        _enum("type", "OR-ENUM-02", ORG_TYPES),
        Column("identifier"),
        _ref("parentSourcedId", "OR-REF-02", "orgs.csv", required=False),
    ),
    "resources.csv": _guid(
        Column("vendorResourceId", "id", True),
        Column("title"),
        Column("roles", "enum_list", False, "OR-ENUM-08", USER_ROLES),
        _enum("importance", "OR-ENUM-08", IMPORTANCES, required=False),
        Column("vendorId", "id"),
        Column("applicationId", "id"),
    ),
    "results.csv": _guid(
        _ref("lineItemSourcedId", "OR-REF-18", "lineItems.csv"),
        _ref("studentSourcedId", "OR-REF-18", "users.csv"),
        _enum("scoreStatus", "OR-ENUM-09", SCORE_STATUSES),
        Column("score", "float", True),
        Column("scoreDate", "date", True),
        Column("comment"),
    ),
    "users.csv": _guid(
        Column("enabledUser", "boolean", True),
        _refs("orgSourcedIds", "OR11-REF-13", "orgs.csv"),
        _enum("role", "OR11-ENUM-05", USER_ROLES),
        Column("username", required=True),
        Column("userIds", "braced_pair_list"),
        Column("givenName", required=True),
        Column("familyName", required=True),
        Column("middleName"),
        Column("identifier"),
        Column("email"),
        Column("sms"),
        Column("phone"),
        _refs("agentSourcedIds", "OR-REF-12", "users.csv", required=False),
        _GRADES,
        Column("password"),
    ),
}

HEADERS: dict[str, list[str]] = {name: [column.name for column in columns] for name, columns in FILES.items()}
GRADEBOOK_FILES = ("categories.csv", "lineItems.csv", "results.csv")
ROSTERING_MINIMUM = ("academicSessions.csv", "classes.csv", "courses.csv", "enrollments.csv", "orgs.csv", "users.csv")
FILES_ONLY_IN_V1P2 = (
    "lineItemLearningObjectiveIds.csv", "lineItemScoreScales.csv", "resultLearningObjectiveIds.csv",
    "resultScoreScales.csv", "roles.csv", "scoreScales.csv", "userProfiles.csv", "userResources.csv",
)  # fmt: skip

# Rules that have a code of their own in each version.
RULES = {
    "files": "OR11-PKG-05", "minimum": "OR11-PKG-09", "guid": "OR11-TYP-02", "own term": "OR11-ENUM-11",
    "inactive": "OR11-MODE-04", "class of user": "OR11-ENR-07", "grades": "OR11-VOC-01", "sced": "OR11-VOC-02",
    "codes": "OR11-VOC-03",
}  # fmt: skip
OWN_TERM = re.compile(r"(?!)")  # no own terms

MANIFEST = "manifest.csv"
MANIFEST_HEADER = ["propertyName", "value"]
MANIFEST_VERSIONS = {"manifest.version": ("1.0", "OR-MAN-03"), "oneroster.version": ("1.1", "OR11-MAN-04")}
MANIFEST_FILE_ROWS = tuple("file." + name.removesuffix(".csv") for name in FILES)
MANIFEST_OPTIONAL = ("source.systemName", "source.systemCode")
MANIFEST_ORDER = (*MANIFEST_VERSIONS, *MANIFEST_FILE_ROWS, *MANIFEST_OPTIONAL)
MANIFEST_MODES = (ABSENT, BULK, DELTA)

# Orgs from the top down; a department may stand anywhere below national.
ORG_RANK = {"national": 0, "state": 1, "local": 2, "district": 3, "school": 4}
RACE_COLUMNS = (
    "americanIndianOrAlaskaNative", "asian", "blackOrAfricanAmerican", "nativeHawaiianOrOtherPacificIslander", "white",
)  # fmt: skip
