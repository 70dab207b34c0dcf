"""A profile as YAML: all of it, with what every key means, or a short one to start from."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, Any

from rostergen.profile.load import DEFAULT, load_profile
from rostergen.profile.outline import Key, defaults, outline
from rostergen.profile.plain import flow, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rostergen.profile.model import Profile

_WIDTH = 120


def profile_tree(profile: Profile) -> dict[str, Any]:
    """Return a profile as plain data that loads back to an equal profile.

    It states every key, except those of a course that have their default, and has None for each entry that the
    defaults have and this profile does not.
    """
    tree: dict[str, Any] = plain(outline(), profile.model_dump(), defaults())
    return tree


def to_yaml(profile: Profile) -> str:
    """Return a profile as commented YAML that loads back to an equal profile."""
    return "\n".join(_section(outline(), profile_tree(profile), "", commented=True)).strip() + "\n"


def template(name: str = DEFAULT) -> str:
    """Return the text of a short profile to start from, which extends a built-in profile and has its values."""
    tree = profile_tree(load_profile(name))
    high = tree["class_sizes"]["high"]
    return _TEMPLATE.format(
        name=name,
        schools=tree["schools"],
        students=tree["students"],
        named="  name: Example Valley School District\n" if tree["districts"]["number"] == 1 else "",
        state=tree["district"]["state"],
        **{key: flow(value) for key, value in tree["calendar"].items()},
        periods=flow(tree["periods"]),
        target=flow(high["target"]),
        cap=high["cap"],
        locales=flow(tree["names"]["locales"]),
        groups=flow(tree["demographics"]["groups"]),
    )


_TEMPLATE = """\
# A district profile for rostergen. What is left out is as in the profile that this one extends.
# All keys: rostergen profiles show {name}. Is it right: rostergen profiles check THIS-FILE.
extends: {name}
description: A district of my own

# Exact counts, whatever else is stated
schools: {schools}
students: {students}

district:
{named}  state: {state}

# Days are MM-DD, in quotes or not
calendar:
  start: {start}
  end: {end}
  structure: {structure} # semesters, trimesters or quarters
  grading_periods_per_term: {grading_periods_per_term}

# Periods in a school day
periods: {periods}

# Students in a class: a number, or a distribution such as {{dist: normal, mean: 23, sd: 3, min: 8, max: 30}}
class_sizes:
  high:
    target: {target}
    cap: {cap}

# Faker locales and how many of 100 people have a name from each; names.by_group keeps its own for Hispanic, Asian and
# Black people
names:
  locales: {locales}

# Race and ethnicity of 100 households, as NCES reports it
demographics:
  groups: {groups}

# One course more; a course that is there is changed key by key, and CODE: null removes it
courses:
  GAMEDES: {{title: Game Design, grades: 09-12, sced: "10205", department: computer_science, kind: elective, uptake: 4}}
"""


def _section(section: Key, tree: dict[str, Any], indent: str, *, commented: bool) -> Iterator[str]:
    for name, key in section.keys.items():
        if commented:
            yield from _comment(key, indent)
        yield from _lines(name, key, tree[name], indent, commented=commented)
        if not indent:
            yield ""


def _lines(name: str, key: Key, value: Any, indent: str, *, commented: bool) -> Iterator[str]:
    head, deeper = f"{indent}{flow(name)}:", indent + "  "
    if key.is_section:
        yield head
        yield from _section(key, value, deeper, commented=commented)
    elif key.merges and value:
        yield head
        for entry, inner in value.items():
            if inner is None or not key.values.is_section or key.values.is_flat:
                yield f"{deeper}{flow(entry)}: {flow(inner)}"
            else:
                yield from _lines(entry, key.values, inner, deeper, commented=commented)
                commented = False  # the other entries have the same keys
    elif len(line := f"{head} {flow(value)}") <= _WIDTH or not isinstance(value, dict | list):
        yield line
    else:
        yield head
        items = value.items() if isinstance(value, dict) else enumerate(value)
        yield from (
            f"{deeper}{flow(part) + ':' if isinstance(value, dict) else '-'} {flow(each)}" for part, each in items
        )


def _comment(key: Key, indent: str) -> Iterator[str]:
    yield from _wrapped(key, f"{indent}# ")
    if key.is_mapping and key.values.is_flat:
        for name, child in key.values.keys.items():
            yield from _wrapped(child, f"{indent}#   ", f"{name}: ")


def _wrapped(key: Key, margin: str, label: str = "") -> Iterator[str]:
    parts = (key.meaning, key.unit and f"Unit: {key.unit}", key.source and f"Source of the default: {key.source}")
    text = label + " ".join(part.rstrip(".") + "." for part in parts if part)
    yield from wrap(text, _WIDTH, initial_indent=margin, subsequent_indent=margin)
