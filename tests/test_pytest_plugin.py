"""The plugin in a run of pytest of its own; docs/faults.md has a complete importer, whose tests run with the page."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

TESTS = """
import pytest

@pytest.mark.oneroster_faults("modes", "null-word")
def test_all(oneroster_fault, broken_bundle):
    broken = broken_bundle(oneroster_fault)
    (fault,) = broken.key.faults
    assert broken.path.is_file() and broken.whole.is_file()
    assert broken.grade([{"file": fault.file, "line": fault.line}]).ok
    assert not broken.grade([]).ok
    broken.check([{"file": fault.file, "line": fault.line}])
    with pytest.raises(pytest.fail.Exception, match=f"missed\\n  {fault.file} line {fault.line}: {fault.fault}"):
        broken.check([])

def test_bundles_of_1p2(oneroster_bundle, broken_bundle):
    bundle = oneroster_bundle(students=40, oneroster="1.2", gradebook=True)
    assert broken_bundle("text-score-off-the-scale", bundle=str(bundle)).whole == bundle

def test_bundles_are_made_once(oneroster_bundle):
    assert oneroster_bundle(students=40) is oneroster_bundle(students=40)
    assert oneroster_bundle(students=40) != oneroster_bundle(students=40, seed=2)
"""


def run(folder: Path, tests: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_it.py").write_text(tests, encoding="utf-8")
    plugins = [] if entry_points(group="pytest11", name="rostergen") else ["-p", "rostergen.pytest_plugin"]
    options = ["-q", "-p", "no:cacheprovider", "--strict-markers", *plugins, "test_it.py"]
    command = [sys.executable, "-m", "pytest", *options]
    return subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)


def test_the_fixtures(tmp_path: Path) -> None:
    done = run(tmp_path, TESTS)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "5 passed, 7 skipped" in done.stdout, done.stdout


def test_a_mistake_in_the_mark_is_a_line(tmp_path: Path) -> None:
    done = run(tmp_path, TESTS.replace("null-word", "nul-word"))
    assert done.returncode != 0
    assert "oneroster_faults: unknown fault 'nul-word'; did you mean 'null-word'?" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert "pytest_plugin.py" not in done.stdout
