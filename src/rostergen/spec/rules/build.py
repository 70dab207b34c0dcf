"""What the code and the basis of a rule already say about it, so that the catalogue states it once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rostergen.spec.rules.model import Rule

if TYPE_CHECKING:
    from rostergen.spec.rules.model import Basis, Severity

V1P1 = "OneRoster 1.1 CSV Binding (1.1.1, 2023), as documented publicly"
V1P2 = "OneRoster CSV Binding 1.2.1 (2023)"
BOTH = f"{V1P2}; {V1P1}"
"""For what public copies and guides of 1.1 say in the same words."""
CARRIED_OVER = f"{V1P2}; carried over to 1.1, as the list of changes names none"
IMPORTERS = "common importer behaviour"
OURS = "rostergen"

_VERSIONS = {"OR": ("1.1", "1.2"), "OR11": ("1.1",), "OR12": ("1.2",), "RG": ("1.1", "1.2")}
_STATED = {("1.1",): V1P1, ("1.2",): V1P2, ("1.1", "1.2"): CARRIED_OVER}


def rule(
    code: str,
    severity: Severity,
    basis: Basis,
    title: str,
    template: str,
    fix: str,
    *,
    reference: str = "",
    versions: tuple[str, ...] = (),
) -> Rule:
    """Return a rule whose versions follow from its code, and whose reference from its basis, where nothing is said."""
    versions = versions or _VERSIONS[code.partition("-")[0]]
    if not reference:
        reference = {"practice": IMPORTERS, "plausibility": OURS}.get(basis) or _STATED[versions]
    return Rule(code, severity, basis, versions, title, template, fix, reference)
