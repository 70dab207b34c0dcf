"""Profile section about the applications that people have logins for."""

from __future__ import annotations

from typing import Any, Literal

from rostergen.profile.fields import GradeSpan, OneLine, Part, key


class Application(Part):
    """A login that people have for one application; its key names it. OneRoster 1.2 only (userProfiles.csv)."""

    title: OneLine = key(..., "Kind of profile.")
    vendor: OneLine = key(..., "Vendor of the application.")
    application: OneLine | None = key(None, "Id of the application.")
    description: OneLine | None = key(None, "What the profile is for.")
    credential: OneLine = key(..., "Kind of credential, such as password or badge.")
    login: Literal["username", "identifier"] = key("username", "What the person types: username or number.")
    users: list[Literal["staff", "students", "guardians"]] = key(..., "Who has one.", min_length=1)
    grades: GradeSpan = key("PK-12", "Students of which grades have one.")


def default_applications() -> dict[str, dict[str, Any]]:
    """Return the applications of a district that says nothing of them."""
    return {
        "directory": {
            "title": "District Directory",
            "vendor": "EX-DIRECTORY",
            "application": "EX-DIR-SSO",
            "description": "Single sign-on",
            "credential": "SAML",
            "users": ["staff", "students"],
        },
        "portal": {
            "title": "Family Portal",
            "vendor": "EX-PORTAL",
            "application": "EX-PORTAL-WEB",
            "description": "Grades and attendance for families",
            "credential": "password",
            "users": ["guardians"],
        },
        "badge": {
            "title": "Classroom Badge",
            "vendor": "EX-DIRECTORY",
            "application": "EX-DIR-BADGE",
            "description": "Sign-on of young students at shared devices",
            "credential": "QR badge",
            "login": "identifier",
            "users": ["students"],
            "grades": "PK-02",
        },
        "learngrid": {
            "title": "Learning Platform",
            "vendor": "EX-LEARNGRID",
            "application": "LG-CLASSROOM",
            "credential": "LTI",
            "users": ["staff", "students"],
            "grades": "03-12",
        },
    }
