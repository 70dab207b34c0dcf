"""Which rules to judge by."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from rostergen.errors import UsageError
from rostergen.spec.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Sequence


def chosen_rules(*, strict: bool = False, select: Sequence[str] = (), ignore: Sequence[str] = ()) -> frozenset[str]:
    """Return the codes of the rules that are selected and not ignored, the more exact of the two winning.

    `select` and `ignore` hold codes or beginnings of codes; nothing selected means every rule. `strict` leaves only
    what the standard states. Raises UsageError for what no code begins with, and if no rule is left.
    """
    for prefix in (*select, *ignore):
        if not any(code.startswith(prefix) for code in RULES) or not prefix:
            close = get_close_matches(prefix, RULES, n=1)
            meant = f"; did you mean {close[0]}?" if close else ""
            raise UsageError(f"'{prefix}': no rule has a code that begins like this; see 'rostergen rules'{meant}")

    def exactness(code: str, prefixes: Sequence[str]) -> int:
        return max((len(prefix) for prefix in prefixes if code.startswith(prefix)), default=-1)

    chosen = frozenset(
        code
        for code, rule in RULES.items()
        if (rule.basis == "standard" or not strict)
        and exactness(code, ignore) < (exactness(code, select) if select else 0)
    )
    if not chosen:
        raise UsageError("no rule is left to judge by; select more or ignore less")
    return chosen
