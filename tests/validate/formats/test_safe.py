"""Text of strangers."""

from __future__ import annotations

import pytest

from rostergen.validate.finding import Finding
from rostergen.validate.formats.safe import clean, cut, short


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Zoë Müller 李", "Zoë Müller 李"),
        ("a\nb\tc", "a\\nb\\tc"),
        ("\x1b[2J", "\\x1b[2J"),
        ("\u202eabc", "\\u202eabc"),
        ("\ud800", "\\ud800"),
    ],
)
def test_what_cannot_be_printed_is_escaped(text: str, shown: str) -> None:
    assert clean(text) == shown


def test_long_texts_are_cut() -> None:
    assert cut("x" * 80, 80) == "x" * 80
    assert cut("x" * 81, 80) == "x" * 79 + "…"


def test_the_message_of_a_shortened_finding_keeps_our_words() -> None:
    found = Finding("OR-TYP-03", "users.csv", 2, "dueDate", "9" * 1000)
    assert short(found, 20).message == f"dueDate is '{'9' * 19}…', not a date of the form YYYY-MM-DD"
    problem = Finding("OR-CSV-08", "users.csv", 2, fields={"problem": "\x00" * 100})
    assert short(problem, 20).message == "\\x00" * 19 + "…"
