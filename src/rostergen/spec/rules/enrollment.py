"""Rules of enrollments and demographics."""

from __future__ import annotations

from rostergen.spec.rules.build import rule

ENROLLMENT = (
    rule(
        "OR-ENR-01",
        "error",
        "standard",
        "primary is true in rows of teachers only",
        "{column} is true in a row with another role than teacher",
        "Write false, or leave it blank",
    ),
    rule(
        "OR-ENR-02",
        "error",
        "standard",
        "A class has at most one primary teacher at any time",
        "the class already has a primary teacher at that time, in line {other_line}",
        "Make one of the teachers primary, or let the dates of the two not overlap",
    ),
    rule(
        "OR-ENR-03",
        "warning",
        "plausibility",
        "A class with teachers has a primary one",
        "no teacher of the class is primary",
        "Make one of the teachers primary",
    ),
    rule(
        "OR-ENR-04",
        "warning",
        "standard",
        "beginDate and endDate lie within the sessions of the class; endDate is exclusive",
        "{column} '{value}' lies outside the sessions of the class",
        "Correct the date, or the sessions of the class",
    ),
    rule(
        "OR-ENR-05",
        "warning",
        "plausibility",
        "The school of an enrollment is the school of its class",
        "{column} '{value}' is not the school of the class",
        "Name the school of the class",
    ),
    rule(
        "OR-ENR-06",
        "warning",
        "plausibility",
        "No two enrollments of one user in one class and role overlap",
        "the user is already enrolled in the class in this role at that time, in line {other_line}",
        "Remove one of the two, or let their dates not overlap",
    ),
    rule(
        "OR11-ENR-07",
        "warning",
        "plausibility",
        "The user belongs to the school of the enrollment and has a role that fits",
        "the user {problem}",
        "Add the school to the user's orgSourcedIds, or correct the role",
    ),
    rule(
        "OR12-ENR-07",
        "warning",
        "plausibility",
        "The user has a role in the school of the enrollment or in an org above it",
        "the user has no role in the school of the enrollment",
        "Add a row to roles.csv",
    ),
    rule(
        "OR-DEM-01",
        "error",
        "standard",
        "A user has at most one row of demographics",
        "the user '{value}' has a row already, in line {other_line}",
        "Keep one row",
    ),
    rule(
        "OR-DEM-02",
        "info",
        "standard",
        "Columns of race and ethnicity are true or false, each by itself; blank means not given",
        "{column} is blank: not given, which is not the same as false",
        "Nothing, if it was not asked; else write false",
    ),
    rule(
        "OR-DEM-03",
        "warning",
        "plausibility",
        "demographicRaceTwoOrMoreRaces is true where two or more of the five races are, and only there",
        "{column} is '{value}', which does not fit the five races",
        "Derive it from the five columns",
    ),
    rule(
        "OR-DEM-04",
        "warning",
        "plausibility",
        "The birth date fits the grade of the student",
        "born {value}, a student of grade {grade} would be {age} years old",
        "Check the birth date and the grade",
    ),
)
