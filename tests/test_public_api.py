"""The front door: what `import rostergen` offers."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

import rostergen
from rostergen import (
    RostergenError,
    Summary,
    districts_of,
    generate,
    load_profile,
    validate_bundle,
    write_bundle,
    write_district,
    write_per_district,
    write_state,
)

WITH_SOURCE = os.environ | {"PYTHONPATH": str(Path(rostergen.__file__).parents[1])}

FUNCTIONS = (
    load_profile, generate, write_bundle, validate_bundle, districts_of, write_state, write_district,
    write_per_district,
)  # fmt: skip


def test_all_names_are_there_and_no_others() -> None:
    for name in rostergen.__all__:
        assert getattr(rostergen, name).__name__ == name
    assert sorted(rostergen.__all__) == rostergen.__all__
    assert set(rostergen.__all__) == set(rostergen._HOME)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        rostergen.nothing  # noqa: B018


def test_the_example_of_the_docstring_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert rostergen.__doc__
    _, _, example = rostergen.__doc__.partition("\n\n")
    assert "schools=12, students=8000" in example
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    exec(example.replace("schools=12, students=8000", "schools=2, students=60"), names)
    summary = names["summary"]
    assert isinstance(summary, Summary)
    assert (summary.path, summary.schools, summary.students) == (Path("oneroster.zip"), 2, 60)
    assert (summary.seed, summary.school_year) == (7, 2027)
    assert Path("oneroster.zip").is_file()


def test_nothing_is_imported_before_ctrl_c_is_a_line() -> None:
    code = "import sys; before = {*sys.modules}; import rostergen; print(*{*sys.modules} - before)"
    done = subprocess.run(
        [sys.executable, "-S", "-c", code], capture_output=True, text=True, check=True, env=WITH_SOURCE
    )
    assert set(done.stdout.split()) == {"rostergen", "__future__"}


def test_the_names_are_listed_before_they_are_used() -> None:
    code = "import rostergen; print(set(rostergen.__all__) <= set(dir(rostergen)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True"


def test_mistakes_have_one_base() -> None:
    for name in ("UsageError", "ProfileError", "ProfileReadError", "InputError", "OutputError"):
        assert issubclass(getattr(rostergen, name), RostergenError)


def test_it_is_typed() -> None:
    assert files("rostergen").joinpath("py.typed").is_file()
    for function in FUNCTIONS:
        assert function.__doc__
        assert function.__annotations__["return"]
        names = function.__code__.co_varnames[: function.__code__.co_argcount + function.__code__.co_kwonlyargcount]
        assert set(names) <= function.__annotations__.keys()
