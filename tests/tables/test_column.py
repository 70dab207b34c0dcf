"""Columns hand out their cells as padded bytes; together with the encoder they write what Python's csv module reads."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
import pytest
from filled import filled, texts_of
from hypothesis import given
from hypothesis import strategies as st

from rostergen.ids import UUID_LENGTH, uuid_text, uuid_words
from rostergen.tables.column import Constant, Digits, IdLists, Ids, IdTexts, Joined, Texts, Where
from rostergen.tables.pool import Pool

if TYPE_CHECKING:
    from rostergen.tables.column import Column

ALL = slice(None)
WORDS = uuid_words(1, "test", 0, 6)
TEXTS = uuid_text(WORDS)
IDS = [text.tobytes().decode() for text in TEXTS]

texts = st.text(st.characters(exclude_characters="\0\r\n", exclude_categories=["Cs"]), max_size=12)


def check(column: Column, expected: list[str]) -> None:
    """The column has these texts, in any run of rows, and knows which of them need quotes."""
    assert len(column) == len(expected)
    escaped = [text.replace('"', '""') for text in expected]
    must_quote = [any(c in text for c in ',"') for text in expected]
    for rows in (slice(0, len(expected)), slice(1, len(expected)), slice(0, 1)):
        assert texts_of(column, rows) == escaped[rows]
        assert column.padded or b"\0" not in b"".join(filled(column, rows))  # the encoder need not look for padding
        if column.quotable:
            assert column.quoted(rows).tolist() == must_quote[rows]
        else:
            assert not any(must_quote)


def test_texts() -> None:
    check(Texts(["a", 'say "ah"', "x,y", "Ünï", ""], np.array([3, 1, 1, 0, 4, 2])), [
        "Ünï", 'say "ah"', 'say "ah"', "a", "", "x,y",
    ])  # fmt: skip


def test_texts_where_minus_one_is_blank() -> None:
    check(Texts(["a", "b,c"], np.array([1, -1, 0, -1], np.int8)), ["b,c", "", "a", ""])
    check(Texts(["a", "b"], np.array([-1, -1])), ["", ""])


@given(st.lists(texts, min_size=1, max_size=6, unique=True), st.data())
def test_any_texts(pool: list[str], data: st.DataObject) -> None:
    index = data.draw(st.lists(st.integers(-1, len(pool) - 1), min_size=1, max_size=10))
    check(Texts(pool, np.array(index)), ["" if i < 0 else pool[i] for i in index])


def test_a_pool_can_be_shared() -> None:
    pool = Pool(["no", "yes,"])
    check(Texts(pool, np.array([0, 1])), ["no", "yes,"])
    check(Texts(pool, np.array([-1, 1])), ["", "yes,"])
    check(Texts(pool, np.array([1, 0])), ["yes,", "no"])


def test_a_column_without_rows_or_texts() -> None:
    assert len(Texts([], np.array([], np.int64))) == 0
    assert len(Texts(["a"], np.array([], np.int64))) == 0
    assert len(Digits(np.array([], np.int64))) == 0


def test_constant() -> None:
    check(Constant("true", 3), ["true"] * 3)
    check(Constant("", 2), ["", ""])


@pytest.mark.parametrize("text", ["a,b", 'a"b', "a\nb", "a\rb"])
def test_a_constant_never_needs_quotes(text: str) -> None:
    with pytest.raises(AssertionError):
        Constant(text, 1)


def test_plain_columns_are_not_asked_for_quotes() -> None:
    for column in (Constant("a", 1), Ids(WORDS), Digits(np.array([1])), IdTexts(TEXTS, np.array([0]))):
        assert not column.quotable
        with pytest.raises(AssertionError):
            column.quoted(ALL)


def test_ids() -> None:
    check(Ids(WORDS), IDS)


def test_id_texts() -> None:
    check(IdTexts(TEXTS), IDS)
    check(IdTexts(TEXTS, np.array([5, 0, 0, 3])), [IDS[5], IDS[0], IDS[0], IDS[3]])
    check(IdTexts(TEXTS, np.array([5, -1, 0, -1], np.int32)), [IDS[5], "", IDS[0], ""])


def id_lists(lists: list[list[int]]) -> IdLists:
    counts = np.array([len(each) for each in lists])
    return IdLists(TEXTS, np.array(list(itertools.chain(*lists)), np.int64), np.cumsum(counts) - counts, counts)


def test_id_lists() -> None:
    lists = [[0, 3, 5], [], [2], [4, 1]]
    check(id_lists(lists), [",".join(IDS[i] for i in each) for each in lists])


def test_id_lists_share_their_objects() -> None:
    column = IdLists(TEXTS, np.array([3, 1, 2]), np.array([0, 1, 0]), np.array([2, 2, 0]))
    check(column, [f"{IDS[3]},{IDS[1]}", f"{IDS[1]},{IDS[2]}", ""])


def test_id_lists_of_one_need_no_quotes() -> None:
    column = id_lists([[1], [], [0]])
    assert not column.quotable
    check(column, [IDS[1], "", IDS[0]])


def test_id_lists_that_are_all_blank() -> None:
    column = id_lists([[], [], []])
    assert (len(column), column.template, column.quotable) == (3, b"", False)


@given(st.lists(st.integers(0, 10**11), min_size=1, max_size=9))
def test_digits(numbers: list[int]) -> None:
    width = len(str(max(numbers)))
    check(Digits(np.array(numbers)), [f"{number:0{width}d}" for number in numbers])


@pytest.mark.parametrize("number", [1, 9, 10, 99, 100, 999_999, 10_000_000, 9_999_999_999])
def test_digits_at_powers_of_ten(number: int) -> None:
    check(Digits(np.array([number])), [str(number)])


@given(st.lists(st.integers(0, 12_345), min_size=1, max_size=9))
def test_padded_digits(numbers: list[int]) -> None:
    width = max(3, len(str(max(numbers))))
    check(Digits(np.array(numbers, np.int16), pad=3), [f"{number:0{width}d}" for number in numbers])


def test_columns_that_need_no_padding() -> None:
    n = np.arange(2)
    even: list[Column] = [
        Texts(["aa", "bb"], n), Constant("x", 2), Ids(WORDS), IdTexts(TEXTS, n), Digits(n, pad=2), Digits(n + 9),
        Joined(IdTexts(TEXTS, n), "-", Texts(["aa", "bb"], n)),
    ]  # fmt: skip
    uneven: list[Column] = [
        Texts(["aa", "b"], n), Texts(["aa"], n - 1), IdTexts(TEXTS, n - 1),
        Joined(Texts(["a"], n - 1), "a"), Where(n > 0, Constant("a", 2)), id_lists([[1], []]),
    ]  # fmt: skip
    assert [column.padded for column in even] == [False] * len(even)
    assert [column.padded for column in uneven] == [True] * len(uneven)


def test_joined() -> None:
    column = Joined("{SIS:", Digits(np.array([7, 42])), "},{State:", Texts(["x", "é"], np.array([1, 0])), "}")
    check(column, ["{SIS:07},{State:é}", "{SIS:42},{State:x}"])


def test_joined_parts_that_are_blank_or_need_quotes() -> None:
    column = Joined(Texts(["a", "b,c"], np.array([0, 1, 0])), Constant("", 3), Texts(['"', "-"], np.array([-1, 1, 0])))
    check(column, ["a", "b,c-", 'a"'])


def test_joined_plain_parts() -> None:
    column = Joined(Ids(WORDS), "-", Ids(WORDS[::-1]))
    assert len(column.template) == 2 * UUID_LENGTH + 1
    check(column, [f"{one}-{two}" for one, two in zip(IDS, reversed(IDS), strict=True)])


def test_joined_inside_joined() -> None:
    name = Joined(Texts(["ana", "bo"], np.array([1, 0])), ".", Digits(np.array([0, 2])))
    check(Joined(name, "@example.org"), ["bo.0@example.org", "ana.2@example.org"])


def test_where() -> None:
    there = np.array([True, False, True])
    check(Where(there, Texts(["a,b", "c"], np.array([0, 0, 1]))), ["a,b", "", "c"])
    check(Where(there, Joined("n", Digits(np.array([1, 2, 3])))), ["n1", "", "n3"])


def test_where_over_what_all_rows_share() -> None:
    # The text stands in the template only, so a row that was blank gets it back from there.
    for there in ([True, False], [False, True], [False, False], [True, True]):
        check(Where(np.array(there), Constant("a", 2)), ["a" if each else "" for each in there])
