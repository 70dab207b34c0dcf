"""Resources and what they are attached to; all files but userResources are alike in both versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rostergen.ids import uuid_words
from rostergen.tables.column import Constant, Ids, IdTexts, Joined, Texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rostergen.tables.column import Column
    from rostergen.tables.files import Files
    from rostergen.tables.shared import Keys
    from rostergen.tables.table import Table
    from rostergen.world import World


def resources(world: World, keys: Keys, files: Files) -> Iterator[Table]:
    """Yield resources.csv, courseResources.csv and classResources.csv, those that have rows."""
    materials = world.materials
    n = len(materials.title)
    rows = np.arange(n)
    vendor_resource_id: Column = Texts(materials.vendor_resource_id, rows)
    if world.district is not None:  # a row for each resource of a vendor, and every district has rows of its own
        vendor_resource_id = Joined(vendor_resource_id, f"-{world.district.code}")
    if n:
        yield files.table(
            "resources",
            n,
            sourcedId=IdTexts(keys.resources),
            vendorResourceId=vendor_resource_id,
            title=Texts(materials.title, rows),
            roles=Texts(materials.roles, rows),
            importance=Texts(materials.importance, rows),
            vendorId=Texts(materials.vendor, rows),
            applicationId=Texts(materials.application, rows),
        )
    for name, links, target, targets in (
        ("courseResources", materials.course_links, "courseSourcedId", keys.courses),
        ("classResources", materials.section_links, "classSourcedId", keys.classes),
    ):
        if len(links):
            yield files.table(
                name,
                len(links),
                sourcedId=Ids(uuid_words(world.seed, name, 0, len(links))),
                title=Texts(materials.title, links[:, 1]),
                resourceSourcedId=IdTexts(keys.resources, links[:, 1]),
                **{target: IdTexts(targets, links[:, 0])},
            )


def user_resources(world: World, keys: Keys, files: Files, given: np.ndarray) -> Iterator[Table]:
    """Yield userResources.csv, new in 1.2: teacher editions, by class, and the titles `given` to single students.

    `given` is int32 (links, 2): student, resource.
    """
    sections, edition = _teacher_editions(world)
    n = len(sections)
    schools = world.timetable.sections.school[sections]
    yield files.table(
        "userResources",
        n,
        sourcedId=Ids(uuid_words(world.seed, "userResource.staff", 0, n)),
        userSourcedId=IdTexts(keys.staff, world.staff.teacher[sections]),
        orgSourcedId=IdTexts(keys.orgs, schools + 1),
        classSourcedId=IdTexts(keys.classes, sections),
        resourceSourcedId=IdTexts(keys.resources, edition),
    )
    n = len(given)
    yield files.table(
        "userResources",
        n,
        sourcedId=Ids(uuid_words(world.seed, "userResource.student", 0, n)),
        userSourcedId=IdTexts(keys.students, given[:, 0]),
        orgSourcedId=IdTexts(keys.orgs, world.population.students.school[given[:, 0]] + 1),
        classSourcedId=Constant("", n),
        resourceSourcedId=IdTexts(keys.resources, given[:, 1]),
    )


def _teacher_editions(world: World) -> tuple[np.ndarray, np.ndarray]:
    """Return the sections whose course has a resource for teachers alone, and that resource: two int64 arrays."""
    materials = world.materials
    for_teachers = np.array([roles == "teacher" for roles in materials.roles] or [False])
    links = materials.course_links[for_teachers[materials.course_links[:, 1]]]
    edition = np.full(len(world.profile.courses), -1)
    edition[links[:, 0]] = links[:, 1]
    of_section = edition[world.timetable.sections.course]
    sections = np.flatnonzero(of_section >= 0)
    return sections, of_section[sections]
