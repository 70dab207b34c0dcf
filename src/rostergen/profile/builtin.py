"""The profiles that ship with rostergen."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from rostergen.profile.strict_yaml import parse

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


@cache
def _folder() -> Traversable:
    """Return the folder of the profiles: package data in a wheel, the repository's own in an editable install."""
    packaged = files("rostergen").joinpath("profiles")
    return packaged if packaged.is_dir() else Path(__file__).parents[3] / "profiles"


def builtin_names() -> list[str]:
    """Return the names of the built-in profiles, sorted."""
    return sorted(entry.name.removesuffix(".yaml") for entry in _folder().iterdir() if entry.name.endswith(".yaml"))


def read_builtin(name: str) -> str:
    """Return the text of a built-in profile; `name` is one of `builtin_names()`."""
    return _folder().joinpath(f"{name}.yaml").read_text(encoding="utf-8")


def builtin_profiles() -> dict[str, str]:
    """Return the built-in profiles: name to the line that describes it."""
    return {name: str(parse(read_builtin(name), name).value.get("description", "")) for name in builtin_names()}
