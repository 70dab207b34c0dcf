"""Random valid profiles, as the trees that a YAML file would give."""

from __future__ import annotations

import itertools
import random
from typing import Any

from hypothesis import strategies as st

from rostergen.profile.catalogue import catalogue_tree
from rostergen.profile.days_off import USUAL
from rostergen.profile.extensions import COLUMNS
from rostergen.profile.fields import GRADES
from rostergen.profile.persons import GROUPS

Tree = dict[str, Any]

SINGLE = ["districts.number=1", "districts.named=[]"]
"""Settings that make one district of a shipped profile, even if it is that of a state."""


def percents(most: float = 100.0) -> st.SearchStrategy[float]:
    return st.one_of(st.sampled_from([0.0, most]), st.floats(0, most).map(lambda share: round(share, 1)))


@st.composite
def shares(draw: st.DrawFn, names: tuple[Any, ...]) -> dict[Any, float]:
    """Percentages of some of the names."""
    chosen = draw(st.lists(st.sampled_from(names), min_size=1, unique=True))
    weights = [draw(st.integers(1, 100)) for _ in chosen]
    return {name: 100.0 * weight / sum(weights) for name, weight in zip(chosen, weights, strict=True)}


@st.composite
def levels(draw: st.DrawFn) -> Tree:
    """A run of grades cut into one to four kinds of school, sometimes with schools beside them that have all of it."""
    first = draw(st.integers(0, len(GRADES) - 1))
    last = draw(st.integers(first, len(GRADES) - 1))
    cuts = sorted(draw(st.sets(st.integers(first + 1, last), max_size=3))) if last > first else []
    bounds = [first, *cuts, last + 1]
    found: Tree = {}
    for start, stop in itertools.pairwise(bounds):
        found[f"level{start}"] = level = {
            "title": draw(st.sampled_from(["School", "Academy"])),
            "grades": f"{GRADES[start]}-{GRADES[stop - 1]}",
            "share": draw(st.integers(1, 100)),
            "size": draw(
                st.one_of(
                    st.integers(1, 2000),
                    st.just({"dist": "lognormal", "median": 400.0, "sigma": 1.5}),
                )
            ),
        }
        if stop - start > 1 and draw(st.booleans()):
            level["optional_grades"] = {GRADES[draw(st.integers(start, stop - 1))]: draw(percents())}
    if draw(st.booleans()):
        found["whole"] = {"title": "K-12 School", "grades": f"{GRADES[first]}-{GRADES[last]}", "share": 10}
        found["whole"]["optional"] = True
    return found


@st.composite
def class_sizes(draw: st.DrawFn) -> Tree:
    sizes: Tree = {"smallest_group": draw(st.integers(1, 30))}
    for band in ("prekindergarten", "elementary", "middle", "high"):
        mean = draw(st.integers(1, 30))
        wide = {"dist": "normal", "mean": mean, "sd": 20}
        near = {"dist": "normal", "mean": mean, "sd": 2, "min": max(1, mean - 5)}
        several = {"dist": "choices", "weights": {1: 10, mean + 1: 90}}
        target = draw(st.sampled_from([mean, near, wide, several, {"dist": "lognormal", "median": mean, "sigma": 2}]))
        sizes[band] = {"target": target, "cap": mean + draw(st.integers(1, 12))}
    return sizes


DEPARTMENTS = ("a", "b", "c", "d", "music", "wellness")


def courses(seed: int, share: float) -> Tree:
    """The default catalogue, a share of it with another department, uptake, length and size.

    Every day can still be filled. The choices are hundreds, and so none of Hypothesis.
    """
    dice = random.Random(seed)
    found: Tree = {}
    for code, usual in catalogue_tree().items():
        found[code] = course = dict(usual)
        if dice.random() < share:
            if course["kind"] == "core":
                course.setdefault("slot", course["department"])
            course["department"] = dice.choice(DEPARTMENTS)
            course["uptake"] = dice.choice([0.01, 1, 10, 900])
            course["length"] = "year" if course.get("support") else dice.choice(["year", "term"])
            if course["kind"] == "elective":
                course["size"] = dice.choice([None, 1, 12, 36, 120])
    return found


@st.composite
def calendars(draw: st.DrawFn) -> Tree:
    start = draw(st.sampled_from(["07-01", "08-20", "09-05", "10-31"]))
    return {
        "start": start,
        "end": draw(st.sampled_from(["01-31", "05-21", "06-05", "06-30"] if start != "10-31" else ["02-28", "06-05"])),
        "structure": draw(st.sampled_from(["semesters", "trimesters", "quarters"])),
        "grading_periods_per_term": draw(st.integers(1, 3)),
        "days_off": draw(st.lists(st.sampled_from([*USUAL, "11-11", "07-01 to 06-30", "01-02 to 02-03"]), max_size=4)),
    }


