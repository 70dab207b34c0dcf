"""How a rule is described: plain data, so that validator, docs and fault injection read one catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "info"]
"""error: the bundle is not valid. warning: legal or unproven, but likely rejected or nonsense. info: good to know."""

Basis = Literal["standard", "recommended", "practice", "plausibility"]
"""standard: stated by a binding or service document. recommended: advised by one. practice: what importers and the
official test set do, as reported. plausibility: our own sanity rule, in no document."""

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
"""From the worst on."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. Codes are never reused or renumbered: `OR…` are rules about OneRoster, `RG-…` those we added.

    `template` says what was found, with fields in braces that the check fills: `file`, `column`, `line` and `value` are
    always there. `fix` says what to do about it.
    """

    code: str
    severity: Severity
    basis: Basis
    versions: tuple[str, ...]
    title: str
    template: str
    fix: str
    reference: str

    @property
    def group(self) -> str:
        """The middle part of the code, such as "PKG"."""
        return self.code.split("-")[1]
