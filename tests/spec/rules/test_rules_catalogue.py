"""The catalogue of rules: whole, well formed, and what the written rules say."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

from rostergen.spec.rules import (
    RULES,
    SEVERITIES,
    Rule,
    enrollment,
    form,
    gradebook,
    identity,
    links,
    own,
    packaging,
    roster,
    vocabulary,
)

WRITTEN = Path(__file__).parents[4] / "shared" / "oneroster" / "rules.md"
BASES = {"S": "standard", "R": "recommended", "T": "practice", "D": "plausibility"}
GIVEN = {"file", "column", "line", "value"}
FURTHER = {
    *("problem", "expected", "actual", "found", "type", "parent_type", "property", "other_line", "other_file"),
    *("agent", "role", "least", "most", "grade", "age", "period", "student_grades", "class_grades", "target"),
}
"""What templates may ask a check for beside the place and the value."""

of_every_rule = pytest.mark.parametrize("code", RULES)


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def test_no_code_is_there_twice() -> None:
    parts: list[tuple[Rule, ...]] = [packaging.PACKAGING, form.FORM, identity.IDENTITY, links.LINKS]
    parts += [vocabulary.VOCABULARY, roster.ROSTER, enrollment.ENROLLMENT, gradebook.GRADEBOOK, own.OWN]
    codes = [rule.code for part in parts for rule in part]
    assert len(codes) == len(set(codes))
    assert list(RULES) == codes


@of_every_rule
def test_rules_are_well_formed(code: str) -> None:
    rule = RULES[code]
    assert rule.code == code
    assert re.fullmatch(r"(OR|OR11|OR12|RG)-[A-Z]{2,4}-\d\d", code)
    assert rule.severity in SEVERITIES
    assert rule.basis in BASES.values()
    assert set(rule.versions) <= {"1.1", "1.2"}
    if code.startswith(("OR11", "OR12")):
        assert rule.versions == (f"1.{code[3]}",)
    for text in (rule.title, rule.template, rule.fix, rule.reference):
        assert text == text.strip()
        assert text.isascii()
        assert not text.endswith(".") or text.endswith("...")
    assert rule.title[0].isalnum()
    assert rule.fix[0].isupper()


@of_every_rule
def test_templates_render(code: str) -> None:
    template = RULES[code].template
    assert fields(template) <= GIVEN | FURTHER
    assert "{" not in template.format_map(dict.fromkeys(GIVEN | FURTHER, "x")).replace("{type:id}", "").replace(
        "{left:right}", ""
    )


def test_what_the_basis_is_decides_what_is_referred_to() -> None:
    for rule in RULES.values():
        documents = "Binding" in rule.reference
        assert documents == (rule.basis in {"standard", "recommended"}), rule.code
        if rule.code.startswith("RG-"):
            assert rule.basis in {"practice", "plausibility"}


@pytest.mark.skipif(not WRITTEN.is_file(), reason="the written rules are not beside the project")
def test_every_written_rule_is_in_the_catalogue() -> None:
    rows = re.findall(
        r"^\| (OR\S*) \| (\w+) \| ([\d., ]+) \| (\w) \|", WRITTEN.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert len(rows) > 130
    for code, severity, versions, basis in rows:
        rule = RULES[code]
        assert (rule.severity, rule.basis) == (severity, BASES[basis]), code
        assert rule.versions == tuple(versions.strip().split(", ")), code
    assert {code for code, *_ in rows} == {code for code in RULES if not code.startswith("RG-")}
