from __future__ import annotations

import pytest

from rostergen.spec import V1P1
from rostergen.validate.hints import hint


@pytest.mark.parametrize(
    ("code", "file", "column", "value", "advice"),
    [
        ("OR-TYP-03", "enrollments", "beginDate", "8/24/2026", "write 2026-08-24"),
        ("OR-TYP-03", "enrollments", "beginDate", "24.8.2026", "write 2026-08-24"),
        ("OR-TYP-03", "enrollments", "beginDate", "8/9/2026", "write it as YYYY-MM-DD"),
        ("OR-TYP-03", "enrollments", "beginDate", "20260824", "write 2026-08-24"),
        ("OR-TYP-03", "enrollments", "beginDate", "2026-08-24T00:00:00Z", "write 2026-08-24"),
        ("OR-TYP-03", "enrollments", "beginDate", "soon", "write it as YYYY-MM-DD"),
        ("RG-CSV-08", "users", "givenName", "JosÃ©", "write José"),
        ("RG-CSV-08", "users", "familyName", "Oâ€™Brien", "write O’Brien"),  # noqa: RUF001
        ("RG-CSV-08", "users", "givenName", "ZoÃ\x81", "write ZoÁ"),
        ("RG-CSV-08", "users", "givenName", "JosÃ©\u4e00", ""),
        ("OR-TYP-06", "users", "enabledUser", "TRUE", "write true"),
        ("OR-TYP-06", "users", "enabledUser", "0", "write false"),
        ("OR-TYP-06", "users", "enabledUser", "maybe", ""),
        ("OR11-VOC-01", "users", "grades", "9", "write 09"),
        ("OR11-VOC-01", "users", "grades", "K,1", "write KG,01"),
        ("OR11-VOC-01", "users", "grades", "Kindergarten", "write KG"),
        ("OR11-VOC-01", "users", "grades", "ninth", ""),
        ("OR11-ENUM-05", "users", "role", "Student", "write student"),
        ("OR11-ENUM-05", "users", "role", "studnet", "write student"),
        ("OR11-ENUM-05", "users", "role", "principal", ""),
        ("OR-MODE-01", "users", "status", "inactive", ""),
        ("OR11-MODE-04", "users", "status", "inactive", "write tobedeleted"),
        ("OR-MODE-03", "users", "status", "Active", "write active"),
        ("OR11-VOC-03", "demographics", "publicSchoolResidenceStatus", "1652", "write 01652"),
        ("OR11-VOC-03", "demographics", "publicSchoolResidenceStatus", "resident", ""),
    ],
)
def test_what_was_probably_meant(code: str, file: str, column: str, value: str, advice: str) -> None:
    assert hint(code, V1P1.file(file).column(column), value) == advice


def test_nothing_is_guessed_about_nothing() -> None:
    assert hint("OR-TYP-03", None, "8/24/2026") == ""
    assert hint("OR-TYP-03", V1P1.file("enrollments").column("beginDate"), None) == ""
