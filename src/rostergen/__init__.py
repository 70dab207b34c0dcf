"""rostergen makes synthetic OneRoster districts: a whole school district that does not exist, as a valid CSV bundle.

from rostergen import generate, load_profile, write_bundle

profile = load_profile("suburban", schools=12, students=8000)
district = generate(profile, seed=7, school_year=2027)
summary = write_bundle(district, "oneroster.zip")
"""

from __future__ import annotations

# Nothing is imported here, for this runs first of all, and Ctrl-C is told in a line only once `rostergen.cli` runs.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from rostergen.destinations.publish import publish
    from rostergen.districts import District, districts_of
    from rostergen.errors import (
        InputError,
        OutputError,
        ProfileError,
        ProfileReadError,
        RostergenError,
        UsageError,
    )
    from rostergen.per_district import write_district, write_per_district
    from rostergen.pipeline import Summary, generate, write_bundle
    from rostergen.profile.load import load_profile
    from rostergen.profile.model import Profile
    from rostergen.state import write_state
    from rostergen.validate.finding import Finding, Report
    from rostergen.validate.run import validate_bundle
    from rostergen.world import World

__version__ = "0.1.0"

_HOME = {
    "Profile": "profile.model",
    "load_profile": "profile.load",
    "generate": "pipeline",
    "write_bundle": "pipeline",
    "publish": "destinations.publish",
    "District": "districts",
    "districts_of": "districts",
    "write_state": "state",
    "write_district": "per_district",
    "write_per_district": "per_district",
    "Summary": "pipeline",
    "World": "world",
    "RostergenError": "errors",
    "UsageError": "errors",
    "ProfileError": "errors",
    "ProfileReadError": "errors",
    "validate_bundle": "validate.run",
    "Report": "validate.finding",
    "Finding": "validate.finding",
    "InputError": "errors",
    "OutputError": "errors",
}

__all__ = [
    "District",
    "Finding",
    "InputError",
    "OutputError",
    "Profile",
    "ProfileError",
    "ProfileReadError",
    "Report",
    "RostergenError",
    "Summary",
    "UsageError",
    "World",
    "districts_of",
    "generate",
    "load_profile",
    "publish",
    "validate_bundle",
    "write_bundle",
    "write_district",
    "write_per_district",
    "write_state",
]


def __getattr__(name: str) -> Any:
    # Public names are imported when first used: `rostergen --help` needs none of numpy, pydantic, Faker and DuckDB.
    if name not in _HOME:
        raise AttributeError(f"module 'rostergen' has no attribute '{name}'")
    from importlib import import_module

    return getattr(import_module(f"rostergen.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
