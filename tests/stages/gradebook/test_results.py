"""Results: scores that follow ability, difficulty and the profile, and all that goes wrong at its rate."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple
from unittest import mock

import numpy as np
import pytest

from rostergen import generate, load_profile
from rostergen.gradebook import COMMENTS, LETTERS, LineItems, Results, ScoreStatus
from rostergen.stages.enroll import ability_of, enroll_school
from rostergen.stages.gradebook import line_items, n_results, results
from rostergen.stages.gradebook.days import school_days
from rostergen.stages.gradebook.results import _letter

if TYPE_CHECKING:
    from rostergen.world import World


class Book(NamedTuple):
    """Everything graded in a district, schools one after another."""

    world: World
    rows: Results
    category: np.ndarray
    due: np.ndarray
    difficulty: np.ndarray
    ability: np.ndarray
    percent: np.ndarray  # of the points, -1 without a score


def made(world: World, school: int) -> tuple[LineItems, list[Results]]:
    items = line_items(world, school)
    enrollments, ability = enroll_school(world, school), ability_of(world, school)
    return items, list(results(world, school, enrollments, items, ability))


def joined(blocks: list[Results]) -> Results:
    return Results(*(np.concatenate([getattr(block, name) for block in blocks]) for name in Results.__slots__))


@cache
def book(*settings: str, profile: str = "suburban", students: int = 900) -> Book:
    world = generate(load_profile(profile, schools=3, students=students, settings=settings), seed=4, school_year=2027)
    rows, category, due, difficulty, ability = [], [], [], [], []
    for school in range(world.plan.n_schools):
        items, blocks = made(world, school)
        part = joined(blocks)
        rows.append(part)
        category.append(items.category[part.item])
        due.append(items.due[part.item])
        difficulty.append(items.difficulty[part.item])
        ability.append(ability_of(world, school)[part.student - world.plan.first_student[school, 0]])
    whole = joined(rows)
    points = np.array([c.points for c in world.profile.categories.values()])[np.concatenate(category)]
    return Book(
        world,
        whole,
        np.concatenate(category),
        np.concatenate(due),
        np.concatenate(difficulty),
        np.concatenate(ability),
        np.where(whole.score >= 0, whole.score * 50 / points, -1),
    )


def of(found: Book, name: str) -> np.ndarray:
    rows: np.ndarray = found.category == list(found.world.profile.categories).index(name)
    return rows


def school_days_of(found: Book) -> np.ndarray:
    return school_days(found.world.calendar, found.world.calendar.sessions[0])


def last_days(found: Book) -> np.ndarray:
    """The days on which late work may still be to come."""
    return school_days_of(found)[-5:]


SCORED = (ScoreStatus.GRADED, ScoreStatus.PARTIAL)


def test_statuses_and_scores_agree() -> None:
    rows = book().rows
    assert (np.isin(rows.status, SCORED) == (rows.score >= 0)).all()
    assert set(rows.status.tolist()) == set(ScoreStatus)
    assert not (rows.late & np.isin(rows.status, [ScoreStatus.NOT_SUBMITTED, ScoreStatus.EXEMPT])).any()
    assert not rows.in_progress.any()


def test_scores_lie_within_their_points() -> None:
    found = book("gradebook.ability_spread=40", "gradebook.chance_spread=40")
    assert found.percent.max() == 100
    assert found.percent[found.rows.score >= 0].min() == 0


@pytest.mark.parametrize("name", ["tests", "homework", "reading"])
def test_averages(name: str) -> None:
    settings = ("gradebook.late_penalty=0", f"categories.{name}.average=70")
    found = book(*settings)
    graded = of(found, name) & (found.rows.status == ScoreStatus.GRADED)
    assert found.percent[graded].mean() == pytest.approx(70, abs=2)
    wide = found.percent[graded].std()
    assert wide == pytest.approx((8**2 + 4**2 + 5**2 + 8**2) ** 0.5, rel=0.12)


def test_abler_students_score_higher_and_harder_work_lower() -> None:
    found = book()
    graded = of(found, "tests") & (found.rows.status == ScoreStatus.GRADED)
    percent = found.percent[graded]
    assert np.corrcoef(found.ability[graded], percent)[0, 1] > 0.45
    assert np.corrcoef(found.difficulty[graded], percent)[0, 1] > 0.25
    flat = book("gradebook.ability_spread=0", "gradebook.chance_spread=0", "gradebook.item_spread=0")
    same = of(flat, "tests") & (flat.rows.status == ScoreStatus.GRADED) & ~flat.rows.late
    assert set(flat.percent[same].tolist()) == {77.0}


@pytest.mark.parametrize("rate", [0.0, 4.0, 20.0])
def test_missing_work(rate: float) -> None:
    found = book(f"categories.homework.missing={rate}")
    own = of(found, "homework")
    own &= found.due < last_days(found)[0]
    missing = found.rows.status[own] == ScoreStatus.NOT_SUBMITTED
    assert missing.mean() * 100 == pytest.approx(rate, abs=max(0.01, rate * 0.15))
    if rate:
        assert found.ability[own][missing].mean() < found.ability[own][~missing].mean() - 0.3


@pytest.mark.parametrize("rate", [0.0, 5.0, 30.0])
def test_late_work(rate: float) -> None:
    found = book(f"categories.homework.late={rate}", "categories.homework.missing=0")
    own = of(found, "homework")
    assert found.rows.late[own].mean() * 100 == pytest.approx(rate, abs=max(0.01, rate * 0.1))
    late = own & found.rows.late & (found.rows.status == ScoreStatus.GRADED)
    on_time = own & ~found.rows.late & (found.rows.status == ScoreStatus.GRADED)
    if rate:
        assert found.percent[late].mean() == pytest.approx(found.percent[on_time].mean() * 0.9, abs=2)
        assert (found.rows.day[late] > found.due[late]).all()


def test_late_work_comes_one_to_five_days_late() -> None:
    found = book("categories.homework.late=30", "categories.homework.missing=0")
    days, own = school_days_of(found), of(found, "homework") & (found.due < last_days(found)[0])
    wait = np.searchsorted(days, found.rows.day) - np.searchsorted(days, found.due)
    on_time, late = (np.bincount(wait[own & (found.rows.late == flag)]) for flag in (False, True))
    assert on_time.nonzero()[0].tolist() == [0, 1, 2, 3, 4]
    assert late.nonzero()[0].tolist() == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert late.max() < 0.3 * late.sum()  # not all after one number of days


def test_late_work_that_has_not_come_yet_is_missing() -> None:
    then, later = (
        book("gradebook.waiting=0", "gradebook.exempt=0", "categories.homework.late=40", f"gradebook.as_of={day}")
        for day in ("02-10", "03-15")
    )
    day = int(np.datetime64("2027-02-10", "D").astype(int))
    days = school_days_of(then)
    lately = [rows & (days[days <= day][-5] <= book.due) & (book.due <= day)
              for book, rows in ((then, of(then, "homework")), (later, of(later, "homework")))]  # fmt: skip
    missing_then, missing_later = (
        book.rows.status[rows] == ScoreStatus.NOT_SUBMITTED for book, rows in zip((then, later), lately, strict=True)
    )
    came = missing_then & ~missing_later
    assert not (missing_later & ~missing_then).any()
    assert came.mean() > 0.15
    assert later.rows.late[lately[1]][came].all()
    assert (later.rows.day[lately[1]][came] > day).all()


@pytest.mark.parametrize(("key", "status", "rate"), [("exempt", 0, 6.0), ("partial", 3, 9.0)])
def test_rates(key: str, status: int, rate: float) -> None:
    for want in (0.0, rate):
        found = book(f"gradebook.{key}={want}", "gradebook.waiting=0")
        among = np.ones(len(found.due), bool)
        if key == "partial":
            among = np.isin(found.rows.status, SCORED) & (found.due >= school_days_of(found)[-20])
            assert not (found.rows.status[~among] == status).any()
        assert (found.rows.status[among] == status).mean() * 100 == pytest.approx(want, abs=want * 0.1)


def test_the_last_days_wait_for_their_grades() -> None:
    found = book("gradebook.waiting=70")
    days = school_days(found.world.calendar, found.world.calendar.sessions[0])
    handed_in = ~np.isin(found.rows.status, [ScoreStatus.EXEMPT, ScoreStatus.NOT_SUBMITTED])
    recent = handed_in & (found.due >= days[-5])
    waiting = found.rows.status == ScoreStatus.SUBMITTED
    assert waiting[recent].mean() == pytest.approx(0.7, abs=0.05)
    assert not waiting[found.due < days[-5]].any()


def test_days_of_scores() -> None:
    found = book()
    days = school_days(found.world.calendar, found.world.calendar.sessions[0])
    assert np.isin(found.rows.day, days).all()
    assert (found.rows.day >= found.due).all()


def test_letters() -> None:
    found = book()
    scaled = np.array([c.scaled for c in found.world.profile.categories.values()])[found.category]
    assert ((found.rows.letter >= 0) == (scaled & (found.rows.score >= 0))).all()
    assert set(found.rows.letter[found.rows.pass_fail].tolist()) <= {-1, 5, 6}
    assert set(found.rows.letter[~found.rows.pass_fail].tolist()) == {-1, 0, 1, 2, 3, 4}
    percent = np.array([100, 90, 89.5, 89.4, 80, 79, 69.5, 60, 59.4, 0])
    assert [LETTERS[i] for i in _letter(percent, np.zeros(10, bool))] == list("AAABBCCDFF")
    assert [LETTERS[i] for i in _letter(percent, np.ones(10, bool))] == ["P"] * 8 + ["NP"] * 2


def test_pass_fail_is_for_a_student_in_a_class() -> None:
    found = book("gradebook.pass_fail=20")
    assert found.rows.pass_fail.mean() == pytest.approx(0.2, abs=0.04)
    assert not book("gradebook.pass_fail=0").rows.pass_fail.any()


def test_mastery_is_of_work_with_an_objective() -> None:
    found = book("gradebook.mastery=50", *(f"categories.{name}.objectives=100" for name in ("tests", "homework")))
    own = (of(found, "tests") | of(found, "homework")) & (found.rows.score >= 0)
    assert (found.rows.mastery[own] >= 0).mean() == pytest.approx(0.5, abs=0.03)
    stated = own & (found.rows.mastery >= 0)
    assert np.corrcoef(found.percent[stated], found.rows.mastery[stated])[0, 1] > 0.7
    for least, letters in ((3, "ABC"), (4, "A")):  # 75 % is proficient, 90 % advanced
        shown = found.rows.letter[stated & (found.rows.mastery >= least) & ~found.rows.pass_fail]
        assert {LETTERS[letter] for letter in shown[shown >= 0]} == set(letters)
    assert (found.percent[found.rows.mastery == 0] < 40).all()
    nowhere = [f"categories.{name}.objectives=0" for name in found.world.profile.categories]
    none = book("gradebook.mastery=100", *nowhere)
    assert (none.rows.mastery == -1).all()


def test_comments_fit() -> None:
    rows, percent = book("gradebook.comments=30").rows, book("gradebook.comments=30").percent
    assert set(rows.comment.tolist()) == set(range(-1, len(COMMENTS)))
    for text, status in (("Not handed in", ScoreStatus.NOT_SUBMITTED), ("Excused", ScoreStatus.EXEMPT)):
        assert set(rows.status[rows.comment == COMMENTS.index(text)].tolist()) == {status}
    assert percent[rows.comment == COMMENTS.index("Excellent work")].min() >= 92
    assert rows.late[rows.comment == COMMENTS.index("Handed in late")].all()


def test_as_many_comments_as_the_profile_says() -> None:
    assert (book("gradebook.comments=0").rows.comment == -1).all()
    everything = book("gradebook.comments=100").rows
    assert (everything.comment[everything.late] >= 0).all()
    assert (everything.comment[everything.status == ScoreStatus.EXEMPT] >= 0).all()
    assert (book().rows.comment >= 0).mean() * 100 == pytest.approx(3, abs=0.5)


def test_a_day_in_the_year() -> None:
    found = book("gradebook.as_of=02-10")
    day = int(np.datetime64("2027-02-10", "D").astype(int))
    assert (found.rows.in_progress == (found.due > day) & (found.rows.status != ScoreStatus.EXEMPT)).all()
    assert found.rows.in_progress.any()
    assert (found.rows.status[found.rows.in_progress] == ScoreStatus.NOT_SUBMITTED).all()
    assert found.rows.day.max() <= day
    assert (found.rows.score[found.due > day] == -1).all()
    # What was due before is as it is at the end of the year, but for what was still to be handed in.
    whole = book()
    before, then = found.due < day - 14, whole.due < day - 14
    partial = found.rows.status[before] == ScoreStatus.PARTIAL
    score, later = found.rows.score[before], whole.rows.score[then]
    assert (score[~partial] == later[~partial]).all()
    assert partial.any()
    assert (score[partial] < later[partial]).mean() > 0.95
    assert (whole.rows.status[then][partial] == ScoreStatus.GRADED).all()


def test_work_that_waits_for_its_grade_has_the_day_it_was_handed_in() -> None:
    found = book("gradebook.waiting=100", "gradebook.partial=0")
    rows, due = found.rows, found.due
    waiting = rows.status == ScoreStatus.SUBMITTED
    assert (rows.day[waiting & ~rows.late] == due[waiting & ~rows.late]).all()
    assert (rows.day[waiting & rows.late] > due[waiting & rows.late]).all()
    assert (waiting & rows.late).any()


@pytest.mark.parametrize("profile", ["rural", "suburban", "urban"])
def test_who_has_results(profile: str) -> None:
    """One for each piece of work of a class and each student who is in it on the day it is due."""
    world = generate(
        load_profile(profile, schools=3, students=500, settings=["movers.late_entry=25", "movers.early_leave=25"]),
        seed=4,
        school_year=2027,
    )
    total = 0
    for school in range(world.plan.n_schools):
        items, blocks = made(world, school)
        enrollments = enroll_school(world, school)
        expected = set()
        by_section: dict[int, list[int]] = {}
        for row, section in enumerate(enrollments.section.tolist()):
            by_section.setdefault(section, []).append(row)
        for item, (section, due) in enumerate(zip(items.section.tolist(), items.due.tolist(), strict=True)):
            for row in by_section[section]:
                if enrollments.begin[row] <= due < enrollments.end[row]:
                    expected.add((item, int(enrollments.user[row])))
        found = joined(blocks)
        pairs = list(zip(found.item.tolist(), found.student.tolist(), strict=True))
        assert len(pairs) == len(set(pairs))
        assert set(pairs) == expected
        assert (np.diff(found.number) > 0).all()
        total += len(pairs)
    assert n_results(world) == pytest.approx(total, rel=0.3)
    assert n_results(book().world) == pytest.approx(len(book().due), rel=0.05)


@pytest.mark.parametrize("size", [1, 97, 1 << 20])
def test_the_size_of_blocks_changes_nothing(size: int) -> None:
    world = generate(load_profile("suburban", schools=2, students=60), seed=4, school_year=2027)
    usual = joined(made(world, 1)[1])
    with mock.patch("rostergen.stages.gradebook.results._BLOCK", size):
        other = joined(made(world, 1)[1])
    for name in Results.__slots__:
        assert (getattr(usual, name) == getattr(other, name)).all(), name


def test_a_block_has_its_size() -> None:
    world = book().world
    with mock.patch("rostergen.stages.gradebook.results._BLOCK", 1000):
        sizes = [len(block.number) for block in made(world, 0)[1]]
    assert max(sizes) < 1100
    assert len(sizes) > 3


def test_no_work_no_results() -> None:
    nothing = [f"categories.{name}=null" for name in load_profile("rural").categories]
    world = generate(load_profile("rural", schools=1, students=20, settings=nothing), school_year=2027)
    assert made(world, 0)[1] == []
