"""Temporary folders go, and what cannot be written there is told of the place that TMPDIR names."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

import pytest

from rostergen import OutputError
from rostergen.bundle.target import output_errors
from rostergen.bundle.temporary import temporary_folder

if TYPE_CHECKING:
    from pathlib import Path

FULL = OSError(errno.ENOSPC, "No space left on device")


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return tmp_path


def test_it_goes(place: Path) -> None:
    with temporary_folder("") as folder:
        (folder / "x").mkdir()
        assert list(place.iterdir()) == [folder]
    assert list(place.iterdir()) == []


def test_what_was_told_of_a_path_in_it_is_told_of_the_place(place: Path) -> None:
    with (
        pytest.raises(OutputError) as raised,
        temporary_folder(" of the workers") as folder,
        output_errors(folder / "x.zip?sig=secret"),
    ):
        raise FULL
    said = f"cannot write {place}: the disk is full; free some space or choose another place with TMPDIR of the workers"
    assert str(raised.value) == said


def test_what_is_not_of_this_machine_is_left_as_it_is() -> None:
    with pytest.raises(OutputError, match=r"^cannot write s3://x: denied$"), temporary_folder(""):
        raise OutputError("cannot write s3://x: denied")


def test_a_trouble_without_a_way_out_by_another_place(place: Path) -> None:
    with pytest.raises(OutputError, match=r"the name is too long; choose a shorter one$"), temporary_folder(""):
        raise OSError(errno.ENAMETOOLONG, "File name too long")
