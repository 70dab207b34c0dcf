"""Reports made by hand: what formats have to show, without a bundle."""

from __future__ import annotations

from dataclasses import replace

from rostergen.validate.collector import Collector
from rostergen.validate.finding import Finding, Report

FILES = ("manifest.csv", "orgs.csv", "users.csv", "enrollments.csv")
HOSTILE = "\x1b[31mred\x1b[0m\r\n::error::x\x00\u202e]]>&<'\"\ud800" + "y" * 5000


def report(collector: Collector, path: str = "district.zip") -> Report:
    rows = {"orgs": 4, "users": 1_200_000, "enrollments": 0}
    return Report(path, "1.1", rows, collector.groups(FILES))


def clean_report() -> Report:
    return report(Collector())


def broken_report(path: str = "district.zip", max_examples: int = 3) -> Report:
    """Of every severity something: once, several times alike, and a million times."""
    found = Collector(max_examples=max_examples)
    found.add("OR-PKG-03", "")
    found.add("OR-MAN-03", "manifest.csv", 2, "value", "1", hint="write 1.0", found="'1'")
    for line in range(2, 12):
        found.add("OR-CSV-13", "users.csv", line, "givenName")
    found.add("OR11-ENUM-05", "users.csv", 7, "role", "Teacher", hint="write teacher")
    found.add("OR11-ENUM-05", "users.csv", 9, "role", "janitor")
    found.add("OR-USR-10", "users.csv", 3, "email", "a@gmail.com")
    found.add("OR-MODE-08", "users.csv", 3, "enabledUser", "false")
    target = {"target": "users.csv"}
    lines = range(2, 22)
    examples = [Finding("OR-REF-09", "enrollments.csv", line, "userSourcedId", f"u{line}", target) for line in lines]
    found.fold(examples, 1_000_000)
    return replace(report(found, path), unjudged=("who is where",))


def hostile_report(path: str = "district") -> Report:
    found = Collector()
    found.add("OR11-ENUM-05", "users.csv", 2, "role", HOSTILE, hint=f"write {HOSTILE}")
    found.add("OR-PKG-08", HOSTILE)
    found.add("OR-CSV-04", "orgs.csv", 1, HOSTILE, problem=HOSTILE)
    return report(found, path)


def endless_report() -> Report:
    """As many files, columns and findings as a hostile bundle likes."""
    found = Collector()
    for i in range(2000):
        found.add("OR-PKG-08", f"file{i}.txt")
        found.add("OR-CSV-13", "users.csv", 2, f"column{i}")
    return report(found)
