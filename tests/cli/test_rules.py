"""`rostergen rules`."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from rostergen.cli import main
from rostergen.spec.rules import RULES


def test_all_rules_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(RULES)
    for line, rule in zip(lines, RULES.values(), strict=True):
        assert line.split()[1:4] == [rule.severity, rule.basis, "/".join(rule.versions)]
        assert line.endswith(rule.title)


def test_the_beginning_of_codes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "RG-ZIP"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["RG-ZIP-01", "RG-ZIP-02", "RG-ZIP-03", "RG-ZIP-04"]


def test_one_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "--oneroster", "1.1"]) == 0
    codes = {line.split()[0] for line in capsys.readouterr().out.splitlines()}
    assert "OR11-ENUM-05" in codes
    assert not any(code.startswith("OR12") for code in codes)
    assert "RG-REF-02" not in codes


@pytest.mark.parametrize("code", RULES)
def test_every_rule_is_explained(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", code]) == 0
    text, rule = capsys.readouterr().out, RULES[code]
    for part in (code, rule.title, rule.severity, rule.basis, rule.template, rule.fix, rule.reference):
        assert part in text


def test_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [rule["code"] for rule in listed] == list(RULES)
    assert main(["rules", "OR-PKG-01", "--json"]) == 0
    (rule,) = json.loads(capsys.readouterr().out)
    assert set(rule) == {"code", "severity", "basis", "versions", "title", "template", "fix", "reference"}


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["OR-REF-99"], "did you mean OR-REF-"),
        (["or-ref"], "'or-ref': no rule has a code that begins like this"),
        (["--oneroster", "1.3"], "--oneroster: found '1.3'; allowed 1.1, 1.2"),
        (["RG", "OR"], "unexpected extra argument"),
    ],
)
def test_mistakes(args: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", *args]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert says in said.err


def test_it_needs_no_heavy_library() -> None:
    code = (
        "import sys; from rostergen.cli import main; main(['rules']);"
        "print(sorted({'numpy', 'faker', 'pydantic', 'rich', 'duckdb'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert done.stderr.strip() == "[]"
