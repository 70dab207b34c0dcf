"""The gradebook of a school at a time, in either version: each has the columns and files that it knows."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from rostergen.gradebook import COMMENTS, LETTER_FROM, LETTERS, MASTERY, ScoreStatus
from rostergen.ids import uuid_text, uuid_words
from rostergen.tables.column import Constant, Ids, IdTexts, Joined, Texts
from rostergen.tables.pool import Pool
from rostergen.tables.shared import decoded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rostergen.gradebook import LineItems, Results
    from rostergen.tables.column import Column
    from rostergen.tables.files import Files
    from rostergen.tables.shared import Keys
    from rostergen.tables.table import Table
    from rostergen.world import World

_STRIDE = 1 << 36
"""Ids of a school start at its number times this, so no school depends on the size of another."""
_OBJECTIVES = 16
"""Ids kept for the objectives of a course."""
# In the order of ScoreStatus.
_STATUSES = ("exempt", "fully graded", "not submitted", "partially graded", "submitted")
_SCALES = {"Letter Grades": ("letter", LETTERS[:5]), "Pass or No Pass": ("pass/fail", LETTERS[5:])}


def categories(world: World, files: Files, used: np.ndarray) -> Table:
    """Return categories.csv with the categories that are `used` (int, ascending); 1.1 has no weights."""
    found = list(world.profile.categories.values())
    return files.fitting(
        "categories",
        len(used),
        sourcedId=IdTexts(_category_ids(world), used),
        title=Texts([category.title for category in found], used),
        weight=Texts([str(category.weight) for category in found], used),
    )


def _category_ids(world: World) -> np.ndarray:
    return uuid_text(uuid_words(world.seed, "category", 0, len(world.profile.categories)))


class SchoolGradebook:
    """Turns the line items and results of one school into tables."""

    def __init__(self, world: World, keys: Keys, files: Files, school: int, items: LineItems) -> None:
        self._world, self._keys, self._files, self._items = world, keys, files, items
        self._school = school
        self._first = school * _STRIDE
        self._categories = list(world.profile.categories.values())
        self._own = slice(*world.timetable.first_section[school : school + 2].tolist())
        start = int(world.plan.first_student[school, 0])
        self._students = slice(start, start + int(world.plan.seats[school].sum()))
        self._has_scales = any(spec.name == "scoreScales" for spec in files.version.files)

    def _words(self, kind: str, first: int, n: int) -> np.ndarray:
        return uuid_words(self._world.seed, f"{kind}.{self._world.calendar.school_year}", self._first + first, n)

    @cached_property
    def _item_ids(self) -> np.ndarray:
        return uuid_text(self._words("lineItem", 0, len(self._items.section)))

    @cached_property
    def _scale_texts(self) -> np.ndarray:
        """Ids of the scales of the school's sections: letters, then pass and no pass, V36 (2 * sections)."""
        return uuid_text(self._words("scoreScale", 0, 2 * (self._own.stop - self._own.start)))

    @cached_property
    def _objective_ids(self) -> np.ndarray:
        n = len(self._world.profile.courses) * _OBJECTIVES
        return uuid_text(uuid_words(self._world.seed, "objective", 0, n))

    @cached_property
    def _half_points(self) -> Pool:
        """Texts of 0, 0.5, 1, … up to the most points there are."""
        most = max(category.points for category in self._categories)
        return Pool([f"{n // 2}{'.5' if n % 2 else ''}" for n in range(2 * most + 1)])

    def _org(self, n: int) -> Column:
        school = self._school + 1
        return Constant(decoded(self._keys.orgs[school : school + 1])[0], n)

    def _classes(self, sections: np.ndarray) -> IdTexts:
        return IdTexts(self._keys.classes[self._own], sections - self._own.start)

    def _scale_ids(self, sections: np.ndarray, pass_fail: np.ndarray) -> IdTexts:
        return IdTexts(self._scale_texts, 2 * (sections - self._own.start) + pass_fail)

    def items(self) -> Iterator[Table]:
        """Yield lineItems.csv, and in 1.2 the scales of the classes and what items say of scales and objectives."""
        items, rows = self._items, np.flatnonzero(self._items.given | self._items.planned)
        section, category, n = items.section[rows], items.category[rows], len(rows)
        period = IdTexts(self._keys.sessions, items.session[rows])
        titles = [f"{category.title} " for category in self._categories]
        numbers = list(map(str, range(int(items.number.max(initial=0)) + 1)))
        points = Texts([str(category.points) for category in self._categories], category)
        yield self._files.fitting(
            "lineItems",
            n,
            sourcedId=IdTexts(self._item_ids, rows),
            title=Joined(Texts(titles, category), Texts(numbers, items.number[rows])),
            description=Constant("", n),
            assignDate=self._keys.school_dates(items.assigned[rows]),
            dueDate=self._keys.school_dates(items.due[rows]),
            classSourcedId=self._classes(section),
            categorySourcedId=IdTexts(_category_ids(self._world), category),
            gradingPeriodSourcedId=period,
            academicSessionSourcedId=period,
            resultValueMin=Constant("0", n),
            resultValueMax=points,
            schoolSourcedId=self._org(n),
        )
        if self._has_scales:
            yield from self._scales(np.unique(section))
            yield from self._item_links(rows)

    def _scales(self, sections: np.ndarray) -> Iterator[Table]:
        """Yield the scales that the graded classes have: letters, and pass or no pass."""
        n = len(sections)
        for number, (title, (kind, letters)) in enumerate(_SCALES.items()):
            text = ",".join(f"{{{letter}:{span}}}" for letter, span in zip(letters, _spans(letters), strict=True))
            yield self._files.table(
                "scoreScales",
                n,
                sourcedId=self._scale_ids(sections, np.full(n, number)),
                title=Constant(title, n),
                type=Constant(kind, n),
                orgSourcedId=self._org(n),
                courseSourcedId=IdTexts(self._keys.courses, self._world.timetable.sections.course[sections]),
                classSourcedId=self._classes(sections),
                scoreScaleValue=Texts([text], np.zeros(n, np.int8)),
            )

    def _item_links(self, rows: np.ndarray) -> Iterator[Table]:
        items = self._items
        scaled = np.array([category.scaled for category in self._categories], bool)
        chosen = rows[scaled[items.category[rows]]]
        sections = items.section[chosen]
        yield self._files.table(
            "lineItemScoreScales",
            len(chosen),
            sourcedId=Ids(self._words("lineItemScoreScale", 0, len(items.section))[chosen]),
            title=Constant("Letter Grades", len(chosen)),
            lineItemSourcedId=IdTexts(self._item_ids, chosen),
            scoreScaleSourcedId=self._scale_ids(sections, np.zeros(len(chosen), np.int8)),
        )
        chosen = rows[items.objective[rows] >= 0]
        yield self._files.table(
            "lineItemLearningObjectiveIds",
            len(chosen),
            sourcedId=Ids(self._words("lineItemLearningObjectiveId", 0, len(items.section))[chosen]),
            lineItemSourcedId=IdTexts(self._item_ids, chosen),
            source=Constant("case", len(chosen)),
            learningObjectiveId=self._objective(chosen),
        )

    def _objective(self, items: np.ndarray) -> Column:
        """Return the objectives of line items, which are those of the course in every school."""
        course = self._world.timetable.sections.course[self._items.section[items]].astype(np.int64)
        return Joined("urn:uuid:", IdTexts(self._objective_ids, course * _OBJECTIVES + self._items.objective[items]))

    def results(self, results: Results) -> Iterator[Table]:
        """Yield a block of results.csv, and in 1.2 what single results say of scales and objectives."""
        n = len(results.number)
        if not n:
            return
        ids = self._words("result", int(results.number[0]), int(results.number[-1] - results.number[0]) + 1)
        ids = ids[results.number - results.number[0]]
        section = self._items.section[results.item]
        missing = results.status == ScoreStatus.NOT_SUBMITTED
        # 1.1 asks for a score whatever the status: the least there is.
        least = -1 if self._has_scales else 0
        flag = Pool(["false", "true"])
        yield self._files.fitting(
            "results",
            n,
            sourcedId=Ids(ids),
            lineItemSourcedId=IdTexts(self._item_ids, results.item),
            studentSourcedId=IdTexts(self._keys.students[self._students], results.student - self._students.start),
            scoreStatus=Texts(_STATUSES, results.status),
            score=Texts(self._half_points, np.maximum(results.score, least)),
            scoreDate=self._keys.school_dates(results.day),
            comment=Texts(COMMENTS, results.comment),
            textScore=Texts(LETTERS, results.letter),
            classSourcedId=self._classes(section),
            inProgress=Texts(flag, results.in_progress.astype(np.int8)),
            incomplete=Texts(flag, (results.status == ScoreStatus.PARTIAL).astype(np.int8)),
            late=Texts(flag, results.late.astype(np.int8)),
            missing=Texts(flag, (missing & ~results.in_progress).astype(np.int8)),
        )
        if self._has_scales:
            yield from self._result_links(results, ids, section)

    def _result_links(self, results: Results, ids: np.ndarray, section: np.ndarray) -> Iterator[Table]:
        first, span = int(results.number[0]), int(results.number[-1] - results.number[0]) + 1
        place = results.number - first
        chosen = np.flatnonzero(results.pass_fail & (results.letter >= 0))
        yield self._files.table(
            "resultScoreScales",
            len(chosen),
            sourcedId=Ids(self._words("resultScoreScale", first, span)[place[chosen]]),
            title=Constant("Pass or No Pass", len(chosen)),
            resultSourcedId=Ids(ids[chosen]),
            scoreScaleSourcedId=self._scale_ids(section[chosen], np.ones(len(chosen), np.int8)),
        )
        chosen = np.flatnonzero(results.mastery >= 0)
        mastery = results.mastery[chosen]
        yield self._files.table(
            "resultLearningObjectiveIds",
            len(chosen),
            sourcedId=Ids(self._words("resultLearningObjectiveId", first, span)[place[chosen]]),
            resultSourcedId=Ids(ids[chosen]),
            source=Constant("case", len(chosen)),
            learningObjectiveId=self._objective(results.item[chosen]),
            score=Texts([str(n) for n in range(len(MASTERY))], mastery),
            textScore=Texts(MASTERY, mastery),
        )


def _spans(letters: tuple[str, ...]) -> list[str]:
    """Return the percentages that some letters, best first, stand for: "90-100", "80-89", …."""
    least = [LETTER_FROM[LETTERS.index(letter)] for letter in letters]
    most = [100, *(bound - 1 for bound in least)]
    return [f"{low}-{high}" for low, high in zip(least, most, strict=False)]
