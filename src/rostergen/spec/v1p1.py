"""The CSV files of OneRoster 1.1 (document revision 1.1.1, 22 August 2023), column by column in binding order."""

from __future__ import annotations

from rostergen.spec import vocab
from rostergen.spec.model import Column, FileSpec, Reference, Version

_STATUS = Column("status", "enum", "delta", "Blank in bulk rows, filled in delta rows.", vocab.STATUS)
_LAST_MODIFIED = Column("dateLastModified", "datetime", "delta", "Blank in bulk rows; UTC with milliseconds and Z.")

_ACADEMIC_SESSIONS = FileSpec(
    "academicSessions",
    "rostering",
    (
        Column("sourcedId", "guid", "yes", "Identifies the session."),
        _STATUS,
        _LAST_MODIFIED,
        Column("title", "string", "yes", "Display name of the session."),
        Column("type", "enum", "yes", "Kind of session.", values=vocab.SESSION_TYPE),
        Column("startDate", "date", "yes", "First day, inclusive."),
        Column("endDate", "date", "yes", "Exclusive: the day after the last day of the session."),
        Column(
            "parentSourcedId",
            "guid_ref",
            "no",
            "Enclosing session in the same file; blank at the top of a tree.",
            reference=Reference("academicSessions"),
        ),
        Column("schoolYear", "year", "yes", "Calendar year in which the school year ENDS (2025-26 gives 2026)."),
    ),
)
_CATEGORIES = FileSpec(
    "categories",
    "gradebook",
    (
        Column("sourcedId", "guid", "yes", "Identifies the category."),
        _STATUS,
        _LAST_MODIFIED,
        Column("title", "string", "yes", "Kind of work grouped by the category, such as homework."),
    ),
)
_CLASSES = FileSpec(
    "classes",
    "rostering",
    (
        Column("sourcedId", "guid", "yes", "Identifies the class (section)."),
        _STATUS,
        _LAST_MODIFIED,
        Column("title", "string", "yes", "Name of the class."),
        Column("grades", "string_list", "no", "Grade levels taught.", vocabulary="ceds_entry_grade_level"),
        Column(
            "courseSourcedId",
            "guid_ref",
            "yes",
            "The course this class is an instance of.",
            reference=Reference("courses"),
        ),
        Column("classCode", "string", "no", "Human readable code of the section."),
        Column(
            "classType",
            "enum",
            "yes",
            "homeroom for form/advisory groups, scheduled for timetabled classes.",
            values=vocab.CLASS_TYPE,
        ),
        Column("location", "string", "no", "Where the class meets, human readable."),
        Column(
            "schoolSourcedId",
            "guid_ref",
            "yes",
            "School that teaches the class.",
            reference=Reference("orgs", ("school",)),
        ),
        Column(
            "termSourcedIds",
            "guid_ref_list",
            "yes",
            "Sessions in which the class is taught; at least one.",
            reference=Reference("academicSessions"),
        ),
        Column(
            "subjects",
            "string_list",
            "no",
            "Subject names. Commas inside a name must be dropped.",
            vocabulary="sced_course_title",
        ),
        Column(
            "subjectCodes",
            "string_list",
            "no",
            "Machine readable subject codes, same length and order as subjects when both are given.",
            vocabulary="sced_course_code",
        ),
        Column("periods", "string_list", "no", "Time slots of the day."),
    ),
)
_CLASS_RESOURCES = FileSpec(
    "classResources",
    "resources",
    (
        Column("sourcedId", "guid", "yes", "Identifies the class/resource link."),
        _STATUS,
        _LAST_MODIFIED,
        Column("title", "string", "no", "Name of the related class."),
        Column("classSourcedId", "guid_ref", "yes", "The class.", reference=Reference("classes")),
        Column(
            "resourceSourcedId", "guid_ref", "yes", "The resource given to the class.", reference=Reference("resources")
        ),
    ),
)
_COURSES = FileSpec(
    "courses",
    "rostering",
    (
        Column("sourcedId", "guid", "yes", "Identifies the course."),
        _STATUS,
        _LAST_MODIFIED,
        Column(
            "schoolYearSourcedId",
            "guid_ref",
            "no",
            "School year in which the course is offered.",
            reference=Reference("academicSessions", ("schoolYear",)),
        ),
        Column("title", "string", "yes", "Name of the course."),
        Column("courseCode", "string", "no", "Human readable code."),
        Column(
            "grades",
            "string_list",
            "no",
            "Grade levels for which the course is meant.",
            vocabulary="ceds_entry_grade_level",
        ),
        Column(
            "orgSourcedId",
            "guid_ref",
            "yes",
            "Owning org, of any type; the district is usual.",
            reference=Reference("orgs"),
        ),
        Column(
            "subjects",
            "string_list",
            "no",
            "Subject names. Commas inside a name must be dropped.",
            vocabulary="sced_course_title",
        ),
        Column(
            "subjectCodes",
            "string_list",
            "no",
            "Same length and order as subjects when both are given.",
            vocabulary="sced_course_code",
        ),
    ),
)
_COURSE_RESOURCES = FileSpec(
    "courseResources",
    "resources",
    (
        Column("sourcedId", "guid", "yes", "Identifies the course/resource link."),
        _STATUS,
        _LAST_MODIFIED,
        Column("title", "string", "no", "Name of the related course."),
        Column("courseSourcedId", "guid_ref", "yes", "The course.", reference=Reference("courses")),
        Column(
            "resourceSourcedId",
            "guid_ref",
            "yes",
            "The resource given to the course.",
            reference=Reference("resources"),
        ),
    ),
)
_DEMOGRAPHICS = FileSpec(
    "demographics",
    "rostering",
    (
        Column(
            "sourcedId",
            "guid",
            "yes",
            "Same value as the sourcedId of the user described; it is a key and a reference at once.",
            reference=Reference("users"),
        ),
        _STATUS,
        _LAST_MODIFIED,
        Column("birthDate", "date", "no", "Header has a capital D."),
        Column("sex", "enum", "no", "male or female, lower case.", values=vocab.SEX),
        Column(
            "americanIndianOrAlaskaNative",
            "boolean",
            "no",
            "One of the independent race and ethnicity flags.",
            values=vocab.TRUE_FALSE,
        ),
        Column("asian", "boolean", "no", "One of the independent race and ethnicity flags.", values=vocab.TRUE_FALSE),
        Column(
            "blackOrAfricanAmerican",
            "boolean",
            "no",
            "One of the independent race and ethnicity flags.",
            values=vocab.TRUE_FALSE,
        ),
        Column(
            "nativeHawaiianOrOtherPacificIslander",
            "boolean",
            "no",
            "One of the independent race and ethnicity flags.",
            values=vocab.TRUE_FALSE,
        ),
        Column("white", "boolean", "no", "One of the independent race and ethnicity flags.", values=vocab.TRUE_FALSE),
        Column(
            "demographicRaceTwoOrMoreRaces",
            "boolean",
            "no",
            "One of the independent race and ethnicity flags.",
            values=vocab.TRUE_FALSE,
        ),
        Column(
            "hispanicOrLatinoEthnicity",
            "boolean",
            "no",
            "One of the independent race and ethnicity flags.",
            values=vocab.TRUE_FALSE,
        ),
        Column("countryOfBirthCode", "string", "no", "Country of birth.", vocabulary="ceds_country_code"),
        Column("stateOfBirthAbbreviation", "string", "no", "State of birth.", vocabulary="ceds_state_abbreviation"),
        Column("cityOfBirth", "string", "no", "City of birth."),
        Column(
            "publicSchoolResidenceStatus",
            "string",
            "no",
            "Where the legal residence lies relative to the boundaries of the school and its administrative unit.",
            vocabulary="ceds_public_school_residence_status",
        ),
    ),
)
_ENROLLMENTS = FileSpec(
    "enrollments",
    "rostering",
    (
        Column("sourcedId", "guid", "yes", "Identifies the enrollment."),
        _STATUS,
        _LAST_MODIFIED,
        Column("classSourcedId", "guid_ref", "yes", "The class.", reference=Reference("classes")),
        Column(
            "schoolSourcedId",
            "guid_ref",
            "yes",
            "School of the enrollment; normally the school of the class.",
            reference=Reference("orgs", ("school",)),
        ),
        Column("userSourcedId", "guid_ref", "yes", "The person enrolled.", reference=Reference("users")),
        Column(
            "role",
            "enum",
            "yes",
            "Only these four values; the other user roles are not allowed in an enrollment.",
            values=vocab.ENROLLMENT_ROLE,
        ),
        Column(
            "primary",
            "boolean",
            "no",
            "Only meaningful for teachers; at most one teacher true per class over any date.",
            values=vocab.TRUE_FALSE,
        ),
        Column("beginDate", "date", "no", "First day, inclusive; aligned with the sessions of the class."),
        Column("endDate", "date", "no", "Exclusive; aligned with the sessions of the class."),
    ),
)
_LINE_ITEMS = FileSpec(
    "lineItems",
    "gradebook",
    (
        Column("sourcedId", "guid", "yes", "Identifies the line item."),
        _STATUS,
        _LAST_MODIFIED,
        Column("title", "string", "yes", "Name of the gradable work."),
        Column("description", "string", "no", "Short description."),
        Column("assignDate", "date", "yes", "Date assigned. A Date in CSV, although REST uses a DateTime."),
        Column("dueDate", "date", "yes", "Date due. A Date in CSV, although REST uses a DateTime."),
        Column("classSourcedId", "guid_ref", "yes", "The class.", reference=Reference("classes")),
        Column("categorySourcedId", "guid_ref", "yes", "The category.", reference=Reference("categories")),
        Column(
            "gradingPeriodSourcedId",
            "guid_ref",
            "yes",
            "Grading period the line item counts in.",
            reference=Reference("academicSessions", ("gradingPeriod",)),
        ),
        Column("resultValueMin", "float", "yes", "Lowest permitted score, inclusive."),
        Column("resultValueMax", "float", "yes", "Highest permitted score, inclusive."),
    ),
)
_ORGS = FileSpec(
    "orgs",
    "rostering",
    (
        Column("sourcedId", "guid", "yes", "Identifies the org."),
        _STATUS,
        _LAST_MODIFIED,
        Column("name", "string", "yes", "Name of the organization."),
        Column(
            "type",
            "enum",
            "yes",
            "Kind of org: national > state > local > district > school; a department below any but national.",
            values=vocab.ORG_TYPE,
        ),
        Column("identifier", "string", "no", "Human readable id, for example the NCES id."),
        Column("parentSourcedId", "guid_ref", "no", "Parent org in the same file.", reference=Reference("orgs")),
    ),
)
_RESOURCES = FileSpec(
    "resources",
    "resources",
    (
        Column("sourcedId", "guid", "yes", "Identifies the resource."),
        _STATUS,
        _LAST_MODIFIED,
        Column("vendorResourceId", "id", "yes", "Id given by the vendor, unique inside that vendor."),
        Column("title", "string", "no", "Name of the resource."),
        Column("roles", "enum_list", "no", "Roles that may use the resource.", values=vocab.USER_ROLE),
        Column("importance", "enum", "no", "Whether the resource is a main one or an extra.", values=vocab.IMPORTANCE),
        Column("vendorId", "id", "no", "Vendor id, assigned by 1EdTech."),
        Column("applicationId", "id", "no", "Application id, assigned by the vendor."),
    ),
)
_RESULTS = FileSpec(
    "results",
    "gradebook",
    (
        Column("sourcedId", "guid", "yes", "Identifies the result."),
        _STATUS,
        _LAST_MODIFIED,
        Column("lineItemSourcedId", "guid_ref", "yes", "The line item.", reference=Reference("lineItems")),
        Column(
            "studentSourcedId",
            "guid_ref",
            "yes",
            "The student; a user whose role is student.",
            reference=Reference("users"),
        ),
        Column("scoreStatus", "enum", "yes", "Values contain spaces and are lower case.", values=vocab.SCORE_STATUS),
        Column(
            "score",
            "float",
            "yes",
            "Numeric score, inside resultValueMin..resultValueMax of the line item. Required whatever the scoreStatus.",
        ),
        Column("scoreDate", "date", "yes", "Date of submission or of the last scoreStatus change."),
        Column("comment", "string", "no", "Free text about the result; no line breaks."),
    ),
)
_USERS = FileSpec(
    "users",
    "rostering",
    (
        Column("sourcedId", "guid", "yes", "Identifies the user."),
        _STATUS,
        _LAST_MODIFIED,
        Column(
            "enabledUser",
            "boolean",
            "yes",
            "false: account switched off by local policy, record still active.",
            values=vocab.TRUE_FALSE,
        ),
        Column(
            "orgSourcedIds",
            "guid_ref_list",
            "yes",
            "Orgs the user belongs to; normally one school.",
            reference=Reference("orgs"),
        ),
        Column(
            "role",
            "enum",
            "yes",
            "One role per row; a person with two roles needs two user rows with different sourcedIds.",
            values=vocab.USER_ROLE,
        ),
        Column("username", "string", "yes", "Login name."),
        Column(
            "userIds",
            "braced_pair_list",
            "no",
            "External ids as {type:id}; several are comma separated in one quoted field.",
        ),
        Column("givenName", "string", "yes", "First name."),
        Column("familyName", "string", "yes", "Surname."),
        Column("middleName", "string", "no", "Middle names, space separated."),
        Column("identifier", "string", "no", "Human readable id, such as a student number."),
        Column("email", "string", "no", "Email address."),
        Column("sms", "string", "no", "SMS address."),
        Column("phone", "string", "no", "Phone number; no format imposed."),
        Column(
            "agentSourcedIds",
            "guid_ref_list",
            "no",
            "Related users, typically the parents of a student or the children of a parent.",
            reference=Reference("users"),
        ),
        Column(
            "grades",
            "string_list",
            "no",
            "Grade levels of a student; leave blank for others. Same cell syntax whether read as one string or a list.",
            vocabulary="ceds_entry_grade_level",
        ),
        Column("password", "string", "no", "May be encrypted by agreement. A synthetic bundle should leave it blank."),
    ),
)

V1P1 = Version(
    "1.1",
    "1.1.1",
    (
        _ACADEMIC_SESSIONS,
        _CATEGORIES,
        _CLASSES,
        _CLASS_RESOURCES,
        _COURSES,
        _COURSE_RESOURCES,
        _DEMOGRAPHICS,
        _ENROLLMENTS,
        _LINE_ITEMS,
        _ORGS,
        _RESOURCES,
        _RESULTS,
        _USERS,
    ),
)
