from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest
from validate.bundles import valid_bundle, write_bundle

from rostergen.cli import main

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    write_bundle(tmp_path / "bundle", "1.1", valid_bundle("1.1"))
    assert main(["break", "bundle", "-o", "b", "--fault", "manifest-version-1", "--quiet"]) == 0


@pytest.mark.parametrize(
    ("report", "exit_code"),
    [("manifest.csv,2,bad\n", 0), ("", 1), ("manifest.csv,2,bad\nusers.csv,2,worse\n", 1)],
)
@pytest.mark.parametrize("form", ["text", "json", "junit"])
def test_the_exit_code_tells(
    report: str, exit_code: int, form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "report.csv").write_text(f"file,line,message\n{report}", encoding="utf-8")
    assert main(["grade", "report.csv", "--key", "faults.json", "--format", form]) == exit_code
    out = capsys.readouterr().out
    assert form != "json" or json.loads(out)["ok"] == (exit_code == 0)


def test_what_was_said_before_does_not_count(tmp_path: Path) -> None:
    (tmp_path / "before.csv").write_text("file,line,message\nusers.csv,2,worse\n", encoding="utf-8")
    (tmp_path / "after.csv").write_text("file,line,message\nusers.csv,2,worse\nmanifest.csv,2,bad\n", encoding="utf-8")
    assert main(["grade", "after.csv", "--key", "faults.json", "--before", "before.csv"]) == 0


def test_a_report_on_another_bundle_is_noticed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def notes(bundle: str) -> str:
        main(["validate", bundle, "--format", "json", "--max-per-rule", "100000", "--quiet"])
        (tmp_path / "report.json").write_text(capsys.readouterr().out, encoding="utf-8")
        main(["grade", "report.json", "--key", "faults.json"])
        return capsys.readouterr().err

    assert notes("b") == notes(str(tmp_path / "b")) == ""
    assert notes("bundle") == "Note: the report is on bundle, the key of b\n"
    shutil.move("b", "elsewhere")
    assert notes("elsewhere") == "Note: the report is on elsewhere, the key of b\n"


def test_a_key_beside_another_bundle_is_noticed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As a run leaves it that is killed just before it replaces the bundle."""
    for seed in ("1", "2"):
        fault = ["--fault", "padded-value", "--seed", seed]
        assert main(["break", "bundle", "-o", f"{seed}/b", *fault, "--quiet"]) == 0
    (tmp_path / "report.csv").write_text("file,line,message\n", encoding="utf-8")
    main(["grade", "report.csv", "--key", "1/faults.json"])
    assert capsys.readouterr().err == ""
    shutil.copy("2/faults.json", "1/faults.json")
    main(["grade", "report.csv", "--key", "1/faults.json"])
    assert capsys.readouterr().err == "Note: 1/b is not the bundle that 1/faults.json is of, or was changed since\n"


@pytest.mark.parametrize(
    ("report", "key"), [("missing", "faults.json"), ("faults.json", "missing"), ("b/users.csv", "b/users.csv")]
)
def test_what_cannot_be_read(report: str, key: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["grade", report, "--key", key]) == 3
    assert capsys.readouterr().err.count("\n") == 1
