"""What a wrong value was probably meant to be: the damage that spreadsheets and other systems do, and near misses."""

from __future__ import annotations

import re
from contextlib import suppress
from difflib import get_close_matches
from typing import TYPE_CHECKING

from rostergen.spec import vocab

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rostergen.spec import Column

_US_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})( .*)?")
_LOOSE_ISO = re.compile(r"(\d{4})[-/.]?(\d{1,2})[-/.]?(\d{1,2})([T ].*)?")
MEANT = {True: ("true", "t", "yes", "y", "1"), False: ("false", "f", "no", "n", "0")}
"""What is written for true and false, in lower case."""
_NO_HINT = {"OR-MODE-01", "OR-CSV-12"}
"""Where nothing should stand, no other value mends it."""
_DELETED = {"inactive", "deleted", "delete", "tobedeleted", "to be deleted"}
_GRADE_WORDS = {"K": "KG", "KINDERGARTEN": "KG", "PREK": "PK", "PRE-K": "PK", "TK": "TK", "OTHER": "Other"}


def hint(code: str, column: Column | None, value: str | None) -> str:
    """Return what the value was probably meant to be, as advice; "" where nobody can tell."""
    if column is None or value is None or code in _NO_HINT:
        return ""
    meant = ""
    if code == "RG-CSV-08":
        meant = _as_utf8(value)
    elif column.name == "status":
        meant = _status(value)
    elif column.type == "date":
        meant = _date(value)
    elif column.type == "boolean":
        meant = _boolean(value)
    elif code.endswith("VOC-01"):
        meant = ",".join(_grade(item.strip()) for item in value.split(","))
    elif column.vocabulary == "ceds_public_school_residence_status":
        meant = value.strip().zfill(5) if value.strip().zfill(5) in vocab.CEDS_RESIDENCE else ""
    elif column.type == "enum" and column.values:
        meant = _term(value, column.values)
    if meant and meant != value:
        return f"write {meant}"
    return ""


def _as_utf8(value: str) -> str:
    """Return what a text was before it was read as Windows-1252, or as Latin-1, which has all bytes."""
    for encoding in ("cp1252", "latin-1"):
        with suppress(UnicodeError):
            return value.encode(encoding).decode()
    return ""


def _date(value: str) -> str:
    stripped = value.strip()
    if found := _US_DATE.fullmatch(stripped):
        month, day, year = int(found[1]), int(found[2]), found[3]
        # Only where it cannot be the other way round: 8/9/2026 may be either.
        if day > 12 >= month:
            return f"{year}-{month:02}-{day:02}"
        return f"{year}-{day:02}-{month:02}" if month > 12 >= day else "it as YYYY-MM-DD"
    if found := _LOOSE_ISO.fullmatch(stripped):
        return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}"
    return "it as YYYY-MM-DD"


def _boolean(value: str) -> str:
    word = value.strip().lower()
    return next((str(meant).lower() for meant, words in MEANT.items() if word in words), "")


def _grade(item: str) -> str:
    if item in vocab.CEDS_GRADES:
        return item
    word = item.upper()
    if item.isascii() and item.isdigit() and len(item) < 3:
        return f"{int(item):02}"
    return _GRADE_WORDS.get(word, word if word in vocab.CEDS_GRADES else item)


def _status(value: str) -> str:
    # The nearest term of "inactive" would be its opposite.
    return "tobedeleted" if value.strip().lower() in _DELETED else _term(value, vocab.STATUS)


def _term(value: str, terms: Sequence[str]) -> str:
    by_lower = {term.lower(): term for term in terms}
    word = value.strip().lower()
    close = [word] if word in by_lower else get_close_matches(word, by_lower, n=1, cutoff=0.75)
    return by_lower[close[0]] if close else ""
