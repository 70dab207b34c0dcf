from __future__ import annotations

import pytest

from rostergen.errors import UsageError
from rostergen.spec.rules import RULES
from rostergen.validate.choice import chosen_rules


def test_all_rules_when_nothing_is_said() -> None:
    assert chosen_rules() == frozenset(RULES)


def test_strict_leaves_what_the_standard_states() -> None:
    chosen = chosen_rules(strict=True)
    assert chosen == {code for code, rule in RULES.items() if rule.basis == "standard"}
    assert chosen < frozenset(RULES)


def test_select_and_ignore_take_codes_and_beginnings() -> None:
    assert chosen_rules(select=["OR-REF-09"]) == {"OR-REF-09"}
    assert all(code.startswith("RG-") for code in chosen_rules(select=["RG"]))
    assert not any(code.startswith("OR-PKG") for code in chosen_rules(ignore=["OR-PKG"]))


def test_the_more_exact_wins() -> None:
    assert "OR-REF-09" in chosen_rules(select=["OR-REF-09"], ignore=["OR-REF"])
    chosen = chosen_rules(select=["OR-REF"], ignore=["OR-REF-09"])
    assert "OR-REF-10" in chosen
    assert "OR-REF-09" not in chosen


def test_a_choice_of_no_rule_is_refused() -> None:
    with pytest.raises(UsageError, match="no rule is left"):
        chosen_rules(select=["OR-REF"], ignore=["OR-REF"])


@pytest.mark.parametrize("code", ["OR-RFE", "", "or-ref"])
def test_what_no_code_begins_with_is_refused(code: str) -> None:
    with pytest.raises(UsageError, match="no rule has a code"):
        chosen_rules(select=[code])
    with pytest.raises(UsageError, match="no rule has a code"):
        chosen_rules(ignore=[code])
