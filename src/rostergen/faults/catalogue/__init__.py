"""All faults, by level."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rostergen.faults.catalogue.columns import COLUMNS
from rostergen.faults.catalogue.enrolling import ENROLLING
from rostergen.faults.catalogue.form import FORM
from rostergen.faults.catalogue.gradebook import GRADEBOOK
from rostergen.faults.catalogue.identifiers import IDENTIFIERS
from rostergen.faults.catalogue.lists import LISTS
from rostergen.faults.catalogue.manifest import MANIFEST
from rostergen.faults.catalogue.modes import MODES
from rostergen.faults.catalogue.packaging import PACKAGING
from rostergen.faults.catalogue.people import PEOPLE
from rostergen.faults.catalogue.references import REFERENCES
from rostergen.faults.catalogue.relations import RELATIONS
from rostergen.faults.catalogue.sessions import SESSIONS
from rostergen.faults.catalogue.terms import TERMS
from rostergen.faults.catalogue.v1p2 import V1P2
from rostergen.faults.catalogue.v1p2_gradebook import V1P2_GRADEBOOK
from rostergen.faults.catalogue.values import VALUES
from rostergen.faults.catalogue.volume import VOLUME
from rostergen.faults.catalogue.whole import WHOLE

if TYPE_CHECKING:
    from rostergen.faults.model import Fault

_SHELVES = (
    *(PACKAGING, MANIFEST, COLUMNS, WHOLE, FORM, LISTS, VALUES, TERMS, IDENTIFIERS, REFERENCES, RELATIONS, MODES),
    *(ENROLLING, PEOPLE, SESSIONS, GRADEBOOK, V1P2, V1P2_GRADEBOOK, VOLUME),
)

FAULTS: dict[str, Fault] = {fault.name: fault for shelf in _SHELVES for fault in shelf.faults}
"""Every fault by its name, in the order of the levels."""
