"""Enumerations and vocabularies of OneRoster, as data; 1.2 names no vocabulary, but those of 1.1 stay in use."""

from __future__ import annotations

STATUS = ("active", "tobedeleted")
SESSION_TYPE = ("gradingPeriod", "semester", "schoolYear", "term")
CLASS_TYPE = ("homeroom", "scheduled")
SEX = ("male", "female")
SEX_V1P2 = ("male", "female", "unspecified", "other")
TRUE_FALSE = ("true", "false")
ENROLLMENT_ROLE = ("administrator", "proctor", "student", "teacher")
ORG_TYPE = ("department", "school", "district", "local", "state", "national")
USER_ROLE = ("administrator", "aide", "guardian", "parent", "proctor", "relative", "student", "teacher")
ROLE_TYPE = ("primary", "secondary")
ROLE = (
    "aide",
    "counselor",
    "districtAdministrator",
    "guardian",
    "parent",
    "principal",
    "proctor",
    "relative",
    "siteAdministrator",
    "student",
    "systemAdministrator",
    "teacher",
)
"""Roles of a row in roles.csv, new in 1.2."""
IMPORTANCE = ("primary", "secondary")
SCORE_STATUS = ("exempt", "fully graded", "not submitted", "partially graded", "submitted")
OBJECTIVE_SOURCE = ("case", "unknown")

OWN_TERM = "ext:"
"""How a term starts that a producer adds to an open list of 1.2; letters, digits, dots, hyphens, underscores follow."""
OWN_COLUMN = "metadata."
"""How a column starts that a producer adds after the last one of a file, in both versions."""

CEDS_GRADES = ("IT", "PR", "PK", "TK", "KG", *(f"{n:02d}" for n in range(1, 14)), "PS", "UG", "Other")
"""CEDS Entry Grade Level codes."""

CEDS_RESIDENCE = ("01652", "01653", "01654", "01655", "01656")
"""CEDS Public School Residence Status: in zone, other zone, other district, across a state line, other state."""
