"""The rules that a bundle must satisfy, as a catalogue: data only, no checks."""

from rostergen.spec.rules.enrollment import ENROLLMENT
from rostergen.spec.rules.form import FORM
from rostergen.spec.rules.gradebook import GRADEBOOK
from rostergen.spec.rules.identity import IDENTITY
from rostergen.spec.rules.links import LINKS
from rostergen.spec.rules.model import SEVERITIES, Basis, Rule, Severity
from rostergen.spec.rules.own import OWN
from rostergen.spec.rules.packaging import PACKAGING
from rostergen.spec.rules.roster import ROSTER
from rostergen.spec.rules.vocabulary import VOCABULARY

RULES: dict[str, Rule] = {
    rule.code: rule
    for rules in (PACKAGING, FORM, IDENTITY, LINKS, VOCABULARY, ROSTER, ENROLLMENT, GRADEBOOK, OWN)
    for rule in rules
}
"""Every rule by its code, in the order of the catalogue."""

__all__ = ["RULES", "SEVERITIES", "Basis", "Rule", "Severity"]
