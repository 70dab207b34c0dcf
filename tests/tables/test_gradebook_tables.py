"""The gradebook as tables: the same work and scores in both versions, and what only 1.2 says."""

from __future__ import annotations

import csv
import io
import re
import tracemalloc
from collections import Counter, defaultdict
from functools import cache
from typing import TYPE_CHECKING

import pytest

from rostergen import generate, load_profile
from rostergen.bundle.encode import encode, header
from rostergen.projection import Projection

if TYPE_CHECKING:
    from rostergen.world import World

Row = dict[str, str]
Bundle = dict[str, list[Row]]
OLD = {"categories", "lineItems", "results"}
NEW = {
    "lineItemLearningObjectiveIds", "lineItemScoreScales", "resultLearningObjectiveIds", "resultScoreScales",
    "scoreScales",
}  # fmt: skip


@cache
def world_of(*settings: str) -> World:
    profile = load_profile("suburban", schools=3, students=200, settings=settings)
    return generate(profile, seed=2, school_year=2027)


@cache
def bundle_of(version: str, *settings: str, gradebook: bool = True) -> Bundle:
    files: Bundle = defaultdict(list)
    for table in Projection(world_of(*settings), version, gradebook=gradebook).tables():
        text = b"".join([header(table.spec), *encode(table)]).decode()
        files[table.spec.name] += csv.DictReader(io.StringIO(text, newline=""), strict=True)
    return {name: rows for name, rows in files.items() if rows}


def by_id(rows: list[Row]) -> dict[str, Row]:
    found = {row["sourcedId"]: row for row in rows}
    assert len(found) == len(rows)
    return found


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_the_roster_is_as_without_it(version: str) -> None:
    without, graded = bundle_of(version, gradebook=False), bundle_of(version)
    assert set(graded) - set(without) == OLD | (NEW if version == "1.2" else set())
    assert all(graded[name] == rows for name, rows in without.items())


def written(version: str, homeworks: int) -> tuple[int, int]:
    """Results of a gradebook, and the most bytes that were held at a time while it was written."""
    profile = load_profile("suburban", schools=1, students=700, settings=[f"categories.homework.items={homeworks}"])
    world, results = generate(profile, seed=2, school_year=2027), 0
    tracemalloc.start()
    try:
        for table in Projection(world, version, gradebook=True).tables():
            results += table.n_rows * (table.spec.name == "results")
            assert (sum(map(len, encode(table))) > 0) == (table.n_rows > 0)
        return results, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_results_are_never_held_together(version: str) -> None:
    (few, small), (many, large) = written(version, 10), written(version, 50)
    assert many > few + 300_000
    assert large - small < 12 * (many - few)  # held together they would take more than 30 bytes each


def test_the_same_categories() -> None:
    categories = world_of().profile.categories.values()
    assert [row["title"] for row in bundle_of("1.1")["categories"]] == [category.title for category in categories]
    assert [row["weight"] for row in bundle_of("1.2")["categories"]] == [
        str(category.weight) for category in categories
    ]
    assert by_id(bundle_of("1.1")["categories"]).keys() == by_id(bundle_of("1.2")["categories"]).keys()


def test_the_same_line_items() -> None:
    classes = by_id(bundle_of("1.2")["classes"])
    for old, new in zip(bundle_of("1.1")["lineItems"], bundle_of("1.2")["lineItems"], strict=True):
        assert new.pop("schoolSourcedId") == classes[new["classSourcedId"]]["schoolSourcedId"]
        assert old.pop("gradingPeriodSourcedId") == new.pop("academicSessionSourcedId")
        assert old == new
        assert re.fullmatch(r"[A-Z][A-Za-z ]+ [0-9]+", old["title"])
        assert (old["resultValueMin"], old["description"]) == ("0", "")


def test_line_items_have_the_points_of_their_category() -> None:
    titles = {row["sourcedId"]: row["title"] for row in bundle_of("1.2")["categories"]}
    points = {category.title: str(category.points) for category in world_of().profile.categories.values()}
    for row in bundle_of("1.2")["lineItems"]:
        assert row["title"].rsplit(" ", 1)[0] == titles[row["categorySourcedId"]]
        assert row["resultValueMax"] == points[titles[row["categorySourcedId"]]]


