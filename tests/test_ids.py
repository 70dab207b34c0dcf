"""A sourcedId is a random UUID that depends on its seed, kind and index alone."""

from __future__ import annotations

import uuid

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rostergen.ids import UUID_LENGTH, uuid_text, uuid_words


def texts(words: np.ndarray) -> list[str]:
    return [text.tobytes().decode() for text in uuid_text(words)]


def test_ids_are_pinned() -> None:
    # An importer that saw yesterday's district must meet the same ids today.
    first = ["6ff61209-48a0-4f25-a9a5-9d0d97288fca", "72289e03-2d2a-4e60-bf67-cdbbbdd3fba4"]
    assert texts(uuid_words(1, "student", 0, 2)) == first
    assert texts(uuid_words(1, "student", 7_000_001, 1)) == ["835b5b22-104c-425a-ac2b-90d8b6ffedc9"]


def test_text_is_that_of_the_bits() -> None:
    words = uuid_words(5, "class", 0, 500)
    assert uuid_text(words).dtype == np.dtype(f"V{UUID_LENGTH}")
    assert texts(words) == [str(uuid.UUID(bytes=word.tobytes())) for word in words]


def test_every_hexadecimal_digit_has_its_place() -> None:
    digits = "0123456789abcdef"
    for shift in range(16):
        text = digits[shift:] + digits[:shift]
        word = np.frombuffer(bytes.fromhex(text * 2), np.uint64).reshape(1, 2)
        assert texts(word) == [str(uuid.UUID(text * 2))]


def test_ids_are_uuids_of_version_4() -> None:
    for text in texts(uuid_words(5, "class", 0, 500)):
        assert uuid.UUID(text).version == 4
        assert uuid.UUID(text).variant == uuid.RFC_4122


def test_the_free_bits_are_random() -> None:
    bits = np.unpackbits(uuid_words(3, "user", 0, 4000).view(np.uint8).reshape(-1, 16), axis=1).mean(axis=0)
    fixed = np.isin(bits, [0.0, 1.0])
    assert np.flatnonzero(fixed).tolist() == [48, 49, 50, 51, 64, 65]
    assert np.abs(bits[~fixed] - 0.5).max() < 0.05


@given(st.integers(0, 300), st.integers(0, 40))
def test_any_run_is_that_of_the_whole(start: int, count: int) -> None:
    whole = uuid_words(9, "guardian", 0, 350)
    assert uuid_words(9, "guardian", start, count).tolist() == whole[start : start + count].tolist()


@pytest.mark.parametrize("start", [2**40, 2**40 + 1, (1 << 32) * 4999 + (1 << 31)])
def test_runs_far_away(start: int) -> None:
    assert uuid_words(9, "enrollment", start + 1, 2).tolist() == uuid_words(9, "enrollment", start, 3)[1:].tolist()


def test_ids_are_distinct_over_kinds_and_seeds() -> None:
    runs = [uuid_words(seed, kind, 0, 20_000) for seed in (1, 2) for kind in ("student", "staff", "class.2027")]
    assert len(set(map(tuple, np.concatenate(runs).tolist()))) == 120_000


def test_no_ids() -> None:
    assert uuid_words(1, "student", 5, 0).shape == (0, 2)
    assert texts(uuid_words(1, "student", 0, 0)) == []
