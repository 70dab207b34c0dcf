"""The default course catalogue, read from the YAML file beside this module."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from rostergen.profile.schools import Course
from rostergen.profile.strict_yaml import parse


@cache
def catalogue_tree() -> dict[str, Any]:
    """Return the default catalogue as plain YAML data: course code to keys."""
    text = files("rostergen.profile").joinpath("catalogue.yaml").read_text(encoding="utf-8")
    return parse(text, "catalogue.yaml").value


@cache
def _courses() -> dict[str, Course]:
    return {code: Course.model_validate(keys) for code, keys in catalogue_tree().items()}


def default_courses() -> dict[str, Course]:
    """Return the default catalogue: course code to course, in catalogue order."""
    return dict(_courses())