@st.composite
def families(draw: st.DrawFn) -> Tree:
    return {
        "children": {"dist": "choices", "weights": draw(shares((1, 2, 3, 4, 6)))},
        "guardians": {"dist": "choices", "weights": draw(shares((0, 1, 2, 3, 5)))},
        "twins": draw(percents(30.0)),
        "shared_sibling_surname": draw(percents()),
        "both_guardians_share_surname": draw(percents()),
        "no_guardian_shares_surname": draw(percents()),
        "two_surnames_hispanic": draw(percents()),
        "without_email": draw(percents()),
        "without_phone": draw(percents()),
    }


@st.composite
def staffing(draw: st.DrawFn) -> Tree:
    return {
        "classes_per_teacher": draw(st.integers(1, 8)),
        "specials_per_teacher": draw(st.integers(1, 40)),
        "shared_departments": draw(
            st.lists(st.lists(st.sampled_from([*DEPARTMENTS, "english", "mathematics", "elementary_art"])), max_size=4)
        ),
        "co_teachers": {band: draw(percents()) for band in ("elementary", "middle", "high")},
        "administrators": draw(percents(50.0)),
        "aides": draw(percents()),
        "two_schools": draw(percents()),
        "parents": draw(percents()),
    }


@st.composite
def demographics(draw: st.DrawFn) -> Tree:
    return {
        "groups": draw(shares(GROUPS)),
        "male": draw(percents()),
        "older": draw(percents(25.0)),
        "younger": draw(percents(25.0)),
        "sex_other": draw(percents(20.0)),
        "sex_unspecified": draw(percents(20.0)),
        "sex_not_recorded": draw(percents(20.0)),
        "pronouns": draw(percents()),
        "birth_cutoff": draw(st.sampled_from(["07-31", "09-01", "12-31", "01-01"])),
        "birthplace": {"same_state": draw(percents(60.0)), "abroad": draw(percents(40.0)), "unknown": draw(percents())},
    }


@st.composite
def categories(draw: st.DrawFn) -> Tree:
    """Two categories of graded work for a span of grades; the other grades have none."""
    first = draw(st.integers(0, len(GRADES) - 1))
    span = f"{GRADES[first]}-{GRADES[draw(st.integers(first, len(GRADES) - 1))]}"
    weight = draw(st.integers(0, 100))
    return {
        name: {
            "title": name.title(),
            "grades": span,
            "weight": part,
            "items": draw(st.integers(1, 3)),
            "points": draw(st.sampled_from([1, 10, 33, 100, 1000])),
            "days": draw(st.integers(0, 60)),
            "average": draw(percents()),
            "missing": draw(percents(50.0)),
            "late": draw(percents(50.0)),
            "scaled": draw(st.booleans()),
            "objectives": draw(percents()),
        }
        for name, part in (("homework", weight), ("tests", 100 - weight))
    }


@st.composite
def terms(draw: st.DrawFn) -> Tree:
    chosen = draw(st.lists(st.sampled_from(["co_teacher", "assistant_principal", "special"]), unique=True))
    return {name: f"ext:{name}" for name in chosen}


@st.composite
def profiles(draw: st.DrawFn) -> Tree:
    """A valid profile of a small district; names are of one locale, which is quick to load."""
    schools = draw(st.integers(1, 8))
    periods = draw(st.integers(6, 8))
    return {
        "schools": schools,
        "students": draw(st.integers(schools, 300)),
        "levels": draw(levels()),
        "calendar": draw(calendars()),
        # One number for middle and high school: the oracle holds the full day of a school against all its students.
        "periods": {"elementary": draw(st.integers(2, 8)), "middle": periods, "high": periods},
        "class_sizes": draw(class_sizes()),
        "staffing": draw(staffing()),
        "families": draw(families()),
        "names": {
            "locales": {"en_US": 100},
            "by_group": {},
            "middle": draw(percents()),
            "hyphenated": draw(percents()),
        },
        "demographics": draw(demographics()),
        "categories": draw(categories()),
        "extensions": {"columns": draw(st.lists(st.sampled_from(COLUMNS), unique=True)), "terms": draw(terms())},
        "gradebook": {name: draw(percents(40.0)) for name in ("exempt", "partial", "waiting", "pass_fail", "mastery")},
        "movers": {"late_entry": draw(percents(25.0)), "early_leave": draw(percents(25.0))},
        "resources": {
            "teacher_edition": draw(percents()),
            "digital": draw(percents()),
            "shared_digital": draw(st.integers(1, 20)),
            "class_exceptions": draw(st.floats(1, 100)),
        },
        "accounts": {
            "enrollment_ids": draw(st.sampled_from(["uuid", "class-user"])),
            "usernames": draw(st.sampled_from(["given.family", "initial-family", "number"])),
            "students_without_email": {"PK-12": draw(percents())},
        },
    }
