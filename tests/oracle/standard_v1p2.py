"""OneRoster 1.2 CSV binding, typed by hand: files, columns, types, enumerations, references.

The names are those of standard_v1p1, whose tables stand here again where 1.2 left them alone.
"""

import re

from oracle import standard_v1p1 as v1p1
from oracle.standard_v1p1 import Column

ABSENT, BULK, DELTA = v1p1.ABSENT, v1p1.BULK, v1p1.DELTA
BOOLEANS = ("true", "false")
DELTA_STATUS = ("active", "tobedeleted")
SESSION_TYPES = ("gradingPeriod", "semester", "schoolYear", "term")
ORG_TYPES = ("department", "school", "district", "local", "state", "national")
CLASS_TYPES = ("homeroom", "scheduled")
ENROLLMENT_ROLES = ("administrator", "proctor", "student", "teacher")
ROLES = (
    "aide", "counselor", "districtAdministrator", "guardian", "parent", "principal", "proctor", "relative",
    "siteAdministrator", "student", "systemAdministrator", "teacher",
)  # fmt: skip
ROLE_TYPES = ("primary", "secondary")
RESOURCE_ROLES = ("administrator", "aide", "guardian", "parent", "proctor", "relative", "student", "teacher")
SEXES = ("male", "female", "unspecified", "other")
IMPORTANCES = ("primary", "secondary")
SCORE_STATUSES = ("exempt", "fully graded", "not submitted", "partially graded", "submitted")
OBJECTIVE_SOURCES = ("case", "unknown")
GRADES = v1p1.GRADES
RESIDENCE_STATUSES = v1p1.RESIDENCE_STATUSES


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


def _closed(name: str, rule: str, values: tuple[str, ...], *, required: bool = True) -> Column:
    return Column(name, "enum", required, rule, values)


def _open(name: str, rule: str, values: tuple[str, ...], *, required: bool = True) -> Column:
    return Column(name, "enum", required, rule, values, open=True)


_GRADES = Column("grades", "string_list", vocabulary="grades")
_SUBJECTS = Column("subjects", "string_list")
_SUBJECT_CODES = Column("subjectCodes", "string_list", vocabulary="sced")

