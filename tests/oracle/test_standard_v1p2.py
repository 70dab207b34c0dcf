"""The typed standard of 1.2 is the written one."""

import json
import re

from . import standard_v1p1
from . import standard_v1p2 as standard
from .test_standard_v1p1 import SHARED, needs_shared, written_standard


@needs_shared
def test_the_columns_are_those_of_the_written_standard() -> None:
    written = written_standard("v1p2.yaml")
    assert {name: [column["name"] for column in columns] for name, columns in written.items()} == standard.HEADERS
    for name, columns in written.items():
        for mine, column in zip(standard.FILES[name], columns, strict=True):
            reference = column.get("ref", {})
            assert isinstance(reference, dict)
            assert (mine.kind, mine.required, list(mine.values), mine.target, mine.open) == (
                column["type"],
                column["required"] == "yes",
                column.get("values", []) if mine.kind != "boolean" else [],
                reference.get("file", ""),
                "extensible_with" in column,
            ), (name, mine.name)
            if reference.get("target_type_severity") == "error" or mine.types:
                assert list(mine.types) == reference["target_type"], (name, mine.name)


@needs_shared
def test_the_manifest_rows_are_those_of_the_written_standard() -> None:
    text = (SHARED / "v1p2.yaml").read_text("utf-8")
    assert tuple(re.findall(r'- \{"propertyName": "([\w.]+)"', text)) == standard.MANIFEST_ORDER


@needs_shared
def test_the_open_lists_are_those_of_the_written_standard() -> None:
    text = (SHARED / "v1p2.yaml").read_text("utf-8")
    found = re.search(r"allowed_columns: (\[.*\])", text)
    assert found
    assert sorted(json.loads(found[1])) == sorted(standard.OPEN_COLUMNS)


def test_the_open_lists_are_the_open_columns() -> None:
    named = {
        f"{file[:-4]}.{column.name}" for file, columns in standard.FILES.items() for column in columns if column.open
    }
    assert named == set(standard.OPEN_COLUMNS)


def test_the_size_of_the_standard() -> None:
    """The rule catalogue counts 21 files and 25 manifest rows; its table of differences counts the new columns."""
    assert len(standard.FILES) == 21
    assert len(standard.MANIFEST_ORDER) == 25
    assert {name: len(standard.FILES[name]) for name in standard.FILES if name not in standard_v1p1.FILES} == {
        "lineItemLearningObjectiveIds.csv": 6,
        "lineItemScoreScales.csv": 6,
        "resultLearningObjectiveIds.csv": 8,
        "resultScoreScales.csv": 6,
        "roles.csv": 10,
        "scoreScales.csv": 9,
        "userProfiles.csv": 11,
        "userResources.csv": 7,
    }
    assert set(standard_v1p1.FILES_ONLY_IN_V1P2) == set(standard.FILES) - set(standard_v1p1.FILES)
