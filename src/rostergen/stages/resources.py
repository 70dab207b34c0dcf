"""Textbooks and digital titles, attached to courses, with exceptions for single classes."""

from __future__ import annotations

from functools import cache
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rostergen.rng import stream
from rostergen.world import Kind, Materials

if TYPE_CHECKING:
    from rostergen.profile.model import Profile
    from rostergen.world import Timetable, World

_PUBLISHERS = ("EX-NORTHSTAR", "EX-COPPERLEAF", "EX-MERIDIAN", "EX-BLUEFIELD")
_PLATFORM = "EX-LEARNGRID"
_READING, _NUMBERS = ("elementary", "english", "journalism"), ("mathematics", "science", "computer_science")
_SHARED_TITLES: dict[str, tuple[str, ...]] = {
    "Reading Practice Online": _READING,
    "Math Fluency Online": ("elementary", "mathematics"),
    "Learning Platform": (),
    "Video Library": (),
    "Digital Encyclopedia": (),
    "Typing Tutor": ("elementary_technology", "computer_science", "business"),
    "Virtual Science Lab": ("science", "agriculture"),
    "Assessment Center": (),
    "Writing Coach": (*_READING, "social_studies"),
    "Study Planner": (),
    "Map Explorer": ("elementary", "social_studies"),
    "Coding Playground": ("elementary_technology", "computer_science", "career_technical"),
    "Language Lab": ("world_language",),
    "Music Studio Online": ("elementary_music", "music", "theatre"),
    "Career Explorer": ("support", "business", "career_technical", "family_consumer_science", "agriculture", "jrotc"),
    "Digital Atlas": ("social_studies", "science"),
    "Primary Sources Online": ("social_studies", "english", "journalism"),
    "Graphing Calculator": _NUMBERS,
    "News for Schools": (),
    "Test Preparation Online": (),
}
"""Digital titles that many courses use, with the departments that do; those of none are for all."""
_BOTH, _TEACHER = "student,teacher", "teacher"


class _Resource(NamedTuple):
    title: str
    vendor_resource_id: str
    roles: str
    importance: str
    vendor: str
    application: str


class _Shelf:
    """Collects resources and their links to courses."""

    def __init__(self) -> None:
        self.resources: list[_Resource] = []
        self.course_links: list[tuple[int, int]] = []

    def add(self, resource: _Resource, *courses: int) -> int:
        self.resources.append(resource)
        number = len(self.resources) - 1
        self.course_links += [(course, number) for course in courses]
        return number


def make_resources(profile: Profile, timetable: Timetable, seed: int) -> Materials:
    """Draw the resources of the courses that are taught."""
    shelf = _Shelf()
    taught = np.flatnonzero(np.bincount(timetable.sections.course)).tolist()
    catalogue = list(profile.courses.values())
    rng = stream(seed, "resources.courses")
    rates = profile.resources
    for number in taught:
        # Drawn for every course, needed or not, so that no course depends on those before it.
        publisher, teacher, digital = rng.integers(len(_PUBLISHERS)), rng.random() * 100, rng.random() * 100
        course, vendor = catalogue[number], _PUBLISHERS[int(publisher)]
        if course.kind == "core":
            shelf.add(
                _Resource(f"{course.title}: Student Edition", _isbn(2 * number), _BOTH, "primary", vendor, ""), number
            )
            if teacher < rates.teacher_edition:
                title = f"{course.title}: Teacher Edition"
                shelf.add(_Resource(title, _isbn(2 * number + 1), _TEACHER, "secondary", vendor, ""), number)
        if digital < rates.digital:
            shelf.add(_digital(f"{course.title} Online", f"c{number:04d}", "secondary"), number)
    shared = _add_shared(shelf, profile, taught, seed)
    links = _class_exceptions(profile, timetable, shelf, seed)
    return Materials(
        title=[resource.title for resource in shelf.resources],
        vendor_resource_id=[resource.vendor_resource_id for resource in shelf.resources],
        roles=[resource.roles for resource in shelf.resources],
        importance=[resource.importance for resource in shelf.resources],
        vendor=[resource.vendor for resource in shelf.resources],
        application=[resource.application for resource in shelf.resources],
        course_links=np.array(shelf.course_links, np.int32).reshape(-1, 2),
        section_links=links,
        shared=np.array(shared, np.int32),
    )