FILES: dict[str, tuple[Column, ...]] = {
    "academicSessions.csv": _guid(
        Column("title", required=True),
        _open("type", "OR-ENUM-01", SESSION_TYPES),
        Column("startDate", "date", True),
        Column("endDate", "date", True),
        _ref("parentSourcedId", "OR-REF-01", "academicSessions.csv", required=False),
        Column("schoolYear", "year", True),
    ),
    "categories.csv": _guid(Column("title", required=True), Column("weight", "integer")),
    "classes.csv": _guid(
        Column("title", required=True),
        _GRADES,
        _ref("courseSourcedId", "OR-REF-05", "courses.csv"),
        Column("classCode"),
        _open("classType", "OR-ENUM-03", CLASS_TYPES),
        Column("location"),
        _ref("schoolSourcedId", "OR-REF-06", "orgs.csv", "school"),
        _refs("termSourcedIds", "OR-REF-07", "academicSessions.csv"),
        _SUBJECTS,
        _SUBJECT_CODES,
        Column("periods", "string_list"),
    ),
    "classResources.csv": v1p1.FILES["classResources.csv"],
    "courses.csv": v1p1.FILES["courses.csv"],
    "courseResources.csv": v1p1.FILES["courseResources.csv"],
    "demographics.csv": (
        Column("sourcedId", "guid", True, "OR-REF-11", target="users.csv"),
        *_guid()[1:],
        Column("birthDate", "date"),
        _open("sex", "OR12-ENUM-07", SEXES, required=False),
        *v1p1.FILES["demographics.csv"][5:],
    ),
    "enrollments.csv": _guid(
        _ref("classSourcedId", "OR-REF-09", "classes.csv"),
        _ref("schoolSourcedId", "OR-REF-10", "orgs.csv", "school"),
        _ref("userSourcedId", "OR-REF-09", "users.csv"),
        _open("role", "OR-ENUM-04", ENROLLMENT_ROLES),
        Column("primary", "boolean"),
        Column("beginDate", "date"),
        Column("endDate", "date"),
    ),
    "lineItemLearningObjectiveIds.csv": _guid(
        _ref("lineItemSourcedId", "OR12-REF-26", "lineItems.csv"),
        _open("source", "OR12-ENUM-10", OBJECTIVE_SOURCES),
        Column("learningObjectiveId", required=True),
    ),
    "lineItems.csv": _guid(
        Column("title", required=True),
        Column("description"),
        Column("assignDate", "date", True),
        Column("dueDate", "date", True),
        _ref("classSourcedId", "OR-REF-16", "classes.csv"),
        _ref("categorySourcedId", "OR-REF-16", "categories.csv"),
        _ref("academicSessionSourcedId", "OR12-REF-17", "academicSessions.csv", "gradingPeriod", "term", "semester"),
        Column("resultValueMin", "float"),
        Column("resultValueMax", "float"),
        _ref("schoolSourcedId", "OR12-REF-20", "orgs.csv", "school"),
    ),
    "lineItemScoreScales.csv": _guid(
        Column("title"),
        _ref("lineItemSourcedId", "OR12-REF-25", "lineItems.csv"),
        _ref("scoreScaleSourcedId", "OR12-REF-25", "scoreScales.csv"),
    ),
    "orgs.csv": _guid(
        Column("name", required=True),
        _open("type", "OR-ENUM-02", ORG_TYPES),
        Column("identifier"),
        _ref("parentSourcedId", "OR-REF-02", "orgs.csv", required=False),
    ),
    "resources.csv": _guid(
        Column("vendorResourceId", "id", True),
        Column("title"),
        Column("roles", "enum_list", False, "OR-ENUM-08", RESOURCE_ROLES, open=True),
        _closed("importance", "OR-ENUM-08", IMPORTANCES, required=False),
        Column("vendorId", "id"),
        Column("applicationId", "id"),
    ),
    "resultLearningObjectiveIds.csv": _guid(
        _ref("resultSourcedId", "OR12-REF-26", "results.csv"),
        _open("source", "OR12-ENUM-10", OBJECTIVE_SOURCES),
        Column("learningObjectiveId", required=True),
        Column("score", "float"),
        Column("textScore"),
    ),
    "results.csv": _guid(
        _ref("lineItemSourcedId", "OR-REF-18", "lineItems.csv"),
        _ref("studentSourcedId", "OR-REF-18", "users.csv"),
        _open("scoreStatus", "OR-ENUM-09", SCORE_STATUSES),
        Column("score", "float"),
        Column("scoreDate", "date", True),
        Column("comment"),
        Column("textScore"),
        _ref("classSourcedId", "OR12-REF-27", "classes.csv", required=False),
        Column("inProgress", "boolean"),
        Column("incomplete", "boolean"),
        Column("late", "boolean"),
        Column("missing", "boolean"),
    ),
    "resultScoreScales.csv": _guid(
        Column("title"),
        _ref("resultSourcedId", "OR12-REF-25", "results.csv"),
        _ref("scoreScaleSourcedId", "OR12-REF-25", "scoreScales.csv"),
    ),
    "roles.csv": _guid(
        _ref("userSourcedId", "OR12-REF-13", "users.csv"),
        _closed("roleType", "OR12-ENUM-06", ROLE_TYPES),
        _open("role", "OR12-ENUM-05", ROLES),
        Column("beginDate", "date"),
        Column("endDate", "date"),
        _ref("orgSourcedId", "OR12-REF-13", "orgs.csv"),
        _ref("userProfileSourcedId", "OR12-REF-13", "userProfiles.csv", required=False),
    ),
    "scoreScales.csv": _guid(
        Column("title", required=True),
        Column("type", required=True),
        _ref("orgSourcedId", "OR12-REF-24", "orgs.csv"),
        _ref("courseSourcedId", "OR12-REF-24", "courses.csv"),
        _ref("classSourcedId", "OR12-REF-24", "classes.csv"),
        Column("scoreScaleValue", "braced_pair_list", True, "OR12-LST-07"),
    ),
    "userProfiles.csv": _guid(
        _ref("userSourcedId", "OR12-REF-22", "users.csv"),
        Column("profileType", required=True),
        Column("vendorId", required=True),
        Column("applicationId"),
        Column("description"),
        Column("credentialType", required=True),
        Column("username", required=True),
        Column("password"),
    ),
    "userResources.csv": _guid(
        _ref("userSourcedId", "OR12-REF-23", "users.csv"),
        _ref("orgSourcedId", "OR12-REF-23", "orgs.csv", required=False),
        _ref("classSourcedId", "OR12-REF-23", "classes.csv", required=False),
        _ref("resourceSourcedId", "OR12-REF-23", "resources.csv"),
    ),
    "users.csv": _guid(
        Column("enabledUser", "boolean", True),
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
        Column("userMasterIdentifier"),
        Column("preferredGivenName"),
        Column("preferredMiddleName"),
        Column("preferredFamilyName"),
        _ref("primaryOrgSourcedId", "OR12-REF-21", "orgs.csv", required=False),
        Column("pronouns"),
    ),
}

