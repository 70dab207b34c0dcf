"""Resources and what they are attached to: files that are alike in both versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rostergen.ids import uuid_words
from rostergen.tables.column import Ids, Texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rostergen.tables.files import Files
    from rostergen.tables.shared import Keys
    from rostergen.tables.table import Table
    from rostergen.world import World


def resources(world: World, keys: Keys, files: Files) -> Iterator[Table]:
    """Yield resources.csv, courseResources.csv and classResources.csv, those that have rows."""
    materials = world.materials
    n = len(materials.title)
    rows = np.arange(n)
    if n:
        yield files.table(
            "resources",
            n,
            sourcedId=Ids(keys.resources),
            vendorResourceId=Texts(materials.vendor_resource_id, rows),
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
                resourceSourcedId=Ids(keys.resources, links[:, 1]),
                **{target: Ids(targets, links[:, 0])},
            )
