"""Which departments of a school have teachers of their own, and which are too small for that and are joined."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rostergen.ordering import distinct
from rostergen.world import Kind, Sections

if TYPE_CHECKING:
    from rostergen.profile.model import Profile

_IDLE = 0.4
"""Teachers of a department who lack more than this part of their load cover another department: judgment (2026)."""
_FEW = 2
"""So many teachers share departments at most, so that a large school's keep to their subject: judgment (2026)."""


class Pools(NamedTuple):
    """The departments of all schools, joined or not, by school: the teachers of each share a sequence of sections."""

    of_section: np.ndarray  # int64 (sections)
    school: np.ndarray  # int64 (pools), ascending
    load: np.ndarray  # int64 (pools): most sections of a teacher


def departments(
    profile: Profile, sections: Sections, names: list[str], department: np.ndarray, n_schools: int
) -> Pools:
    """Return who can teach what, the pools of a school in the order of their first sections.

    Homerooms, specials and secondary classes keep different hours, so nobody teaches two of them, whatever the
    department. `department` is that of each section, an index into `names`.
    """
    staffing = profile.staffing
    groups = [[names.index(name) for name in group if name in names] for group in staffing.shared_departments]
    pool = np.zeros(len(department), np.int64)  # numbers of a school: its homerooms, specials, secondary classes
    load = np.ones(len(department), np.int64)
    for is_kind, most, first in (
        (sections.kind == Kind.SPECIAL, staffing.specials_per_teacher, 1),
        (sections.kind > Kind.SPECIAL, staffing.classes_per_teacher, 1 + len(names)),
    ):
        rows = np.flatnonzero(is_kind)
        if len(rows):
            joined = _joined(groups, sections, rows, department[rows], (n_schools, len(names)), most)
            pool[rows] = joined[sections.school[rows], department[rows]] + first
            load[rows] = most
    pools = distinct(sections.school * np.int64(2 * len(names) + 1) + pool)
    place = np.argsort(np.argsort(pools.first))
    first_of = np.sort(pools.first)
    return Pools(place[pools.which], sections.school[first_of], load[first_of])


def _joined(
    groups: list[list[int]],
    sections: Sections,
    rows: np.ndarray,
    department: np.ndarray,
    shape: tuple[int, int],
    load: int,
) -> np.ndarray:
    """Return, for each school and department, the department that it is joined to, or itself."""
    slots, slot, _ = distinct(sections.slot[rows])
    count = np.zeros((*shape, int(sections.term.max(initial=1)) + 1, len(slots)), np.int64)
    np.add.at(count, (sections.school[rows], department, sections.term[rows], slot), 1)
    joined = np.tile(np.arange(shape[1]), (shape[0], 1))
    teachers, idle = _needs(count, load)
    for school in np.flatnonzero((idle > _IDLE).any(axis=1)).tolist():
        alone = zip(teachers[school].tolist(), idle[school].tolist(), strict=True)
        own: dict[tuple[int, ...], tuple[int, float]] = {(i,): (n, part) for i, (n, part) in enumerate(alone) if n}
        for part in _share(groups, count[school], own, load):
            joined[school, list(part)] = part[0]
    return joined


def _needs(count: np.ndarray, load: int) -> tuple[np.ndarray, np.ndarray]:
    """Return how many teachers departments need, as `_deal` deals them, and how idle these are.

    `count` is of sections (departments, terms, slots), with those of the whole year as the first term. Idle is the part
    of their load that teachers lack, over the year.
    """
    year, term = count[..., 0, :], count[..., 1:, :]
    width = year + term.max(axis=-2)
    teachers = np.maximum(width.max(axis=-1), -(-width.sum(axis=-1) // load))
    classes = year.sum(axis=-1) + term.sum(axis=(-1, -2)) / term.shape[-2]
    return teachers, np.where(teachers > 0, 1 - classes / np.maximum(teachers * load, 1), 0.0)


def _share(
    groups: list[list[int]], count: np.ndarray, needs: dict[tuple[int, ...], tuple[int, float]], load: int
) -> list[tuple[int, ...]]:
    """Return the departments, those of a group joined that have little to do and can do with a teacher less together.

    The idlest comes first, and joins the smallest of those with which it saves most. `needs` knows the departments of
    the school alone, and gets to know others.
    """

    def of(part: tuple[int, ...]) -> tuple[int, float]:
        if part not in needs:
            n_teachers, idle = _needs(count[list(part)].sum(axis=0), load)
            needs[part] = int(n_teachers), float(idle)
        return needs[part]

    parts = list(needs)
    for group in groups:
        waiting = [part for part in parts if set(part) <= set(group) and of(part)[1] > _IDLE]
        while waiting:
            idlest = max(waiting, key=lambda part: of(part)[1])
            waiting.remove(idlest)
            open_to_it = [part for part in parts if part != idlest and set(part) <= set(group)]
            partners = [part for part in open_to_it if of(part)[0] <= _FEW]
            alone = {part: of(idlest)[0] + of(part)[0] for part in partners}
            saved = {part: alone[part] - of(idlest + part)[0] for part in partners}
            best = max(partners, key=lambda part: (saved[part], -alone[part]), default=idlest)
            if saved.get(best, 0) > 0:
                joined = idlest + best
                parts = [joined if part == best else part for part in parts if part != idlest]
                waiting = [part for part in waiting if part != best] + [joined] * (of(joined)[1] > _IDLE)
    return parts
