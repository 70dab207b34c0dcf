"""Enumerations and vocabularies that OneRoster 1.1 names, as data."""

from __future__ import annotations

STATUS = ("active", "tobedeleted")
SESSION_TYPE = ("gradingPeriod", "semester", "schoolYear", "term")
CLASS_TYPE = ("homeroom", "scheduled")
SEX = ("male", "female")
TRUE_FALSE = ("true", "false")
ENROLLMENT_ROLE = ("administrator", "proctor", "student", "teacher")
ORG_TYPE = ("department", "school", "district", "local", "state", "national")
USER_ROLE = ("administrator", "aide", "guardian", "parent", "proctor", "relative", "student", "teacher")
IMPORTANCE = ("primary", "secondary")
SCORE_STATUS = ("exempt", "fully graded", "not submitted", "partially graded", "submitted")

CEDS_GRADES = ("IT", "PR", "PK", "TK", "KG", *(f"{n:02d}" for n in range(1, 14)), "PS", "UG", "Other")
"""CEDS Entry Grade Level codes."""

CEDS_RESIDENCE = ("01652", "01653", "01654", "01655", "01656")
"""CEDS Public School Residence Status: in zone, other zone, other district, across a state line, other state."""
