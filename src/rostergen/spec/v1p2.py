"""The CSV files of OneRoster 1.2 (document revision 1.2.1, 22 August 2023): what it keeps of 1.1, changes and adds."""

from __future__ import annotations

from dataclasses import replace

from rostergen.spec import vocab
from rostergen.spec.model import Column, FileSpec, Group, Reference, Version
from rostergen.spec.v1p1 import V1P1

_STATUS, _LAST_MODIFIED = V1P1.file("users").columns[1:3]


def _new(name: str, group: Group, identifies: str, *rest: Column) -> FileSpec:
    """Return a file that 1.1 does not have: the three columns every file starts with, then the rest."""
    first = Column("sourcedId", "guid", "yes", f"Identifies the {identifies}.")
    return FileSpec(name, group, (first, _STATUS, _LAST_MODIFIED, *rest))


def _changed(name: str, *changed: Column, without: tuple[str, ...] = (), added: tuple[Column, ...] = ()) -> FileSpec:
    """Return a file of 1.1 with columns left out, replaced by one of the same name, and added at its end."""
    spec = V1P1.file(name)
    by_name = {column.name: column for column in changed}
    kept = tuple(by_name.get(column.name, column) for column in spec.columns if column.name not in without)
    return replace(spec, columns=kept + added)


def _opened(name: str, column: str) -> FileSpec:
    """Return a file of 1.1 in which one list of values became open to own terms."""
    return _changed(name, replace(V1P1.file(name).column(column), open=True))


def _link(name: str, file: str, meaning: str, *types: str, required: bool = True) -> Column:
    return Column(name, "guid_ref", "yes" if required else "no", meaning, reference=Reference(file, types))


def _flag(name: str, meaning: str) -> Column:
    return Column(name, "boolean", "no", meaning, vocab.TRUE_FALSE)


def _text(name: str, meaning: str, *, required: bool = False) -> Column:
    return Column(name, "string", "yes" if required else "no", meaning)


_SOURCE = Column(
    "source",
    "enum",
    "yes",
    "Origin of the learning objective id; case means a CASE identifier.",
    vocab.OBJECTIVE_SOURCE,
    open=True,
)
_OBJECTIVE = _text(
    "learningObjectiveId", "With source case it must be a UUID URN (urn:uuid: and a 128 bit UUID).", required=True
)
_SCALE_TITLE = _text("title", "Name of the score scale.")
_SCALE = _link("scoreScaleSourcedId", "scoreScales", "The score scale.")
_LINE_ITEM = _link("lineItemSourcedId", "lineItems", "The line item.")
_RESULT = _link("resultSourcedId", "results", "The result.")

