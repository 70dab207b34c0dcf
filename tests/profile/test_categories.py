"""Categories of graded work whose weights add up, and a day of the gradebook that is one of the year."""

from __future__ import annotations

import pytest

from rostergen import ProfileError, load_profile
from rostergen.profile.gradebook import day_within, default_categories


def problems(*settings: str) -> list[str]:
    with pytest.raises(ProfileError) as caught:
        load_profile("suburban", settings=settings)
    return caught.value.problems


def test_the_defaults_add_up() -> None:
    categories = load_profile("suburban").categories
    assert sum(category.weight for category in categories.values() if category.grades == "06-12") == 100
    assert {name: category.model_dump() for name, category in categories.items()} == default_categories()


def test_weights_that_do_not_add_up() -> None:
    (found,) = problems("categories.tests.weight=40")
    assert "the weights add up to 110 in grade 06, 110 in grade 07, " in found
    assert found.endswith("110 in grade 12; they have to add up to 100")


def test_a_grade_without_categories_has_no_gradebook() -> None:
    young = [name for name, keys in default_categories().items() if keys["grades"] == "KG-05"]
    assert len(load_profile("suburban", settings=[f"categories.{name}=null" for name in young]).categories) == 5


@pytest.mark.parametrize("as_of", ["07-15", "06-20"])
def test_a_day_outside_the_year(as_of: str) -> None:
    assert f"gradebook.as_of: {as_of} is not a day of the school year" in problems(f"gradebook.as_of={as_of}")[0]


@pytest.mark.parametrize(
    ("as_of", "within"), [("08-19", True), ("12-31", True), ("01-01", True), ("06-02", True), ("08-18", False)]
)
def test_day_within(as_of: str, within: bool) -> None:
    assert day_within(as_of, "08-19", "06-02") == within


def test_outcomes_that_cannot_be() -> None:
    (found,) = problems("gradebook.partial=60", "gradebook.waiting=60", "gradebook.comments=5")
    assert found == "setting gradebook.waiting=60: with partial it is 120, over 100"
    (found,) = problems("categories.tests.missing=70", "categories.tests.late=60", "gradebook.comments=5")
    assert found == "setting categories.tests.late=60: with missing it is 130, over 100"
