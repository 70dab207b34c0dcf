"""The typed standard is the written one, and every rule is checked, tested or left out for a stated reason."""

import json
import re
from pathlib import Path

import pytest

from . import standard_v1p1 as standard
from .codes import NOT_CHECKED, PROMISES
from .mutations import MUTATIONS
from .mutations_v1p2 import MUTATIONS as MUTATIONS_V1P2

HERE = Path(__file__).resolve().parent
SHARED = HERE.parents[2] / "shared" / "oneroster"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the written standard is not beside the project")
CODE = re.compile(r"\b(?:OR(?:1[12])?-[A-Z]+-\d\d|D-[A-Z]+-\d\d)\b")


def _codes_in_the_source() -> set[str]:
    others = {HERE / "codes.py", *HERE.glob("test_*.py"), *HERE.glob("mutations*.py")}
    modules = set(HERE.glob("*.py")) - others
    return {code for path in modules for code in CODE.findall(path.read_text("utf-8"))}


def test_promises_are_those_that_are_checked() -> None:
    assert {code for code in _codes_in_the_source() if code.startswith("D-")} == set(PROMISES)


def test_every_code_is_tested() -> None:
    tested = {code for rules, *_ in [*MUTATIONS, *MUTATIONS_V1P2] for code in rules.split()}
    tested |= set(CODE.findall((HERE / "test_check_bundle.py").read_text("utf-8")))
    assert _codes_in_the_source() - tested == set()


@needs_shared
def test_every_rule_is_checked_or_left_out_for_a_reason() -> None:
    rows = [line.split("|") for line in (SHARED / "rules.md").read_text("utf-8").splitlines()]
    rules = {row[1].strip() for row in rows if len(row) > 5 and row[4].strip() in ("S", "D")}
    assert rules - _codes_in_the_source() == set(NOT_CHECKED) & rules
    assert set(NOT_CHECKED) & _codes_in_the_source() == set()


def written_standard(document: str) -> dict[str, list[dict[str, object]]]:
    """The columns in the written standard: each stands on a line of its own, as JSON."""
    files: dict[str, list[dict[str, object]]] = {}
    columns: list[dict[str, object]] = []
    for line in (SHARED / document).read_text("utf-8").splitlines():
        if found := re.fullmatch(r"  (\w+\.csv):", line):
            columns = files[found[1]] = []
        elif line.startswith('      - {"name":'):
            columns.append(json.loads(line.strip().removeprefix("- ")))
    return files


@needs_shared
def test_the_columns_are_those_of_the_written_standard() -> None:
    written = written_standard("v1p1.yaml")
    assert {name: [column["name"] for column in columns] for name, columns in written.items()} == standard.HEADERS
    for name, columns in written.items():
        for mine, column in zip(standard.FILES[name], columns, strict=True):
            reference = column.get("ref", {})
            assert isinstance(reference, dict)
            strict = reference.get("target_type_severity") == "error"
            assert (mine.kind, mine.required, list(mine.values), mine.target) == (
                column["type"],
                column["required"] == "yes",
                column.get("values", []) if mine.kind != "boolean" else [],
                reference.get("file", ""),
            ), (name, mine.name)
            if strict:
                assert list(mine.types) == reference["target_type"], (name, mine.name)


@needs_shared
def test_the_manifest_rows_are_those_of_the_written_standard() -> None:
    text = (SHARED / "v1p1.yaml").read_text("utf-8")
    assert tuple(re.findall(r'- \{"propertyName": "([\w.]+)"', text)) == standard.MANIFEST_ORDER