_CATEGORIES = _changed(
    "categories",
    added=(
        Column(
            "weight", "integer", "no", "Share of the final score of the course in percent, 0 to 100, no percent sign."
        ),
    ),
)
_DEMOGRAPHICS = _changed(
    "demographics",
    Column("sex", "enum", "no", "Lower case.", vocab.SEX_V1P2, open=True),
)
_LINE_ITEM_OBJECTIVES = _new(
    "lineItemLearningObjectiveIds",
    "gradebook",
    "link",
    _LINE_ITEM,
    _SOURCE,
    _OBJECTIVE,
)
_LINE_ITEMS = FileSpec(
    "lineItems",
    "gradebook",
    (
        *V1P1.file("lineItems").columns[:9],
        _link(
            "academicSessionSourcedId",
            "academicSessions",
            "Session the line item counts in, best a grading period. Was gradingPeriodSourcedId in 1.1.",
            "gradingPeriod",
            "term",
            "semester",
        ),
        Column("resultValueMin", "float", "no", "Lowest permitted score, inclusive. Was required in 1.1."),
        Column("resultValueMax", "float", "no", "Highest permitted score, inclusive. Was required in 1.1."),
        _link("schoolSourcedId", "orgs", "School of the line item; the last column.", "school"),
    ),
)
_LINE_ITEM_SCALES = _new("lineItemScoreScales", "gradebook", "link", _SCALE_TITLE, _LINE_ITEM, _SCALE)
_RESULT_OBJECTIVES = _new(
    "resultLearningObjectiveIds",
    "gradebook",
    "link",
    _RESULT,
    _SOURCE,
    _OBJECTIVE,
    Column("score", "float", "no", "Mastery score as a number."),
    _text("textScore", "Mastery score as text."),
)
_RESULTS = _changed(
    "results",
    replace(V1P1.file("results").column("scoreStatus"), open=True),
    Column("score", "float", "no", "Numeric score, inside resultValueMin..resultValueMax of the line item."),
    added=(
        _text("textScore", "Score in words; a value of the assigned score scale if there is one."),
        _link("classSourcedId", "classes", "Class of the result; the class of the line item.", required=False),
        _flag("inProgress", "Assigned and not yet expected to be handed in."),
        _flag("incomplete", "Handed in but judged incomplete."),
        _flag("late", "Past due, or handed in after the due date."),
        _flag("missing", "Not handed in and considered missing."),
    ),
)
_RESULT_SCALES = _new("resultScoreScales", "gradebook", "link", _SCALE_TITLE, _RESULT, _SCALE)
_ROLES = _new(
    "roles",
    "rostering",
    "role assignment",
    _link("userSourcedId", "users", "The user who has the role."),
    Column("roleType", "enum", "yes", "At most one primary row per user and org.", vocab.ROLE_TYPE),
    Column(
        "role",
        "enum",
        "yes",
        "There is no plain administrator here; four kinds of administrator instead.",
        vocab.ROLE,
        open=True,
    ),
    Column("beginDate", "date", "no", "First day the role is active, inclusive."),
    Column("endDate", "date", "no", "Exclusive."),
    _link("orgSourcedId", "orgs", "Org in which the user has the role; any type."),
    _link("userProfileSourcedId", "userProfiles", "Profile of the same user.", required=False),
)
_SCORE_SCALES = _new(
    "scoreScales",
    "gradebook",
    "score scale",
    _text("title", "Name of the scale.", required=True),
    _text("type", "Kind of scale, free text such as percent; not an enumeration.", required=True),
    _link("orgSourcedId", "orgs", "Org using the scale."),
    _link("courseSourcedId", "courses", "Course using the scale."),
    _link("classSourcedId", "classes", "Class using the scale."),
    Column(
        "scoreScaleValue",
        "braced_pair_list",
        "yes",
        "Pairs {left:right}, left being the reference value; at least one, separated by commas.",
    ),
)
_USER_PROFILES = _new(
    "userProfiles",
    "rostering",
    "profile",
    _link("userSourcedId", "users", "Owner of the profile."),
    _text("profileType", "Human readable label of the kind of profile.", required=True),
    _text("vendorId", "Vendor of the system that needs the profile.", required=True),
    _text("applicationId", "Application that needs the profile."),
    _text("description", "Use of the profile; no secrets here."),
    _text("credentialType", "Kind of credential, free text.", required=True),
    _text("username", "Login name for the profile.", required=True),
    _text("password", "May be encrypted by agreement. A synthetic bundle should leave it blank."),
)
_USER_RESOURCES = _new(
    "userResources",
    "resources",
    "user/resource link",
    _link("userSourcedId", "users", "The user who gets the resource."),
    _link("orgSourcedId", "orgs", "Org in which it is given.", required=False),
    _link("classSourcedId", "classes", "Class in which it is given.", required=False),
    _link("resourceSourcedId", "resources", "The resource."),
)
_USERS = _changed(
    "users",
    without=("orgSourcedIds", "role"),
    added=(
        _text("userMasterIdentifier", "Identifier meant to be unique over all systems."),
        _text("preferredGivenName", "First name the person goes by, where it is another."),
        _text("preferredMiddleName", "Middle name the person goes by, where it is another."),
        _text("preferredFamilyName", "Surname the person goes by, where it is another."),
        _link("primaryOrgSourcedId", "orgs", "Main org of the user, one of those in roles.csv.", required=False),
        _text("pronouns", "Free text."),
    ),
)

V1P2 = Version(
    "1.2",
    "1.2.1",
    (
        _opened("academicSessions", "type"),
        _CATEGORIES,
        _opened("classes", "classType"),
        V1P1.file("classResources"),
        V1P1.file("courses"),
        V1P1.file("courseResources"),
        _DEMOGRAPHICS,
        _opened("enrollments", "role"),
        _LINE_ITEM_OBJECTIVES,
        _LINE_ITEMS,
        _LINE_ITEM_SCALES,
        _opened("orgs", "type"),
        _opened("resources", "roles"),
        _RESULT_OBJECTIVES,
        _RESULTS,
        _RESULT_SCALES,
        _ROLES,
        _SCORE_SCALES,
        _USER_PROFILES,
        _USER_RESOURCES,
        _USERS,
    ),
)
