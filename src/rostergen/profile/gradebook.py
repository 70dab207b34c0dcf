"""Profile sections about the gradebook: categories of graded work, and how scores behave."""

from __future__ import annotations

from typing import Any

from pydantic import model_validator

from rostergen.profile.fields import (
    GRADES,
    JUDGMENT,
    Day,
    GradeSpan,
    OneLine,
    Part,
    Slug,
    day_of_school_year,
    grades_of,
    key,
    percent,
)


class Category(Part):
    """A category of graded work; its key names it. A class has those of its lowest grade."""

    title: OneLine = key(..., "Title; a piece of work is called by it and a number.")
    grades: GradeSpan = key(..., "Grades whose classes have it.")
    weight: int = key(..., "Part of the final score; the weights of a grade add up to 100.", unit="%", ge=0, le=100)
    items: int = key(..., "Pieces of work in each class and grading period.", unit="pieces", ge=1, le=60)
    points: int = key(..., "Points of a piece of work without a fault.", unit="points", ge=1, le=1000)
    days: int = key(1, "School days from the day it is assigned to the day it is due.", unit="days", ge=0, le=60)
    average: float = percent(80, "Score that a student of average ability has.", of="points")
    missing: float = percent(
        3, "Never handed in; weaker students more often. Above 20 somewhat fewer are: nobody misses all.", of="results"
    )
    late: float = percent(3, "Handed in one to five school days late; not handed in until then.", of="results")
    scaled: bool = key(False, "Has a letter beside its points, of the scale of the class; OneRoster 1.2 only.")
    objectives: float = percent(0, "States a learning objective; OneRoster 1.2 only.", of="pieces of work")

    @model_validator(mode="after")
    def _one_outcome(self) -> Category:
        if self.missing + self.late > 100:
            raise ValueError(f"late: with missing it is {self.missing + self.late:g}, over 100")
        return self


def default_categories() -> dict[str, dict[str, Any]]:
    """Return the categories of a district that says nothing of them: 10 to 12 pieces of work a grading period."""
    young, old = "KG-05", "06-12"
    rows = {
        # title, grades, weight, items, points, days, average, missing, late, scaled, objectives
        "reading": ("Reading", young, 30, 3, 20, 2, 83, 1.5, 2, True, 60),
        "writing": ("Writing", young, 20, 2, 20, 4, 81, 2, 3, True, 40),
        "mathematics": ("Mathematics", young, 30, 3, 20, 1, 82, 1.5, 2, True, 60),
        "discovery": ("Science and Social Studies", young, 20, 2, 20, 3, 85, 1.5, 2, True, 30),
        "homework": ("Homework", old, 20, 4, 10, 1, 88, 8, 7, False, 0),
        "classwork": ("Classwork", old, 20, 3, 20, 0, 87, 3, 2, False, 10),
        "quizzes": ("Quiz", old, 20, 2, 25, 0, 79, 1.5, 0, False, 50),
        "tests": ("Test", old, 30, 1, 100, 0, 77, 1, 0, True, 100),
        "projects": ("Project", old, 10, 1, 50, 10, 86, 4, 9, True, 50),
    }
    keys = list(Category.model_fields)
    return {name: dict(zip(keys, row, strict=True)) for name, row in rows.items()}


class Gradebook(Part):
    """How scores behave; only `rostergen --gradebook` writes any."""

    as_of: Day | None = key(
        None, "Day (MM-DD) that the gradebook is of: what is due later is in progress. The last day when left out."
    )
    ability_spread: float = key(
        8, "What a standard deviation of ability is worth.", unit="% of points", source=JUDGMENT, ge=0, le=40
    )
    subject_spread: float = key(
        0.5,
        "How much a student's ability differs from class to class.",
        unit="standard deviations of ability",
        source=JUDGMENT,
        ge=0,
        le=3,
    )
    item_spread: float = key(
        5,
        "How much pieces of work of one category differ in difficulty.",
        unit="% of points",
        source=JUDGMENT,
        ge=0,
        le=40,
    )
    chance_spread: float = key(
        8, "How much scores of one student differ by chance.", unit="% of points", source=JUDGMENT, ge=0, le=40
    )
    exempt: float = percent(1, "Excused from a piece of work.", of="results", source=JUDGMENT)
    partial: float = percent(
        1,
        "Graded in part: something is still to be handed in, of what was due in the last twenty school days.",
        of="results with a score",
        source=JUDGMENT,
    )
    waiting: float = percent(
        50, "Handed in and not graded yet, of what was due on the last five school days.", of="results", source=JUDGMENT
    )
    late_penalty: float = percent(10, "What coming late costs.", of="score", source=JUDGMENT)
    comments: float = percent(
        3, "A comment of the teacher, where there is something to say.", of="results", source=JUDGMENT
    )
    pass_fail: float = percent(
        1,
        "Students of a class who are graded by pass and no pass instead of letters; OneRoster 1.2 only.",
        of="students of a class",
        source=JUDGMENT,
    )
    mastery: float = percent(
        30, "Results with a mastery score, where the piece of work states an objective; OneRoster 1.2 only.",
        of="results", source=JUDGMENT,
    )  # fmt: skip
    ungraded: list[Slug] = key(
        lambda: ["support"], "Departments whose classes have no gradebook. Specials have none either."
    )

    @model_validator(mode="after")
    def _one_outcome(self) -> Gradebook:
        if self.partial + self.waiting > 100:
            raise ValueError(f"waiting: with partial it is {self.partial + self.waiting:g}, over 100")
        return self


def check_weights(categories: dict[str, Category]) -> None:
    """Raise ValueError, naming every grade concerned, unless the weights of each grade add up to 100 or are none."""
    wrong = []
    for number, grade in enumerate(GRADES):
        weights = [category.weight for category in categories.values() if number in grades_of(category.grades)]
        if weights and sum(weights) != 100:
            wrong.append(f"{sum(weights)} in grade {grade}")
    if wrong:
        raise ValueError(f"categories: the weights add up to {', '.join(wrong)}; they have to add up to 100")


def day_within(as_of: str, start: str, end: str) -> bool:
    """Return whether a day MM-DD lies in the school year from `start` to `end`."""
    first, day, last = map(day_of_school_year, (start, as_of, end))
    return first <= day <= last