def individual_resources(world: World) -> np.ndarray:
    """Give some students a digital title of their own, as a plan for one child does: int32 (links, 2): student, title.

    Courses and classes do not state them, so only OneRoster 1.2 has a file for them.
    """
    n, shared = len(world.population.students.school), world.materials.shared
    rng = stream(world.seed, "resources.individual")
    luck, choice = rng.random(n) * 100, rng.random(n)
    if not len(shared):
        return np.empty((0, 2), np.int32)
    chosen = np.flatnonzero(luck < world.profile.resources.individual)
    return np.stack([chosen, shared[(choice[chosen] * len(shared)).astype(np.int64)]], axis=1).astype(np.int32)


def _digital(title: str, slug: str, importance: str) -> _Resource:
    return _Resource(title, f"learngrid-{slug}", _BOTH, importance, _PLATFORM, f"LG-{slug.upper()}")


def _add_shared(shelf: _Shelf, profile: Profile, taught: list[int], seed: int) -> list[int]:
    """Add digital titles that many courses use; return which resources the titles for all are.

    Those for all serve about a sixth of the courses, the others half of those of their departments.
    """
    rng = stream(seed, "resources.shared")
    department = {number: course.department for number, course in enumerate(profile.courses.values())}
    titles, for_all = list(_SHARED_TITLES.items()), []
    drawn = rng.permutation(len(titles)).tolist()
    own, common = ([number for number in drawn if bool(titles[number][1]) == some] for some in (True, False))
    by_turns = [number for pair in zip_longest(common, own) for number in pair if number is not None]
    for number in by_turns[: profile.resources.shared_digital]:
        title, departments = titles[number]
        luck = rng.random(len(department))  # for every course, so that none depends on the others taught
        fitting = [course for course in taught if not departments or department[course] in departments]
        rate = 1 / 2 if departments else 1 / 6
        courses = [course for course in fitting if luck[course] < rate] or (fitting or taught)[:1]
        resource = shelf.add(_digital(title, f"s{number:02d}", "secondary"), *courses)
        for_all += [resource] if not departments else []
    return for_all


def _class_exceptions(profile: Profile, timetable: Timetable, shelf: _Shelf, seed: int) -> np.ndarray:
    """Give some core classes a class set of their department: int32 (links, 2)."""
    sections = timetable.sections
    luck = stream(seed, "resources.class_sets").random(len(sections.course)) * 100
    chosen = np.flatnonzero((sections.kind == Kind.CORE) & (luck < profile.resources.class_exceptions))
    if not len(chosen) and profile.resources.class_exceptions > 0:
        chosen = np.array([0])  # a small district has one at least, so that importers meet every file
    departments = [course.department for course in profile.courses.values()]
    sets: dict[str, int] = {}
    for section in chosen.tolist():
        department = departments[sections.course[section]]
        if department not in sets:
            title = f"{department.replace('_', ' ').title()} Class Set"
            number = 2 * len(departments) + len(sets)
            sets[department] = shelf.add(_Resource(title, _isbn(number), _BOTH, "secondary", _PUBLISHERS[0], ""))
    resource = [sets[departments[sections.course[section]]] for section in chosen.tolist()]
    return np.stack([chosen, np.array(resource, np.int64)], axis=1).astype(np.int32)


@cache
def _isbn(number: int) -> str:
    """Return a well-formed ISBN-13 that no publisher has: prefix 979-9 is not assigned (ISBN International, 2025)."""
    digits = f"9799{number * 7919 % 10**8:08d}"
    total = sum(int(digit) * (3 if i % 2 else 1) for i, digit in enumerate(digits))
    return f"{digits}{-total % 10}"
