"""Workflow commands of GitHub."""

from __future__ import annotations

import re

from rostergen.validate.formats.github import as_github

from .reports import broken_report, clean_report, hostile_report


def test_in_a_folder_the_file_and_line_are_annotated() -> None:
    lines = list(as_github(broken_report("data/district/")))
    assert (
        "::error file=data/district/manifest.csv,line=2,title=OR-MAN-03 The property manifest.version is 1.0::"
        "manifest.version is '1' instead of 1.0. Write 1.0" in lines
    )
    assert sum(line.startswith("::warning ") for line in lines) == 1
    assert sum(line.startswith("::notice ") for line in lines) == 1
    assert lines[0].startswith("::error file=data/district/,title=OR-PKG-03")


def test_in_a_zip_the_message_says_where() -> None:
    lines = list(as_github(broken_report()))
    assert all(re.match(r"::\w+ file=district\.zip,title=", line) for line in lines)
    assert any("::manifest.csv:2: manifest.version" in line for line in lines)


def test_what_was_folded_is_counted() -> None:
    last = [line for line in as_github(broken_report()) if "OR-REF-09" in line][-1]
    assert last.endswith("::and 999,997 more like this")


def test_nothing_is_said_of_a_clean_bundle() -> None:
    assert list(as_github(clean_report())) == []


def test_values_cannot_give_commands() -> None:
    lines = list(as_github(hostile_report("50%,a:b")))
    assert all(line.isprintable() and len(line) < 2500 for line in lines)
    for line in lines:
        found = re.fullmatch(r"::(?:error|warning|notice) (.+?)::(.*)", line)
        assert found
        names = [part.partition("=")[0] for part in found[1].split(",")]
        assert names in (["file", "title"], ["file", "line", "title"])
        assert "file=50%25%2Ca%3Ab/" in found[1]
