"""Rows with too many or too few fields: find where a comma went astray, so that one slip is not reported as many."""

from __future__ import annotations

import re
from itertools import accumulate
from typing import TYPE_CHECKING

from rostergen.spec.vocab import CEDS_GRADES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rostergen.spec import Column, FileSpec

_GUID = rb"[0-9A-Za-z.\-_/@]{1,255}"
_FORMS = {
    "boolean": rb"true|false",
    "date": rb"\d{4}-\d\d-\d\d",
    "datetime": rb"\d{4}-\d\d-\d\dT.*",
    "year": rb"\d{4}",
    "integer": rb"-?\d+",
    "float": rb"-?\d+(?:\.\d+)?",
    "guid": _GUID,
    "guid_ref": _GUID,
    "guid_ref_list": _GUID + rb"(?: *, *" + _GUID + rb")*",
    "braced_pair_list": rb"\{.*\}",
}
_GRADE = "|".join(CEDS_GRADES).encode()
_CODES = {
    "ceds_entry_grade_level": rb"(?:" + _GRADE + rb")(?: *, *(?:" + _GRADE + rb"))*",
    "sced_course_code": rb"\d{5}(?: *, *\d{5})*",
}
_MOST = 64
"""Rows wider than this are cut or filled at their end: looking closer would cost too much and find nothing."""


class Mender:
    """Brings rows to the number of columns, by what the cells of a column look like."""

    def __init__(self, spec: FileSpec | None, columns: Sequence[str]) -> None:
        known = {column.name: column for column in spec.columns} if spec else {}
        self._knows = bool(known)
        # Where all else is equal, a list that was not quoted is the likeliest slip.
        self._lists = [name in known and known[name].type.endswith("_list") for name in columns]
        self._forms = [_form(known[name]) if name in known else re.compile(b"(?s:.*)") for name in columns]

    def mend(self, fields: list[bytes], separator: bytes) -> list[bytes]:
        """Return as many fields as there are columns."""
        wanted = len(self._forms)
        surplus = len(fields) - wanted
        if not surplus:
            return fields
        if max(len(fields), wanted) > _MOST or not fields or not self._knows:
            return (fields + [b""] * -surplus)[:wanted]
        return self._joined(fields, surplus, separator) if surplus > 0 else self._filled(fields, -surplus)

    def _joined(self, fields: list[bytes], surplus: int, separator: bytes) -> list[bytes]:
        """Join a run of fields where that gives the likeliest row: a value with a comma was not quoted."""
        # `head[i]`: how many of the first i fields look right; `tail[i]`: of those from place i on, moved to the left.
        head = [0, *accumulate(self._likely(i, fields[i]) for i in range(len(self._forms)))]
        moved = [self._likely(i, fields[i + surplus]) for i in range(len(self._forms))]
        tail = [*accumulate(reversed(moved), initial=0)][::-1]
        # Commas too many at the end are the first guess.
        blank = not any(field.strip() for field in fields[len(self._forms) :])
        best, place = (head[-1] + 0.25, -1) if blank else (-1.0, 0)
        for i in range(len(self._forms)):
            run = fields[i : i + surplus + 1]
            blanks = all(field[:1] == b" " for field in run[1:])
            score = head[i] + self._likely(i, separator.join(run)) + tail[i + 1] + 0.5 * blanks + 0.1 * self._lists[i]
            if score > best:
                best, place = score, i
        if place < 0:
            return fields[: len(self._forms)]
        return [*fields[:place], separator.join(fields[place : place + surplus + 1]), *fields[place + surplus + 1 :]]

    def _filled(self, fields: list[bytes], lacking: int) -> list[bytes]:
        """Put blank fields where that gives the likeliest row, at the end if nothing speaks against it."""
        head = [0, *accumulate(self._likely(i, field) for i, field in enumerate(fields))]
        moved = [self._likely(i + lacking, field) for i, field in enumerate(fields)]
        tail = [*accumulate(reversed(moved), initial=0)][::-1]
        blank = [0, *accumulate(self._likely(i, b"") for i in range(len(self._forms)))]
        scores = [head[i] + blank[i + lacking] - blank[i] + tail[i] for i in range(len(fields) + 1)]
        place = max(range(len(scores)), key=lambda i: (scores[i], i))
        return [*fields[:place], *[b""] * lacking, *fields[place:]]

    def _likely(self, place: int, field: bytes) -> bool:
        return field[:1] != b" " and self._forms[place].fullmatch(field) is not None


def _form(column: Column) -> re.Pattern[bytes]:
    """Return what the cells of a column look like."""
    form = rb"[^@ ]+@[^@ ]+" if column.name == "email" else _FORMS.get(column.type, rb"(?s:.+)")
    form = _CODES.get(column.vocabulary, form)
    if column.values and column.type == "enum":
        form = b"|".join(re.escape(value.encode()) for value in column.values)
    # Blank is as good as filled in an optional column, so that nothing is moved without need.
    return re.compile(form if column.required == "yes" else rb"(?:" + form + rb")?")
