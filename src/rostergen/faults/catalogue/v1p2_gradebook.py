"""Faults that only the gradebook of OneRoster 1.2 can have: score scales, learning objectives, flags."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rostergen.faults.catalogue.v1p2 import is_1p2
from rostergen.faults.changes import added, cell, of_file, of_id, of_row
from rostergen.faults.model import Shelf

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rostergen.faults.draw import Draw
    from rostergen.faults.model import Change
    from rostergen.faults.source import Source

V1P2_GRADEBOOK = Shelf("1.2")


@V1P2_GRADEBOOK.fault(
    "score-scale-without-braces",
    "OR12-LST-07",
    imitates="The exporter writes a scale as A=90-100",
    importer="reject row",
)
def _scale(source: Source, draw: Draw) -> Iterator[Change]:
    for row in source.walk("scoreScales", draw):
        if row["scoreScaleValue"] and not source.is_referred_to(row):
            value = row["scoreScaleValue"].replace("{", "").replace("}", "").replace(":", "=")
            yield cell(source, row, "scoreScaleValue", value)
        elif row["scoreScaleValue"]:
            value = row["scoreScaleValue"].replace("{", "").replace("}", "").replace(":", "=")
            yield added(row, "scoreScaleValue", {"sourcedId": draw.new_id(), "scoreScaleValue": value})


@V1P2_GRADEBOOK.fault(
    "text-score-off-the-scale",
    "OR12-GRD-04",
    imitates="A teacher wrote a word where a letter was asked for",
    importer="warn",
)
def _off_scale(source: Source, draw: Draw) -> Iterator[Change]:
    for row in source.walk("results", draw):
        own = list(source.where("resultScoreScales", "resultSourcedId", row["sourcedId"])) if is_1p2(source) else []
        own = own or list(source.where("lineItemScoreScales", "lineItemSourcedId", row["lineItemSourcedId"]))
        scales = [
            scale for each in own if (scale := source.get("scoreScales", each["scoreScaleSourcedId"])) is not None
        ]
        if row["textScore"] and scales:
            needs = [*map(of_row, scales), *map(of_row, own), of_file("scoreScales")]
            yield cell(source, row, "textScore", "well done", needs=needs)


@V1P2_GRADEBOOK.fault(
    "objective-of-unknown-source",
    "OR12-ENUM-10",
    imitates="The exporter names its own catalogue of objectives",
    importer="reject row",
)
def _source(source: Source, draw: Draw) -> Iterator[Change]:
    for name in draw.shuffled(_OBJECTIVES):
        for row in source.walk(name, draw) if is_1p2(source) else ():
            yield cell(source, row, "source", "state standards")


_OBJECTIVES = ("lineItemLearningObjectiveIds", "resultLearningObjectiveIds")


@V1P2_GRADEBOOK.fault(
    "objective-that-is-no-urn",
    "OR12-GRD-08",
    imitates="The exporter writes the code of an objective where its URN belongs",
    importer="reject row",
)
def _urn(source: Source, draw: Draw) -> Iterator[Change]:
    for name in draw.shuffled(_OBJECTIVES):
        for row in source.walk(name, draw) if is_1p2(source) else ():
            if row["source"] == "case":
                yield cell(source, row, "learningObjectiveId", "CCSS.MATH.8.EE.1")


@V1P2_GRADEBOOK.fault(
    "weight-above-100",
    "OR12-GRD-09",
    imitates="Extra credit, again",
    importer="warn",
)
def _weight(source: Source, draw: Draw) -> Iterator[Change]:
    for row in source.walk("categories", draw):
        if is_1p2(source):
            new = {"sourcedId": draw.new_id(), "title": "Extra Credit", "weight": "140"}
            yield added(row, "weight", new)


@V1P2_GRADEBOOK.fault(
    "graded-and-missing",
    "OR12-GRD-10",
    imitates="A teacher graded late work, and the flag stayed",
    importer="warn",
)
def _flags(source: Source, draw: Draw) -> Iterator[Change]:
    for row in source.walk("results", draw):
        if is_1p2(source) and row["scoreStatus"] == "fully graded":
            change = cell(source, row, "missing", "true")
            yield replace(change, column="scoreStatus")


@V1P2_GRADEBOOK.fault(
    "graded-without-score",
    "OR12-GRD-03",
    imitates="A result is called graded before anybody graded it",
    importer="accept",
)
def _no_score(source: Source, draw: Draw) -> Iterator[Change]:
    for row in source.walk("results", draw):
        if is_1p2(source) and row["scoreStatus"] == "fully graded":
            change = cell(source, row, "score", "", raw=b"")
            yield replace(change, edits=(*change.edits, row.write("textScore", b"")))


@V1P2_GRADEBOOK.fault(
    "scale-of-another-course",
    "OR12-GRD-11",
    imitates="A scale was copied from one course to another",
    importer="warn",
)
def _scale_course(source: Source, draw: Draw) -> Iterator[Change]:
    for row in source.walk("scoreScales", draw):
        other = next((c for c in source.walk("courses", draw) if c["sourcedId"] != row["courseSourcedId"]), None)
        if other is not None:
            needs = [of_row(other), of_id(row["classSourcedId"])]
            yield cell(source, row, "courseSourcedId", other["sourcedId"], needs=needs)
