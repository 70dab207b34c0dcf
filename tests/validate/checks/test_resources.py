"""Resources and who is given them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ..bundles import add, row

if TYPE_CHECKING:
    from ..bundles import Files
    from .breaking import Breaking


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_a_vendor_has_each_id_once(broken: Breaking, version: str) -> None:
    found = broken(version, more=lambda files: add(files, "resources", "book", "book-2"))
    assert found == [("OR-RES-01", "resources.csv", 3, "vendorResourceId")]
    assert broken(version, more=lambda files: add(files, "resources", "book", "book-2", vendorId="vendor-2")) == []


def test_the_org_of_a_user_resource_is_the_school_of_the_class(broken: Breaking) -> None:
    found = broken("1.2", {("userResources", "book-of-student-1", "orgSourcedId"): "district"})
    assert found == [("OR12-RES-02", "userResources.csv", 2, "orgSourcedId")]


def test_the_user_of_a_user_resource_is_enrolled_in_the_class(broken: Breaking) -> None:
    def give(files: Files) -> None:
        row(files, "userResources", "book-of-student-1").update(
            {"userSourcedId": "student-2", "classSourcedId": "band-1"}
        )

    assert broken("1.2", more=give) == [("OR12-RES-02", "userResources.csv", 2, "classSourcedId")]


@pytest.mark.parametrize("column", ["orgSourcedId", "classSourcedId"])
def test_with_one_of_them_there_is_nothing_to_compare(broken: Breaking, column: str) -> None:
    cells = {
        ("userResources", "book-of-student-1", "userSourcedId"): "parent-1",
        ("userResources", "book-of-student-1", column): "",
    }
    assert broken("1.2", cells) == []
