"""A broken bundle and its key are put in their place whole or not at all."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING

import pytest
from validate.bundles import valid_bundle, write_bundle

from rostergen.bundle import target
from rostergen.errors import OutputError, UsageError
from rostergen.faults import deliver
from rostergen.faults.catalogue import FAULTS
from rostergen.faults.deliver import break_bundle, break_suite
from rostergen.faults.inject import Wish
from rostergen.faults.key import load_key

if TYPE_CHECKING:
    from pathlib import Path

ONE = [Wish(FAULTS["null-word"])]


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    return write_bundle(tmp_path / "bundle", "1.1", valid_bundle("1.1"))


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.mark.parametrize("name", ["broken", "broken.zip"])
def test_the_key_lies_beside_the_bundle(name: str, bundle: Path, tmp_path: Path) -> None:
    done = break_bundle(bundle, tmp_path / "out" / name, ONE)
    assert names(tmp_path / "out") == {name, "faults.json"}
    assert load_key(tmp_path / "out" / "faults.json") == done.keys[0]
    break_bundle(bundle, tmp_path / "csv" / name, ONE, key_format="csv")
    assert names(tmp_path / "csv") == {name, "faults.json", "faults.csv"}
    break_bundle(bundle, tmp_path / "csv" / name, ONE, seed=2, force=True)
    assert names(tmp_path / "csv") == {name, "faults.json"}  # the table told of the bundle before


def test_a_zip_of_a_zip_is_the_same(bundle: Path, tmp_path: Path) -> None:
    break_bundle(bundle, tmp_path / "a" / "x.zip", ONE)
    with zipfile.ZipFile(tmp_path / "whole.zip", "w") as archive:
        for path in bundle.iterdir():
            archive.write(path, path.name)
    break_bundle(tmp_path / "whole.zip", tmp_path / "b" / "x.zip", ONE)
    assert (tmp_path / "a" / "x.zip").read_bytes() == (tmp_path / "b" / "x.zip").read_bytes()


@pytest.mark.parametrize("name", ["broken", "broken.zip"])
def test_the_key_is_there_before_the_bundle(
    name: str, bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed in between, a run must not leave a bundle that nobody knows the faults of."""
    out = tmp_path / "out" / name
    seen: list[tuple[bool, bool]] = []

    def look(*arguments: object) -> None:
        seen.append(((out.parent / "faults.json").exists(), out.exists()))
        raise KeyboardInterrupt

    monkeypatch.setattr(target, "_commit", look)
    with pytest.raises(KeyboardInterrupt):
        break_bundle(bundle, out, ONE)
    assert seen == [(True, False)]
    assert not (out.parent / "faults.json").exists()
    monkeypatch.undo()
    old = break_bundle(bundle, out, ONE).keys[0]
    monkeypatch.setattr(target, "_commit", look)
    with pytest.raises(KeyboardInterrupt):
        break_bundle(bundle, out, ONE, seed=2, force=True)
    assert load_key(out.parent / "faults.json") == old


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("b", "null-word"),
        ("b", "no-manifest"),
        ("b", "extra-folder"),
        ("b.zip", "truncated-zip"),
        ("b.zip", "no-manifest"),
    ],
)
def test_force_replaces_what_an_earlier_run_wrote(name: str, fault: str, bundle: Path, tmp_path: Path) -> None:
    out, wishes = tmp_path / "out" / name, [Wish(FAULTS[fault])]
    break_bundle(bundle, out, wishes)
    with pytest.raises(OutputError, match="exists; add --force"):
        break_bundle(bundle, out, wishes)
    break_bundle(bundle, out, ONE, force=True)
    assert load_key(out.parent / "faults.json").faults[0].fault == "null-word"


def test_force_does_not_replace_what_is_somebody_elses(bundle: Path, tmp_path: Path) -> None:
    out = tmp_path / "out" / "b"
    break_bundle(bundle, out, [Wish(FAULTS["no-manifest"])])
    (out / "notes.txt").write_text("mine")
    with pytest.raises(OutputError, match="cannot replace"):
        break_bundle(bundle, out, ONE, force=True)
    assert (out / "notes.txt").read_text() == "mine"
    (out / "notes.txt").unlink()
    users = (out / "users.csv").read_bytes().upper()
    (out / "users.csv").write_bytes(users)
    with pytest.raises(OutputError, match="cannot replace"):
        break_bundle(bundle, out, ONE, force=True)
    assert (out / "users.csv").read_bytes() == users


