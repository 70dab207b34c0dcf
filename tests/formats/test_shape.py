"""What the files of a bundle are as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rostergen.formats.shape import KNOWN, shapes
from rostergen.spec import VERSIONS

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("oneroster", ["1.1", "1.2"])
def test_every_file_is_a_table_behind_those_it_refers_to(oneroster: str, bundles: dict[str, Path]) -> None:
    made = shapes(bundles[oneroster], VERSIONS[oneroster])
    names = [shape.name for shape in made]
    assert sorted(names) == sorted(path.stem for path in bundles[oneroster].iterdir())
    assert set(names) <= KNOWN
    for shape in made:
        header = shape.file.read_text(encoding="utf-8").split("\n")[0].strip().split(",")
        assert [field.name for field in shape.fields] == header
        assert shape.key == ("propertyName" if shape.name == "manifest" else "sourcedId")
        referred = {field.refers_to for field in shape.fields} - {None, shape.name}
        assert referred <= set(names[: names.index(shape.name)])


def test_fields_say_what_the_specification_says(bundles: dict[str, Path]) -> None:
    tables = {
        shape.name: {field.name: field for field in shape.fields} for shape in shapes(bundles["1.1"], VERSIONS["1.1"])
    }
    users, enrollments, demographics = tables["users"], tables["enrollments"], tables["demographics"]
    assert (users["givenName"].kind, users["givenName"].required) == ("text", True)
    assert (users["agentSourcedIds"].kind, users["agentSourcedIds"].refers_to) == ("list", None)
    assert (users["enabledUser"].kind, users["enabledUser"].values) == ("boolean", ())
    assert users["userIds"].kind == "text"
    assert "guardian" in users["role"].values
    assert (users["dateLastModified"].kind, users["dateLastModified"].required) == ("timestamp", False)
    assert (enrollments["classSourcedId"].refers_to, enrollments["beginDate"].kind) == ("classes", "date")
    assert demographics["sourcedId"].refers_to == "users"
    assert (demographics["metadata.mealStatus"].kind, demographics["metadata.mealStatus"].required) == ("text", False)
    assert tables["orgs"]["parentSourcedId"].refers_to == "orgs"
    assert (tables["results"]["score"].kind, tables["academicSessions"]["schoolYear"].kind) == ("number", "integer")


def test_open_lists_take_any_term_in_1_2(bundles: dict[str, Path]) -> None:
    enrollments = next(shape for shape in shapes(bundles["1.2"], VERSIONS["1.2"]) if shape.name == "enrollments")
    assert next(field for field in enrollments.fields if field.name == "role").values == ()


def test_no_reference_leads_to_a_file_that_is_not_there(plain: Path, tmp_path: Path) -> None:
    for name in ("manifest", "enrollments", "users"):
        (tmp_path / f"{name}.csv").write_bytes((plain / f"{name}.csv").read_bytes())
    enrollments = next(shape for shape in shapes(tmp_path, VERSIONS["1.1"]) if shape.name == "enrollments")
    assert {field.refers_to for field in enrollments.fields} == {None, "users"}
