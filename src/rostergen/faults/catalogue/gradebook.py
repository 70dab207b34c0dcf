"""Faults of meaning: line items and results that cannot be."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from rostergen.faults.catalogue.roster import as_date, classes_of, rows_with
from rostergen.faults.changes import added, cell, involved, of_id, of_row
from rostergen.faults.model import Change, Shelf

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rostergen.faults.draw import Draw
    from rostergen.faults.source import Source

GRADEBOOK = Shelf("semantics")


@GRADEBOOK.fault(
    "limits-reversed",
    "OR-GRD-01",
    imitates="Somebody typed the limits of a score into each other's fields",
    importer="reject row",
)
def _limits(source: Source, draw: Draw) -> Iterator[Change]:
    for row in source.walk("lineItems", draw):
        if row["resultValueMin"] and row["resultValueMax"]:
            new = {"sourcedId": draw.new_id(), "resultValueMin": "100", "resultValueMax": "0"}
            yield added(row, "resultValueMax", new)


@GRADEBOOK.fault(
    "score-above-the-limit",
    "OR-GRD-02",
    imitates="Extra credit",
    importer="warn",
)
def _score(source: Source, draw: Draw) -> Iterator[Change]:
    for row in source.walk("results", draw):
        item = source.get("lineItems", row["lineItemSourcedId"])
        if row["score"] and item is not None and item["resultValueMax"]:
            needs = [of_row(item), of_id(item["sourcedId"])]
            yield cell(source, row, "score", f"{float(item['resultValueMax']) * 2 + 1:g}", needs=needs)


@GRADEBOOK.fault(
    "result-without-score",
    "OR11-GRD-03",
    imitates="A result that is exempt, and an exporter that writes no score for it",
    importer="reject row",
)
def _no_score(source: Source, draw: Draw) -> Iterator[Change]:
    for row in source.walk("results", draw):
        if row["score"]:
            yield cell(source, row, "score", "", raw=b"")


@GRADEBOOK.fault(
    "result-of-a-student-of-another-class",
    "OR-GRD-05",
    imitates="A student changed classes, the results stayed",
    importer="warn",
)
def _not_enrolled(source: Source, draw: Draw) -> Iterator[Change]:
    if source.is_delta("enrollments"):
        return
    for row in source.walk("results", draw):
        item = source.get("lineItems", row["lineItemSourcedId"])
        for other in rows_with(source, "enrollments", draw, role="student"):
            user = other["userSourcedId"]
            if item is None or any(c["sourcedId"] == item["classSourcedId"] for c in classes_of(source, user)):
                continue
            student = source.get("users", user)
            if student is not None:
                new = {"sourcedId": draw.new_id(), "studentSourcedId": user}
                needs = [of_id(user), of_row(other), of_row(item), of_id(item["classSourcedId"])]
                touches = [("result", user, row["lineItemSourcedId"])]
                yield added(row, "studentSourcedId", new, touches=touches, needs=needs)
            break


@GRADEBOOK.fault(
    "due-before-it-is-assigned",
    "OR-GRD-06",
    imitates="A teacher copied last year's homework and changed one of its dates",
    importer="warn",
)
def _due(source: Source, draw: Draw) -> Iterator[Change]:
    for row in source.walk("lineItems", draw):
        if day := as_date(row["assignDate"]):
            yield cell(source, row, "dueDate", str(day - timedelta(days=1)))


@GRADEBOOK.fault(
    "result-twice",
    "OR-GRD-07",
    imitates="A student handed in twice, and both results are exported",
    importer="warn",
)
def _result_twice(source: Source, draw: Draw) -> Iterator[Change]:
    for row in source.walk("results", draw):
        needs = involved(source, row)
        yield added(
            row, "lineItemSourcedId", {"sourcedId": draw.new_id()}, touches=[("twice", row["sourcedId"])], needs=needs
        )
