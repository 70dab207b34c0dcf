"""Rules of references: what a column names has to be there, and be of the right kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rostergen.spec.rules.build import rule

if TYPE_CHECKING:
    from rostergen.spec.rules.model import Rule


def _reference(code: str, title: str) -> Rule:
    """Return the rule that a column names a row of another file."""
    return rule(
        code,
        "error",
        "standard",
        title,
        "{column} '{value}' is not in {target}",
        "Add the row that is meant, or correct the sourcedId; it has to be equal in every character",
    )


def _typed(code: str, title: str, target: str) -> Rule:
    """Return the rule that a column names a row of another file and of a certain type."""
    return rule(
        code,
        "error",
        "standard",
        title,
        f"{{column}} '{{value}}' is not the sourcedId of {target}",
        f"Name {target}",
    )


LINKS = (
    _reference("OR-REF-01", "academicSessions.parentSourcedId, where filled, names an academic session"),
    _reference("OR-REF-02", "orgs.parentSourcedId, where filled, names an org"),
    _reference("OR-REF-03", "courses.orgSourcedId names an org of any type, usually the district"),
    _typed(
        "OR-REF-04",
        "courses.schoolYearSourcedId, where filled, names an academic session of type schoolYear",
        "an academic session of type schoolYear",
    ),
    _reference("OR-REF-05", "classes.courseSourcedId names a course"),
    _typed(
        "OR-REF-06",
        "classes.schoolSourcedId names an org of type school (in 1.2 also of a type of its producer's own)",
        "an org of type school",
    ),
    _reference("OR-REF-07", "Every item of classes.termSourcedIds names an academic session"),
    rule(
        "OR-REF-08",
        "warning",
        "recommended",
        "classes.termSourcedIds name sessions of type term or semester",
        "{column} names a session of type {type}",
        "Name the terms or semesters in which the class is taught",
    ),
    _reference("OR-REF-09", "enrollments.classSourcedId names a class, enrollments.userSourcedId a user"),
    _typed("OR-REF-10", "enrollments.schoolSourcedId names an org of type school", "an org of type school"),
    _reference("OR-REF-11", "demographics.sourcedId is the sourcedId of a user"),
    _reference("OR-REF-12", "Every item of users.agentSourcedIds names a user"),
    _reference("OR11-REF-13", "Every item of users.orgSourcedIds names an org"),
    _reference(
        "OR12-REF-13",
        "roles.userSourcedId names a user, roles.orgSourcedId an org, "
        "and roles.userProfileSourcedId, where filled, a user profile",
    ),
    _reference("OR-REF-14", "classResources names a class and a resource"),
    _reference("OR-REF-15", "courseResources names a course and a resource"),
    _reference("OR-REF-16", "lineItems.classSourcedId names a class, lineItems.categorySourcedId a category"),
    _reference("OR11-REF-17", "lineItems.gradingPeriodSourcedId names an academic session"),
    _reference("OR12-REF-17", "lineItems.academicSessionSourcedId names an academic session"),
    _reference("OR-REF-18", "results.lineItemSourcedId names a line item, results.studentSourcedId a user"),
    rule(
        "OR-REF-19",
        "warning",
        "standard",
        "results.studentSourcedId names a user who is a student, in 1.2 by a row of roles.csv",
        "{column} '{value}' is a user without the role student",
        "Name the student whose result it is",
    ),
    _reference("OR12-REF-20", "lineItems.schoolSourcedId names an org"),
    _reference("OR12-REF-21", "users.primaryOrgSourcedId, where filled, names an org"),
    _reference("OR12-REF-22", "userProfiles.userSourcedId names a user"),
    _reference("OR12-REF-23", "userResources names a user and a resource, and, where filled, an org and a class"),
    _reference("OR12-REF-24", "scoreScales names an org, a course and a class, all three of them"),
    _reference(
        "OR12-REF-25",
        "lineItemScoreScales names a line item and a score scale, resultScoreScales a result and a score scale",
    ),
    _reference(
        "OR12-REF-26",
        "lineItemLearningObjectiveIds names a line item, resultLearningObjectiveIds a result",
    ),
    _reference("OR12-REF-27", "results.classSourcedId, where filled, names a class"),
)
