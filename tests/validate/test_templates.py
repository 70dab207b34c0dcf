"""Questions in SQL select what the templates of their rules ask for."""

from __future__ import annotations

import re
from collections import defaultdict
from string import Formatter

import pytest

from rostergen.spec import VERSIONS
from rostergen.spec.rules import RULES
from rostergen.validate.checks import all_questions
from rostergen.validate.engine import Check

CHECKS = [
    (number, question)
    for number, version in VERSIONS.items()
    for question in all_questions(version, defaultdict(lambda: 1_000_000))
    if isinstance(question, Check)
]


@pytest.mark.parametrize(("number", "check"), CHECKS, ids=lambda value: getattr(value, "code", value))
def test_templates_get_what_they_ask_for(number: str, check: Check) -> None:
    rule = RULES[check.code]
    assert number in rule.versions
    asked = {name for _, name, _, _ in Formatter().parse(rule.template) if name}
    for name in asked - {"file", "column", "line", "value"}:
        assert re.search(rf"\b{name}\b", check.sql), (check, name)
