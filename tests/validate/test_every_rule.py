"""Every rule of the catalogue can be broken alone, and is then found where it is broken, and nothing else is."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from rostergen.spec.rules import RULES

from .bundles import line, valid_bundle, write_bundle
from .cases import Case, all_as_delta, cell, cells, together
from .cases_of_form import FORM_CASES
from .cases_of_rows import ROW_CASES
from .judging import places
from .test_links import LINKS, REFERENCES, led_astray
from .test_rows import BROKEN
from .test_values import CELLS, DELTA_CELLS, broken_cell

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .bundles import Files
    from .judging import Judged, Place


def _of_other_tests() -> Iterator[tuple[str, Case]]:
    """Yield the cases of the tables of other tests."""
    for code, version, file, sourced_id, column, value in CELLS:
        files, place = broken_cell(version, file, sourced_id, column, value)
        yield code, Case(version, (f"{file}.csv", place, column), partial(_instead, files))
    for code, version, column, value in DELTA_CELLS:
        change = together(all_as_delta, cell("users", "student-1", column, value))
        yield code, Case(version, ("users.csv", 4, column), change)
    for code, version, file, sourced_id, column, values in BROKEN:
        place = line(valid_bundle(version), file, sourced_id)
        yield code, Case(version, (f"{file}.csv", place, column), cells(file, sourced_id, values))
    for version, file, column in REFERENCES:
        change = partial(led_astray, file=file, column=column)
        place = change(valid_bundle(version))
        yield LINKS[file, column], Case(version, (f"{file}.csv", place, column), change)


def _instead(changed: Files, files: Files) -> None:
    """Put changed files in the place of the valid ones."""
    files.clear()
    files |= changed


CASES: dict[str, Case] = {}
for _code, _case in [*FORM_CASES.items(), *ROW_CASES.items(), *_of_other_tests()]:
    CASES.setdefault(_code, _case)


TOLD_FROM_ALL = {
    # One free day alone may be a holiday.
    "OR-SES-01",
    # Not asked before another question finds any row: see `gates` in the tests of questions.
    *("OR-ID-01", "OR-MODE-09", "OR-DEM-01", "RG-ID-01", "OR-USR-01", "OR-REF-12"),
}
"""Rules for which it matters what else is in the bundle, so that nothing is."""
OF_ROWS = [
    code for code, case in CASES.items() if not (case.spoil or case.patch or case.based) and code not in TOLD_FROM_ALL
]


@pytest.mark.parametrize("code", OF_ROWS)
def test_a_rule_of_rows_is_broken_alone(judged: Judged, code: str) -> None:
    case = CASES[code]
    assert sorted(judged(case.version, _changed(case)), key=str) == _expected(code)


@pytest.mark.parametrize("code", [code for code in CASES if code not in OF_ROWS])
def test_a_rule_is_broken_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    case = CASES[code]
    path = write_bundle(tmp_path / "bundle", case.version, _changed(case))
    if case.spoil is not None:
        path = case.spoil(path) or path
    if case.patch is not None:
        case.patch(monkeypatch)
    options = {"base": write_bundle(tmp_path / "base", case.version, valid_bundle(case.version))} if case.based else {}
    assert sorted(places(path, **options), key=str) == _expected(code)


def _changed(case: Case) -> Files:
    files = valid_bundle(case.version)
    if case.change is not None:
        case.change(files)
    return files


def _expected(code: str) -> list[Place]:
    case = CASES[code]
    return sorted([(code, *case.at), *case.consequences], key=str)


def test_every_rule_has_a_case() -> None:
    assert sorted(CASES) == sorted(RULES)
