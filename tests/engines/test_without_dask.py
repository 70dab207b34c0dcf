"""Without the extra, and without being asked for, Dask is neither needed nor imported."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from rostergen.cli import main

if TYPE_CHECKING:
    from pathlib import Path

SIX = ["--districts", "6", "--schools", "12", "--students", "500", "--quiet"]


def test_the_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delitem(sys.modules, "rostergen.engines.cluster", raising=False)
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.setitem(sys.modules, "dask", None)
    assert main([*SIX, "--engine", "dask"]) == 2
    said = capsys.readouterr().err
    assert said == (
        "rostergen: --engine dask needs a package that is not installed (dask): "
        "python -m pip install 'rostergen[dask]'\n"
    )


@pytest.mark.parametrize("args", [["--help"], [*SIX, "--per-district", "zip", "--out", "all"]])
def test_nothing_else_imports_it(args: list[str], tmp_path: Path) -> None:
    program = (
        "import sys; from rostergen.cli import main; main(sys.argv[1:]);"
        "print(sorted({'dask', 'distributed', 'tornado'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program, *args], cwd=tmp_path, capture_output=True, text=True)
    assert done.stderr == "[]\n"
