"""JUnit XML."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree

from rostergen.validate.formats.junit import as_junit

from .reports import broken_report, clean_report, hostile_report

if TYPE_CHECKING:
    from rostergen.validate.finding import Report


def suites(report: Report, fail_on: str = "error") -> dict[str, ElementTree.Element]:
    root = ElementTree.fromstring(as_junit(report, fail_on=fail_on))  # type: ignore[arg-type]
    assert root.tag == "testsuites"
    assert int(root.attrib["tests"]) == len(root.findall("*/testcase"))
    assert int(root.attrib["failures"]) == len(root.findall("*/testcase/failure"))
    for suite in root:
        assert int(suite.attrib["tests"]) == len(suite.findall("testcase"))
        assert int(suite.attrib["failures"]) == len(suite.findall("testcase/failure"))
    return {suite.attrib["name"]: suite for suite in root}


def test_a_suite_for_each_file_and_a_test_for_each_rule() -> None:
    found = suites(broken_report())
    assert list(found) == ["bundle", "orgs.csv", "users.csv", "enrollments.csv", "manifest.csv"]
    names = [case.attrib["name"].split()[0] for case in found["users.csv"]]
    assert names == ["OR-CSV-13", "OR11-ENUM-05", "OR-USR-10", "OR-MODE-08"]
    assert len(found["users.csv"].findall("testcase/failure")) == 2
    (failure,) = found["enrollments.csv"].findall("testcase/failure")
    assert failure.attrib["message"].startswith("1,000,000 found. ")
    assert (failure.text or "").splitlines() == [
        "line 2: userSourcedId 'u2' is not in users.csv",
        "line 3: userSourcedId 'u3' is not in users.csv",
        "line 4: userSourcedId 'u4' is not in users.csv",
        "and 999,997 more in userSourcedId",
    ]


def test_the_threshold_decides_what_fails() -> None:
    assert len(suites(broken_report(), "warning")["users.csv"].findall("testcase/failure")) == 3
    assert len(suites(broken_report())["users.csv"].findall("testcase/system-out")) == 2


def test_a_clean_file_is_a_test_that_passes() -> None:
    found = suites(clean_report())
    assert list(found) == ["bundle", "orgs.csv", "users.csv", "enrollments.csv"]
    assert all(len(suite.findall("testcase")) == 1 for suite in found.values())
    assert not any(suite.findall("testcase/*") for suite in found.values())


def test_values_are_well_formed_xml() -> None:
    text = as_junit(hostile_report("a&b<\x07>"))
    ElementTree.fromstring(text.encode("utf-8"))
    assert len(text) < 30_000
