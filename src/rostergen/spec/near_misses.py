"""Names that are met in the wild where the standard has others: leftovers of 1.0, slips of guides and of exporters."""

from __future__ import annotations

FILES = {
    "academicsessions": "academicSessions",
    "accounts": "userProfiles",
    "courseResourses": "courseResources",
    "userprofiles": "userProfiles",
}
"""Data files without ".csv": the name met -> the name meant."""

COLUMNS_OF_ANY_FILE = {
    "dateModified": "dateLastModified",
    "dataLastModified": "dateLastModified",
    "sourceId": "sourcedId",
    "sourceID": "sourcedId",
}
COLUMNS = {
    "classes": {"grade": "grades", "termSourcedId": "termSourcedIds", "SubjectCodes": "subjectCodes"},
    "courses": {"grade": "grades", "schoolYearId": "schoolYearSourcedId"},
    "demographics": {
        "userSourcedId": "sourcedId",
        "birthdate": "birthDate",
        "nativeAmericanOrOtherPacificIslander": "nativeHawaiianOrOtherPacificIslander",
    },
    "lineItems": {
        "academicSessionSourcedId": "gradingPeriodSourcedId",
        "gradingPeriodSourcedId": "academicSessionSourcedId",
    },
    "users": {
        "agents": "agentSourcedIds",
        "agentSourceIds": "agentSourcedIds",
        "grade": "grades",
        "orgSourcedId": "orgSourcedIds",
        "prefferedFamilyName": "preferredFamilyName",
        "prefferedGivenName": "preferredGivenName",
        "prefferedMiddleName": "preferredMiddleName",
        "userId": "userIds",
    },
}
"""Columns by file: the name met -> the name meant. It holds where the version has the one and not the other."""

MOVED = {
    ("1.2", "users"): {
        "orgSourcedIds": "1.2 says it in roles.csv, column orgSourcedId",
        "role": "1.2 says it in roles.csv, column role",
    },
}
"""Columns by version and file that another version has: where that is said in this one."""

WITHDRAWN = {("1.2", "users"): ("resourceSourcedIds",)}
"""Columns by version and file that its first edition had and a later one withdrew."""
