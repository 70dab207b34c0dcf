"""docs/rules.md: complete, and as the catalogue is now."""

from __future__ import annotations

import re
from pathlib import Path

from rostergen.spec.rules import RULES
from rostergen.spec.rules.reference import reference_markdown

PAGE = Path(__file__).parents[3] / "docs" / "rules.md"


def test_the_page_is_up_to_date() -> None:
    message = "run: python -m rostergen.spec.rules.reference > docs/rules.md"
    assert PAGE.read_text(encoding="utf-8") == reference_markdown(), message


def test_every_rule_has_its_section() -> None:
    sections = re.split(r"^### ", reference_markdown(), flags=re.MULTILINE)[1:]
    assert sorted(section.split("\n")[0] for section in sections) == sorted(RULES)
    for section in sections:
        rule = RULES[section.split("\n")[0]]
        plain = section.replace("\\", "")
        for text in (rule.title, rule.fix, rule.reference, f"**{rule.severity}**, {rule.basis}"):
            assert text in plain


def test_the_table_counts_all_rules() -> None:
    rows = re.findall(r"^\| \*\w+\* \|.*\| (\d+) \| (\d+) \| (\d+) \|$", reference_markdown(), re.MULTILINE)
    assert sum(int(n) for row in rows for n in row) == len(RULES)