def test_the_same_results() -> None:
    more = ("textScore", "classSourcedId", "inProgress", "incomplete", "late", "missing")
    class_of = {row["sourcedId"]: row["classSourcedId"] for row in bundle_of("1.2")["lineItems"]}
    for old, new in zip(bundle_of("1.1")["results"], bundle_of("1.2")["results"], strict=True):
        assert old["score"] == (new["score"] or "0")
        assert bool(new["score"]) == (new["scoreStatus"] in ("fully graded", "partially graded"))
        assert new["classSourcedId"] == class_of[new["lineItemSourcedId"]]
        same = {name: text for name, text in new.items() if name not in more}
        assert same | {"score": ""} == old | {"score": ""}


def test_flags() -> None:
    seen: Counter[tuple[str, ...]] = Counter()
    for row in bundle_of("1.2", "gradebook.as_of=03-01")["results"]:
        status, flags = (
            row["scoreStatus"],
            {name for name in ("inProgress", "incomplete", "late", "missing") if row[name] == "true"},
        )
        assert {row[name] for name in ("inProgress", "incomplete", "late", "missing")} <= {"true", "false"}
        assert ("incomplete" in flags) == (status == "partially graded")
        assert (status == "not submitted") == bool(flags & {"missing", "inProgress"})
        assert not {"missing", "inProgress"} <= flags
        seen[status, *sorted(flags)] += 1
    assert {flag for _, *flags in seen for flag in flags} == {"inProgress", "incomplete", "late", "missing"}
    assert {status for status, *_ in seen} == {
        "exempt", "fully graded", "not submitted", "partially graded", "submitted",
    }  # fmt: skip


def test_scales_of_classes() -> None:
    bundle = bundle_of("1.2")
    classes = by_id(bundle["classes"])
    assert {row["scoreScaleValue"] for row in bundle["scoreScales"]} == {
        "{A:90-100},{B:80-89},{C:70-79},{D:60-69},{F:0-59}", "{P:60-100},{NP:0-59}",
    }  # fmt: skip
    for row in by_id(bundle["scoreScales"]).values():
        own = classes[row["classSourcedId"]]
        assert (row["courseSourcedId"], row["orgSourcedId"]) == (own["courseSourcedId"], own["schoolSourcedId"])
    assert {row["classSourcedId"] for row in bundle["scoreScales"]} == {
        r["classSourcedId"] for r in bundle["lineItems"]
    }


def test_a_text_score_is_of_the_scale_of_the_result_or_else_of_its_line_item() -> None:
    bundle = bundle_of("1.2", "gradebook.pass_fail=15")
    scales = by_id(bundle["scoreScales"])
    of_item = {row["lineItemSourcedId"]: row["scoreScaleSourcedId"] for row in bundle["lineItemScoreScales"]}
    of_result = {row["resultSourcedId"]: row["scoreScaleSourcedId"] for row in bundle["resultScoreScales"]}
    seen = set()
    for row in bundle["results"]:
        scale = scales.get(of_result.get(row["sourcedId"], of_item.get(row["lineItemSourcedId"], "")))
        if row["textScore"]:
            assert scale
            assert f"{{{row['textScore']}:" in scale["scoreScaleValue"]
            assert scale["classSourcedId"] == row["classSourcedId"]
            seen.add(row["textScore"])
    assert {"A", "B", "C", "D", "P"} <= seen
    assert of_result.keys() <= by_id(bundle["results"]).keys()


def test_objectives() -> None:
    bundle = bundle_of("1.2")
    urn = re.compile(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
    of_item = {row["lineItemSourcedId"]: row["learningObjectiveId"] for row in bundle["lineItemLearningObjectiveIds"]}
    results, course = by_id(bundle["results"]), defaultdict(set)
    course_of = {row["sourcedId"]: row["courseSourcedId"] for row in bundle["classes"]}
    items = by_id(bundle["lineItems"])
    for item, objective in of_item.items():
        course[objective].add(course_of[items[item]["classSourcedId"]])
    assert {len(found) for found in course.values()} == {1}
    for row in [*bundle["lineItemLearningObjectiveIds"], *bundle["resultLearningObjectiveIds"]]:
        assert row["source"] == "case"
        assert urn.fullmatch(row["learningObjectiveId"])
    for row in by_id(bundle["resultLearningObjectiveIds"]).values():
        assert row["learningObjectiveId"] == of_item[results[row["resultSourcedId"]]["lineItemSourcedId"]]
        assert row["textScore"] == ("Not shown", "Beginning", "Developing", "Proficient", "Advanced")[int(row["score"])]


def test_no_categories() -> None:
    nothing = [f"categories.{name}=null" for name in load_profile("suburban").categories]
    assert not (OLD | NEW) & set(bundle_of("1.2", *nothing))
