from __future__ import annotations

from rostergen.validate.collector import Collector
from rostergen.validate.finding import Finding, Report


def test_many_alike_become_a_count_with_the_first_as_examples() -> None:
    collector = Collector(max_examples=3)
    for line in range(2, 12):
        collector.add("OR-CSV-13", "users.csv", line, "givenName")
    collector.fold([Finding("OR-CSV-13", "users.csv", 20, "givenName")], 1000)
    (group,) = collector.groups(["users.csv"])
    assert group.count == 1010
    assert [finding.line for finding in group.examples] == [2, 3, 4]


def test_what_is_not_wanted_is_not_kept() -> None:
    collector = Collector(wanted={"OR-CSV-12"})
    collector.add("OR-CSV-13", "users.csv", 2, "givenName")
    assert not collector.wants("OR-CSV-13")
    assert collector.groups([]) == ()


def test_groups_come_file_by_file_and_the_worst_first() -> None:
    collector = Collector()
    collector.add("OR-CSV-15", "users.csv", 2, "givenName", "Lena ")
    collector.add("OR-CSV-13", "users.csv", 3, "givenName")
    collector.add("OR-CSV-13", "orgs.csv", 3, "name")
    collector.add("OR-PKG-08", "notes.txt")
    collector.add("OR-PKG-03", "")
    codes = [(group.file, group.code) for group in collector.groups(["orgs.csv", "users.csv"])]
    assert codes == [
        ("", "OR-PKG-03"),
        ("orgs.csv", "OR-CSV-13"),
        ("users.csv", "OR-CSV-13"),
        ("users.csv", "OR-CSV-15"),
        ("notes.txt", "OR-PKG-08"),
    ]


def test_a_report_counts_what_was_folded_away() -> None:
    collector = Collector(max_examples=1)
    collector.add("OR-CSV-13", "users.csv", 2, "givenName")
    collector.add("OR-CSV-13", "users.csv", 3, "givenName")
    collector.add("OR-CSV-15", "users.csv", 3, "familyName", " Park")
    report = Report("bundle", "1.1", {"users": 2}, collector.groups(["users.csv"]))
    assert (report.count("error"), report.count("warning"), report.count("info")) == (2, 1, 0)
    assert not report.ok
    assert [finding.line for finding in report] == [2, 3]
