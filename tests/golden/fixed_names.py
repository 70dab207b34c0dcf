"""Names that stay the same whatever release of Faker is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unittest import mock

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

Names = dict[str, dict[str, float]]

_ENGLISH: Names = {
    "female": {"Mary": 4.0, "Linda": 3.0, "Emma": 2.0, "Anne-Marie": 0.5, "Zoë": 0.5, "Keisha": 1.0, "Ruth": 1.0},
    "male": {"James": 4.0, "Robert": 3.0, "Noah": 2.0, "D'Andre": 0.5, "André": 0.5, "Kwame": 1.0, "Hugh": 1.0},
    "family": {"Smith": 5.0, "Jones": 3.0, "O'Brien": 1.0, "Lee": 2.0, "van der Berg": 0.5, "Miller": 2.0, "King": 1.0},
}
_SPANISH: Names = {
    "female": {"María": 3.0, "Lucía": 2.0, "Carmen": 1.0, "Begoña": 1.0},
    "male": {"José": 3.0, "Luis": 2.0, "Andrés": 1.0, "Íñigo": 1.0},
    "family": {"García": 4.0, "Núñez": 2.0, "López": 2.0, "de la Cruz": 1.0},
}


def fixed_names(locale: str) -> Names:
    """Names for any locale."""
    return _SPANISH if locale.startswith("es") else _ENGLISH


def with_fixed_names() -> AbstractContextManager[object]:
    """Districts made within have these names instead of Faker's."""
    return mock.patch("rostergen.names.faker_names", fixed_names)
