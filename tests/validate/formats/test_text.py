"""The report for people."""

from __future__ import annotations

import re

from rostergen.validate.formats.text import as_text, verdict

from .reports import broken_report, clean_report, endless_report, hostile_report


def test_a_broken_bundle() -> None:
    assert as_text(broken_report()) == EXPECTED.strip("\n")


EXPECTED = """
the bundle
  error OR-PKG-03: The bundle has a manifest.csv
    there is no manifest.csv; without it a bundle would be read as OneRoster 1.0
    > Add a manifest.csv that lists every file of the version as absent, bulk or delta

manifest.csv
  error OR-MAN-03: The property manifest.version is 1.0
    line 2: manifest.version is '1' instead of 1.0; write 1.0

users.csv
  error OR-CSV-13, 10 times: A required field is never blank, in bulk and in delta rows, in those to be deleted too
    lines 2, 3, 4: givenName is blank
    and 7 more in givenName
    > Fill the field: the standard requires it
  error OR11-ENUM-05, 2 times: users.role is one of administrator, aide, guardian, parent, proctor, relative, student, teacher
    line 7: role is 'Teacher', which is not one of its values; write teacher
    line 9: role is 'janitor', which is not one of its values
    > Write administrator, aide, guardian, parent, proctor, relative, student or teacher, upper and lower case included
  warning OR-USR-10: A synthetic bundle has no passwords, only reserved mail domains and telephone numbers kept for fiction
    line 3: email could be that of a real person or account
    > Ignore this in a real bundle, but leave passwords blank; in a synthetic one use example.org and 555-01xx
  info OR-MODE-08: A user with enabledUser false is still an active record
    line 3: enabledUser is false: the user may not sign in, but stays in the roster
    > Nothing, if that is meant; to remove a user, leave the row out of a bulk file or delete it in a delta file

enrollments.csv
  error OR-REF-09, 1,000,000 times: enrollments.classSourcedId names a class, enrollments.userSourcedId a user
    line 2: userSourcedId 'u2' is not in users.csv
    line 3: userSourcedId 'u3' is not in users.csv
    line 4: userSourcedId 'u4' is not in users.csv
    and 999,997 more in userSourcedId
    > Add the row that is meant, or correct the sourcedId; it has to be equal in every character

                         rows       errors     warnings        infos
the bundle                               1            -            -
manifest.csv                             1            -            -
orgs.csv                    4            -            -            -
users.csv           1,200,000           12            1            1
enrollments.csv             0    1,000,000            -            -

not judged: who is where

district.zip: not valid as OneRoster 1.1, 1,000,014 errors, 1 warning, 1 info in 1,200,004 rows
"""  # noqa: E501 - as it is printed


def test_a_clean_bundle_has_a_table_and_a_verdict() -> None:
    lines = as_text(clean_report()).splitlines()
    assert lines[0].split() == ["rows", "errors", "warnings", "infos"]
    assert lines[2].split() == ["users.csv", "1,200,000", "-", "-", "-"]
    assert lines[-1] == "district.zip: valid as OneRoster 1.1, nothing to complain about in 1,200,004 rows"


def test_the_verdict_counts_what_was_folded() -> None:
    said = verdict(broken_report())
    assert said == "district.zip: not valid as OneRoster 1.1, 1,000,014 errors, 1 warning, 1 info in 1,200,004 rows"


def test_colour_is_added_and_nothing_else() -> None:
    plain, coloured = as_text(broken_report()), as_text(broken_report(), colour=True)
    assert "\x1b" not in plain
    assert "\x1b[31m" in coloured
    assert re.sub(r"\x1b\[\d+m", "", coloured) == plain


def test_values_cannot_move_the_cursor_or_fill_the_screen() -> None:
    text = as_text(hostile_report("dis\x1btrict"))
    assert all(line.isprintable() for line in text.splitlines())
    assert max(map(len, text.splitlines())) < 700
    text.encode("utf-8")


def test_it_stays_readable() -> None:
    text = as_text(endless_report())
    assert len(text.splitlines()) < 500
    assert "more findings in 1,940 more columns" in text
    assert "more files" in text


def test_many_alike_are_one_line() -> None:
    assert "line 2, 3" not in as_text(broken_report())
    assert "    lines 2, 3, 4, 5, 6, 7, 8, 9: givenName is blank\n    and 2 more in givenName\n" in as_text(
        broken_report(max_examples=20)
    )
