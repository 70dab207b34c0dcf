"""The hierarchy of orgs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ..bundles import add

if TYPE_CHECKING:
    from ..bundles import Files
    from .breaking import Breaking

pytestmark = pytest.mark.parametrize("version", ["1.1", "1.2"])


@pytest.mark.parametrize("kind", ["school", "district", "state"])
def test_levels_are_not_turned_round(broken: Breaking, version: str, kind: str) -> None:
    def add_org(files: Files) -> None:
        identifier = {"district": "1793741", "school": "179374000002", "state": "IL"}[kind]
        add(files, "orgs", "district", "another", type=kind, parentSourcedId="school", identifier=identifier)

    assert broken(version, more=add_org) == [("OR-ORG-01", "orgs.csv", 4, "type")]


def test_levels_may_be_skipped_and_departments_be_anywhere(broken: Breaking, version: str) -> None:
    def add_orgs(files: Files) -> None:
        add(files, "orgs", "district", "nation", type="national", identifier="US")
        files["orgs"][0]["parentSourcedId"] = "nation"
        for parent in ("nation", "district", "school"):
            add(files, "orgs", "nation", f"office-of-{parent}", type="department", parentSourcedId=parent)

    assert broken(version, more=add_orgs) == []


def test_no_org_is_above_itself(broken: Breaking, version: str) -> None:
    assert broken(version, {("orgs", "district", "parentSourcedId"): "school"}) == [
        ("OR-ORG-02", "orgs.csv", 2, "parentSourcedId"),
        ("OR-ORG-02", "orgs.csv", 3, "parentSourcedId"),
    ]
    assert broken(version, {("orgs", "school", "parentSourcedId"): "school"}) == [
        ("OR-ORG-02", "orgs.csv", 3, "parentSourcedId"),
    ]


def test_a_school_has_a_parent_where_there_is_a_district(broken_alone: Breaking, version: str) -> None:
    cells = {("orgs", "school", "parentSourcedId"): ""}
    assert broken_alone(version, cells) == [("OR-ORG-04", "orgs.csv", 3, "parentSourcedId")]
    cells |= {("orgs", "district", "type"): "state"}
    assert broken_alone(version, cells) == []


def test_long_chains_of_orgs_are_followed_without_end(broken: Breaking, version: str) -> None:
    def chain(files: Files) -> None:
        for n in range(300):
            parent = f"office-{n - 1}" if n else "district"
            add(files, "orgs", "district", f"office-{n}", type="department", parentSourcedId=parent)

    assert broken(version, more=chain) == []

    def circle(files: Files) -> None:
        chain(files)
        files["orgs"][0]["parentSourcedId"] = "office-299"

    found = broken(version, more=circle)
    assert {each[:2] for each in found} == {("OR-ORG-02", "orgs.csv")}
