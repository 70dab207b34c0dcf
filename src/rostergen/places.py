"""Names of places and schools that exist nowhere in particular."""

from __future__ import annotations

import numpy as np

_TREES = (
    "Alder", "Ash", "Aspen", "Birch", "Cedar", "Cherry", "Chestnut", "Cottonwood", "Cypress", "Elm", "Fox",
    "Hawthorn", "Hazel", "Heron", "Hickory", "Juniper", "Laurel", "Linden", "Magnolia", "Maple", "Meadow",
    "Mulberry", "Oak", "Pine", "Poplar", "Prairie", "River", "Robin", "Rose", "Sage", "Spruce", "Stone", "Sycamore",
    "Walnut", "Willow", "Winter",
)  # fmt: skip
_LANDS = (
    " Bend", " Brook", " Creek", " Crossing", " Dale", " Field", " Glen", " Grove", " Heights", " Hill", " Hollow",
    " Knoll", " Lake", " Landing", " Park", " Point", " Ridge", " Run", " Springs", " Terrace", " Trail", " Valley",
    " View", "wood",
)  # fmt: skip
_PEOPLE = (
    "Abraham Lincoln", "Amelia Earhart", "Benjamin Franklin", "Booker T. Washington", "Cesar Chavez", "Clara Barton",
    "Dolores Huerta", "Dr. Martin Luther King Jr.", "Eleanor Roosevelt", "Frederick Douglass",
    "George Washington Carver", "Harriet Tubman", "Helen Keller", "Ida B. Wells", "Jane Addams", "John Muir",
    "Katherine Johnson", "Langston Hughes", "Mary McLeod Bethune", "Rachel Carson", "Rosa Parks", "Sally Ride",
    "Sojourner Truth", "Susan B. Anthony", "Theodore Roosevelt", "Thomas Jefferson", "Thurgood Marshall",
    "Wilma Rudolph",
)  # fmt: skip
_PLAIN = (
    "Central", "East", "Eastside", "Fairview", "Franklin", "Grant", "Hamilton", "Highland", "Jackson", "Jefferson",
    "Kennedy", "Lakeside", "Liberty", "Lincoln", "Madison", "McKinley", "Memorial", "Monroe", "North", "Northside",
    "Northview", "Parkview", "Pioneer", "Riverside", "Roosevelt", "South", "Southside", "Sunnyside", "Union",
    "Valley", "Washington", "West", "Westside", "Wilson",
)  # fmt: skip
_DISTRICTS = ("Unified School District", "Community Schools", "Public Schools", "Area School District")
_GENERIC = {
    "Area", "City", "Community", "Consolidated", "County", "District", "Elementary", "High", "ISD", "Independent",
    "Public", "School", "Schools", "USD", "Unified", "Union",
}  # fmt: skip
"""Words that end the name of a district and are not of its place."""
_PLACES = tuple(tree + land for tree in _TREES for land in _LANDS)
_KNOWN = (*_PLAIN, *_PEOPLE)
_COMMON = np.array([0.12] * len(_KNOWN) + [1.0] * len(_PLACES))
"""Plain names and persons are far fewer than invented places, yet as common on real schools."""
_PARTS = ("North ", "South ", "East ", "West ", "New ", "Upper ", "Lower ", "Big ", "Little ", "Old ", "Great ")


def place_names(rng: np.random.Generator, n: int) -> list[str]:
    """Draw `n` distinct invented place names (at most 864), such as "Cedar Grove" or "Elmwood"."""
    return [_PLACES[i] for i in rng.permutation(len(_PLACES))[:n].tolist()]


def district_name(rng: np.random.Generator) -> str:
    """Draw the name of a district."""
    return f"{place_names(rng, 1)[0]} {_DISTRICTS[int(rng.integers(len(_DISTRICTS)))]}"


def district_names(rng: np.random.Generator, n: int, title: str | None, taken: set[str]) -> list[str]:
    """Draw `n` distinct names of districts (at most 10,000), each of a place of its own, none `taken` (casefolded).

    `title` ends every name; without it, it is drawn too. "North" and the like come where the places do not suffice.
    """
    n_places = len(_PLACES)
    ends = (title,) if title else _DISTRICTS
    names: list[str] = []
    for part in ("", *_PARTS):
        if len(names) < n:
            end = rng.integers(len(ends), size=n_places).tolist()
            places = place_names(rng, n_places)
            made = [f"{part}{place} {ends[e]}" for place, e in zip(places, end, strict=True)]
            names += [name for name in made if name.casefold() not in taken]
    return [names[i] for i in rng.permutation(min(n, len(names))).tolist()]


def school_names(rng: np.random.Generator, titles: list[str]) -> list[str]:
    """Draw a distinct name for each school; `titles` says how each ends ("Middle School")."""
    names = [""] * len(titles)
    for title in dict.fromkeys(titles):
        wanted = [i for i, own in enumerate(titles) if own == title]
        for i, stem in zip(wanted, _stems(rng, len(wanted)), strict=True):
            names[i] = f"{stem} {title}"
    return names


def place_of(district: str) -> str:
    """Return the place that a district has its name from: "Red Creek" of "Red Creek School District"."""
    words = district.split()
    while len(words) > 1 and words[-1] in _GENERIC:
        words.pop()
    return " ".join(words)


def _stems(rng: np.random.Generator, n: int) -> list[str]:
    known = [*_KNOWN, *place_names(rng, len(_PLACES))]
    order = np.argsort(rng.random(len(known)) * _COMMON)
    stems = [known[i] for i in order[:n].tolist()]
    rounds = [f"{stem} No. {number}" for number in range(2, 2 + n // len(known) + 1) for stem in known]
    return stems + rounds[: n - len(stems)]
