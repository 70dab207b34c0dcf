"""docs/profile-reference.md: complete, and as the model is now."""

from __future__ import annotations

import re
from pathlib import Path

from rostergen.profile.builtin import builtin_profiles
from rostergen.profile.model import Profile
from rostergen.profile.outline import all_keys, outline
from rostergen.profile.reference import reference_markdown

PAGE = Path(__file__).parents[2] / "docs" / "profile-reference.md"


def rows() -> list[list[str]]:
    lines = [line for line in reference_markdown().splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def test_the_page_is_up_to_date() -> None:
    message = "run: python -m rostergen.profile.reference > docs/profile-reference.md"
    assert PAGE.read_text(encoding="utf-8") == reference_markdown(), message


def test_every_key_is_there_with_its_meaning() -> None:
    text = reference_markdown()
    meanings = {row[0].strip("`"): row[1] for row in rows() if len(row) == 4}
    for path, key in all_keys(outline()):
        name = ".".join(path)
        assert name in meanings or f"## {name}" in text, name
        assert key.meaning in meanings.get(name, text)
        assert key.source in meanings.get(name, text)


def test_defaults_are_those_that_count() -> None:
    defaults = {row[0].strip("`"): row[3] for row in rows() if len(row) == 4}
    assert defaults["schools"] == "`12`"
    assert defaults["class_sizes.high.target"] == "`{dist: normal, mean: 23.3, sd: 2, min: 14, max: 30}`"
    assert defaults["courses.NAME.title"] == "has to be stated"


def test_the_catalogue_and_the_built_in_profiles_are_listed() -> None:
    first_cells = {row[0].strip("`") for row in rows()}
    assert set(Profile().courses) | set(Profile().levels) | set(builtin_profiles()) <= first_cells


def test_tables_are_whole() -> None:
    for before, after in zip(rows(), rows()[1:], strict=False):
        assert len(before) == len(after) or after[0] not in before