def test_force_does_not_take_a_key_from_another_bundle(bundle: Path, tmp_path: Path) -> None:
    break_bundle(bundle, tmp_path / "a.zip", ONE)
    with pytest.raises(OutputError, match=r"is the key of a\.zip"):
        break_bundle(bundle, tmp_path / "b.zip", ONE, force=True)
    with pytest.raises(OutputError, match=r"is the key of a\.zip"):
        break_bundle(bundle, tmp_path / "b.zip", ONE)
    (tmp_path / "a.zip").unlink()
    break_bundle(bundle, tmp_path / "b.zip", ONE, force=True)
    (tmp_path / "faults.json").write_text("mine")
    with pytest.raises(OutputError, match="no key that break wrote"):
        break_bundle(bundle, tmp_path / "b.zip", ONE, force=True)
    assert (tmp_path / "faults.json").read_text() == "mine"


@pytest.mark.parametrize("inside", [".", "x", "x.zip", "deep/x"])
def test_the_bundle_that_is_broken_stays_as_it_is(inside: str, bundle: Path) -> None:
    before = {path.name: path.read_bytes() for path in bundle.iterdir()}
    with pytest.raises(OutputError, match="in the bundle that is to be broken"):
        break_bundle(bundle, bundle / inside, ONE, force=True)
    with pytest.raises(OutputError):
        break_suite(bundle, bundle / inside, ONE, force=True)
    assert {path.name: path.read_bytes() for path in bundle.iterdir()} == before


def test_a_refusal_leaves_nothing(bundle: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        break_bundle(bundle, tmp_path / "out" / "b", [Wish(FAULTS["number-with-percent-sign"], 99)])
    with pytest.raises(OutputError, match="the key is going to be"):
        break_bundle(bundle, tmp_path / "out" / "faults.json", ONE)
    assert not (tmp_path / "out").exists()


def test_an_interruption_leaves_nothing(bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*args: object, **options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(deliver, "carry_out", interrupted)
    with pytest.raises(KeyboardInterrupt):
        break_bundle(bundle, tmp_path / "out" / "b", ONE)
    with pytest.raises(KeyboardInterrupt):
        break_suite(bundle, tmp_path / "out" / "b", ONE)
    assert not (tmp_path / "out").exists()


def test_a_suite_has_a_bundle_for_each_fault(bundle: Path, tmp_path: Path) -> None:
    faults = ["null-word", "stored-member", "two-primary-roles"]
    wishes = [Wish(FAULTS[name], optional=True) for name in faults]
    done = break_suite(bundle, tmp_path / "suite", wishes)
    assert names(tmp_path / "suite") == {"null-word", "stored-member", ".rostergen-suite"}
    assert names(tmp_path / "suite" / "null-word") == {"null-word", "faults.json"}
    assert names(tmp_path / "suite" / "stored-member") == {"stored-member.zip", "faults.json"}
    data = json.loads((tmp_path / "suite" / "null-word" / "faults.json").read_text(encoding="utf-8"))
    assert [fault["fault"] for fault in data["faults"]] == ["null-word"]
    assert len(done.skipped) == 1
    with pytest.raises(OutputError, match="exists"):
        break_suite(bundle, tmp_path / "suite", wishes)
    break_suite(bundle, tmp_path / "suite", ONE, force=True)
    assert names(tmp_path / "suite") == {"null-word", ".rostergen-suite"}
    (tmp_path / "suite" / "null-word" / "null-word" / "notes.txt").write_text("mine")
    with pytest.raises(OutputError, match="cannot replace"):
        break_suite(bundle, tmp_path / "suite", ONE, force=True)
    (tmp_path / "suite" / "null-word" / "null-word" / "notes.txt").unlink()
    (tmp_path / "suite" / "notes.txt").write_text("mine")
    with pytest.raises(OutputError, match="cannot replace"):
        break_suite(bundle, tmp_path / "suite", ONE, force=True)
    with pytest.raises(OutputError, match="a suite is a folder"):
        break_suite(bundle, tmp_path / "suite.zip", ONE)
