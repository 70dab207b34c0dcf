"""A draft collects sections and rosters and turns them into arrays."""

from __future__ import annotations

from rostergen.stages.schedule.draft import Draft
from rostergen.world import Kind


def test_a_draft_as_arrays() -> None:
    draft = Draft(["A", "B"], 2)
    first = draft.add_deal(0, 0, [3, 4])
    second = draft.add_deal(2, 7, [5], stride=2, by_ability=True)
    three = draft.periods("3")
    draft.add(
        0, 0b11, kinds=[Kind.CORE] * 2, codes="BB", terms=[0, 0], slots=[3, 3], periods=[three, three], rosters=first
    )
    draft.add(
        0, 0b1, kinds=[Kind.ELECTIVE], codes="A", terms=[1], slots=[4], periods=[draft.periods("4")], rosters=first[:1]
    )
    draft.add(2, 1 << 13, kinds=[Kind.CORE], codes="B", terms=[0], slots=[3], periods=[three], rosters=second)
    timetable = draft.timetable(3)

    sections, rosters = timetable.sections, timetable.rosters
    assert sections.school.tolist() == [0, 0, 0, 2]
    assert sections.course.tolist() == [1, 1, 0, 1]
    assert sections.kind.tolist() == [Kind.CORE, Kind.CORE, Kind.ELECTIVE, Kind.CORE]
    assert sections.term.tolist() == [0, 0, 1, 0]
    assert sections.slot.tolist() == [3, 3, 4, 3]
    assert [timetable.period_texts[i] for i in sections.periods] == ["3", "3", "4", "3"]
    assert sections.grades.tolist() == [3, 3, 1, 1 << 13]
    assert sections.roster.tolist() == [0, 1, 0, 2]
    assert sections.number.tolist() == [1, 2, 1, 1]  # of one school and course
    assert rosters.deal.tolist() == [0, 0, 1]
    assert rosters.size.tolist() == [3, 4, 5]
    assert rosters.deal_school.tolist() == [0, 2]
    assert rosters.deal_start.tolist() == [0, 7]
    assert rosters.deal_stride.tolist() == [1, 2]
    assert rosters.deal_count.tolist() == [7, 5]
    assert rosters.deal_by_ability.tolist() == [False, True]
    assert timetable.first_section.tolist() == [0, 3, 3, 4]


def test_an_empty_draft() -> None:
    timetable = Draft(["A"], 2).timetable(2)
    assert len(timetable.sections.school) == 0
    assert timetable.first_section.tolist() == [0, 0, 0]
