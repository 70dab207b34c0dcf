"""Rooms: no two teachers share one, and departments have those they are known for."""

from __future__ import annotations

import itertools
import operator
from functools import cache

import numpy as np

from rostergen.ordering import distinct

_NAMED_ROOMS = {
    "wellness": ("Gym", "Auxiliary Gym", "Weight Room", "Field House"),
    "elementary_pe": ("Gym", "Multipurpose Room"),
    "music": ("Band Room", "Choir Room", "Orchestra Room"),
    "elementary_music": ("Music Room",),
    "visual_arts": ("Art Studio", "Ceramics Studio"),
    "elementary_art": ("Art Room",),
    "elementary_library": ("Library",),
    "elementary_technology": ("Computer Lab",),
    "theatre": ("Drama Room", "Auditorium", "Black Box Theater"),
}
"""Rooms that a department has; with more teachers it has several of the first: no ball is played in Room 202."""


def rooms(
    school: np.ndarray, teacher: np.ndarray, department: np.ndarray, names: list[str]
) -> tuple[np.ndarray, list[str]]:
    """Return the room of every section (int32), as an index into the texts that are returned with it."""
    pairs, of_section, _ = distinct(teacher * len(names) + department)
    first = np.empty(len(pairs), np.int64)
    first[of_section] = np.arange(len(teacher))
    texts: dict[str, int] = {}
    numbers: list[int] = []
    whose = zip(pairs.tolist(), school[first].tolist(), strict=True)
    for _, own in itertools.groupby(whose, key=operator.itemgetter(1)):
        taught = [(pair // len(names), names[pair % len(names)]) for pair, _ in own]
        numbers += [texts.setdefault(text, len(texts)) for text in room_texts(taught)]
    return np.array(numbers, np.int32)[of_section], list(texts)


def room_texts(taught: list[tuple[int, str]]) -> list[str]:
    """Return the rooms in which the teachers of a school teach a department: one that it is known for, or a number.

    No two teachers share a room, so nobody waits before a door; one of several departments may have several rooms.
    """
    taken: set[str] = set()
    numbered: dict[int, int] = {}
    rooms: list[str] = []
    for who, department in taught:
        if names := _NAMED_ROOMS.get(department):
            more = (f"{names[0]} {number}" for number in itertools.count(2))
            rooms.append(next(room for room in itertools.chain(names, more) if room not in taken))
            taken.add(rooms[-1])
        else:
            rooms.append(_number(numbered.setdefault(who, len(numbered))))
    return rooms


@cache
def _number(i: int) -> str:
    """Return the number that the i-th teacher who needs one has at the door: 25 rooms to a floor."""
    return f"Room {i // 25 + 1}{i % 25 + 1:02d}"
