from __future__ import annotations

import pytest

from rostergen.errors import UsageError
from rostergen.faults.catalogue import FAULTS
from rostergen.faults.wishes import wish, wishes_for


@pytest.mark.parametrize(
    ("text", "count", "rate"),
    [("null-word", 1, None), ("null-word=3", 3, None), ("null-word=0.5", 1, 0.5), ("null-word=2%", 1, 0.02)],
)
def test_wishes(text: str, count: int, rate: float | None) -> None:
    found = wish(text)
    assert (found.fault.name, found.count, found.rate) == ("null-word", count, rate)


@pytest.mark.parametrize(
    "text", ["null-word=0", "null-word=-1", "null-word=", "null-word=200%", "null-word=x", "null-word=1e3"]
)
def test_amounts_that_cannot_be(text: str) -> None:
    with pytest.raises(UsageError, match="allowed null-word"):
        wish(text)


def test_names_that_cannot_be() -> None:
    with pytest.raises(UsageError, match="did you mean 'null-word'"):
        wish("nul-word")
    with pytest.raises(UsageError, match="only once"):
        wish("truncated-zip=2")
    with pytest.raises(UsageError, match="allowed all, packaging"):
        list(wishes_for("everything"))


def test_all_of_them_and_those_of_a_level() -> None:
    assert len(list(wishes_for("all"))) == len(FAULTS)
    assert {each.fault.level for each in wishes_for("1.2")} == {"1.2"}
