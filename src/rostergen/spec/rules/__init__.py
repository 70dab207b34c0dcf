"""The rules that a bundle must satisfy, as a catalogue: data only, no checks."""

from rostergen.spec.rules.model import SEVERITIES, Basis, Rule, Severity

RULES: dict[str, Rule] = {}
"""Every rule by its code, in the order of the catalogue."""

__all__ = ["RULES", "SEVERITIES", "Basis", "Rule", "Severity"]