HEADERS: dict[str, list[str]] = {name: [column.name for column in columns] for name, columns in FILES.items()}
GRADEBOOK_FILES = (
    "categories.csv", "lineItemLearningObjectiveIds.csv", "lineItems.csv", "lineItemScoreScales.csv",
    "resultLearningObjectiveIds.csv", "results.csv", "resultScoreScales.csv", "scoreScales.csv",
)  # fmt: skip
ROSTERING_MINIMUM = (
    "academicSessions.csv", "classes.csv", "courses.csv", "enrollments.csv", "orgs.csv", "roles.csv", "users.csv",
)  # fmt: skip
FILES_ONLY_IN_V1P2: tuple[str, ...] = ()  # none of them is foreign here

# Rules that have a code of their own in each version. 1.2 names no vocabulary; that ours are those of 1.1 is a promise.
RULES = {
    "files": "OR12-PKG-05", "minimum": "OR12-PKG-09", "guid": "OR12-TYP-02", "own term": "OR12-ENUM-11",
    "inactive": "OR-MODE-03", "class of user": "OR12-ENR-07", "grades": "D-VOC-01", "sced": "D-VOC-01",
    "codes": "D-VOC-01",
}  # fmt: skip
OWN_TERM = re.compile(r"ext:[A-Za-z0-9.\-_]+")

MANIFEST = "manifest.csv"
MANIFEST_HEADER = ["propertyName", "value"]
MANIFEST_VERSIONS = {"manifest.version": ("1.0", "OR-MAN-03"), "oneroster.version": ("1.2", "OR12-MAN-04")}
MANIFEST_FILE_ROWS = tuple("file." + name.removesuffix(".csv") for name in FILES)
MANIFEST_OPTIONAL = ("source.systemName", "source.systemCode")
MANIFEST_ORDER = (*MANIFEST_VERSIONS, *MANIFEST_FILE_ROWS, *MANIFEST_OPTIONAL)
MANIFEST_MODES = (ABSENT, BULK, DELTA)

# Lists that are open to own terms, as rule OR12-ENUM-11 names them.
OPEN_COLUMNS = (
    "academicSessions.type", "classes.classType", "demographics.sex", "enrollments.role",
    "lineItemLearningObjectiveIds.source", "orgs.type", "resources.roles", "resultLearningObjectiveIds.source",
    "results.scoreStatus", "roles.role",
)  # fmt: skip
ORG_RANK = v1p1.ORG_RANK
RACE_COLUMNS = v1p1.RACE_COLUMNS
