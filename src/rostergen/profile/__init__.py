"""The district profile: what a district looks like, as a user states it.

The front door is `load_profile`, which makes a `Profile` from a name or a YAML file. Both are imported when first
used, so that listing the built-in profiles needs neither pydantic nor numpy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rostergen.profile.load import load_profile
    from rostergen.profile.model import Profile

__all__ = ["Profile", "load_profile"]


def __getattr__(name: str) -> Any:
    if name == "Profile":
        from rostergen.profile.model import Profile

        return Profile
    if name == "load_profile":
        from rostergen.profile.load import load_profile

        return load_profile
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
