"""Places are chosen so that no fault is in the way of another, and the rest of the bundle stays as it is."""

from __future__ import annotations

import difflib
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from validate.bundles import valid_bundle, write_bundle

from rostergen.errors import InputError, UsageError
from rostergen.faults.catalogue import FAULTS
from rostergen.faults.inject import Wish, carry_out, plan
from rostergen.faults.model import EVERYTHING, Change, Fault
from rostergen.faults.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rostergen.faults.draw import Draw
    from rostergen.faults.model import Claim


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    return write_bundle(tmp_path / "bundle", "1.1", valid_bundle("1.1"))


@pytest.fixture
def source(bundle: Path, tmp_path: Path) -> Iterator[Source]:
    with closing(Source(bundle, tmp_path)) as opened:
        yield opened


def fault(name: str, *changes: Change, **more: bool) -> Fault:
    def places(source: Source, draw: Draw) -> Iterator[Change]:
        yield from changes

    return Fault(name, "values", ("OR-CSV-12",), "A test", "warn", places, **more)  # type: ignore[arg-type]


def change(*touches: Claim, needs: tuple[Claim, ...] = (), shares: tuple[Claim, ...] = ()) -> Change:
    return Change("users.csv", touches=frozenset(touches), needs=frozenset(needs), shares=frozenset(shares))


FILE, ROW, OTHER, ID = ("file", "users"), ("row", "users", "1"), ("row", "users", "2"), ("id", "x")


@pytest.mark.parametrize(
    ("first", "second", "fits"),
    [
        (change(ROW), change(OTHER), True),
        (change(ROW), change(ROW), False),
        (change(ROW), change(FILE), False),
        (change(FILE), change(ROW), False),
        (change(FILE), change(needs=(ROW,)), False),
        (change(needs=(FILE,)), change(FILE), False),
        (change(needs=(FILE,)), change(ROW), True),
        (change(needs=(ROW,)), change(needs=(ROW,)), True),
        (change(needs=(ID,)), change(ROW, ID), False),
        (change(shares=(ID,)), change(shares=(ID,)), True),
        (change(shares=(ID,)), change(needs=(ID,)), False),
        (change(needs=(ID,)), change(shares=(ID,)), False),
        (change(ROW), change(EVERYTHING), False),
        (change(EVERYTHING), change(ROW), False),
    ],
)
def test_claims(source: Source, first: Change, second: Change, fits: bool) -> None:
    wishes = [Wish(fault("one", first)), Wish(fault("two", second), optional=True)]
    made = plan(source, wishes, 1, zipped=False)
    assert [each.name for each, _ in made.chosen] == (["one", "two"] if fits else ["one"])
    assert bool(made.skipped) != fits


def test_what_cannot_be_is_refused_or_left_out(source: Source) -> None:
    nowhere, zipped, alone = (
        fault("nowhere"),
        fault("zipped", change(), zip_only=True),
        fault("alone", change(), alone=True),
    )
    for each, why in (
        (nowhere, "no place"),
        (zipped, "only a zip"),
        (FAULTS["two-primary-roles"], "only OneRoster 1.2"),
    ):
        with pytest.raises(UsageError, match=why):
            plan(source, [Wish(each)], 1, zipped=False)
        assert plan(source, [Wish(each, optional=True)], 1, zipped=False).skipped
    with pytest.raises(UsageError, match="one fault of its bundle"):
        plan(source, [Wish(alone), Wish(fault("other", change()))], 1, zipped=False)
    with pytest.raises(UsageError, match="room for 1"):
        plan(source, [Wish(fault("one", change(ROW)), 2)], 1, zipped=False)


def test_all_faults_leave_each_other_as_much_room_as_can_be(source: Source) -> None:
    """Those of whole files come last, or a handful of them would take the bundle from all others."""
    file, row, other = fault("file", change(FILE)), fault("row", change(ROW)), fault("other", change(OTHER))
    made = plan(source, [Wish(each, optional=True) for each in (file, row, other)], 1, zipped=False)
    assert [each.name for each, _ in made.chosen] == ["row", "other"]
    assert dict(made.skipped)["file"].startswith("other faults are in the way")
    made = plan(source, [Wish(file), Wish(row, optional=True)], 1, zipped=False)
    assert [each.name for each, _ in made.chosen] == ["file"]  # what is asked for by name comes first


def test_a_rate_is_of_the_rows_of_the_file(source: Source) -> None:
    rows = [change(("row", "users", str(i))) for i in range(5)]
    assert len(plan(source, [Wish(fault("some", *rows), rate=0.4)], 1, zipped=False).chosen) == 2


def broken(bundle: Path, folder: Path, *names: str, seed: int = 1) -> Path:
    folder.mkdir()
    with closing(Source(bundle, folder)) as source:
        made = plan(source, [Wish(FAULTS[name]) for name in names], seed, zipped=False)
        target = folder / "new"
        target.mkdir()
        carry_out(source, made, target, name="new", seed=seed, scratch=folder, zipped=False)
        return target


def test_a_diff_shows_the_faults_and_nothing_else(bundle: Path, tmp_path: Path) -> None:
    names = ("grade-without-zero", "null-word", "sex-by-letter", "manifest-version-1", "two-primary-teachers")
    target = broken(bundle, tmp_path / "a", *names)
    changed = []
    for path in sorted(bundle.iterdir()):
        before, after = (p.read_bytes().split(b"\r\n") for p in (path, target / path.name))
        changed += [line for line in difflib.ndiff([*map(str, before)], [*map(str, after)]) if line[0] in "+-"]
    assert len(changed) == 2 * 4 + 2  # four cells; a teacher and an enrollment more
    assert {path.name for path in target.iterdir()} == {path.name for path in bundle.iterdir()}


def test_the_same_seed_gives_the_same_bytes(bundle: Path, tmp_path: Path) -> None:
    names = ("grade-without-zero", "null-word", "padded-value", "enrollment-of-unknown-user")

    def text(folder: str, seed: int) -> bytes:
        target = broken(bundle, tmp_path / folder, *names, seed=seed)
        return b"".join(path.read_bytes() for path in sorted(target.iterdir()))

    assert text("a", 5) == text("b", 5) != text("c", 6)


@pytest.mark.parametrize(
    ("manifest", "why"),
    [
        (None, "no manifest.csv"),
        (b"a,b\r\n1,2\r\n", "does not begin with propertyName,value"),
        (b"propertyName,value\r\noneroster.version,2.0\r\n", "does not say oneroster.version"),
        (b"", "does not begin"),
    ],
)
def test_what_is_no_valid_bundle_is_refused(manifest: bytes | None, why: str, tmp_path: Path) -> None:
    bundle = tmp_path / "odd"
    bundle.mkdir()
    if manifest is not None:
        (bundle / "manifest.csv").write_bytes(manifest)
    with pytest.raises(InputError, match=why):
        Source(bundle, tmp_path)


@pytest.mark.parametrize("text", [b"", b"PK", b"PK\3\4 no zip"])
def test_what_is_no_zip_is_refused(text: bytes, tmp_path: Path) -> None:
    (tmp_path / "odd.zip").write_bytes(text)
    with pytest.raises(InputError, match="not a zip"):
        Source(tmp_path / "odd.zip", tmp_path)
    with pytest.raises(InputError, match="nothing there"):
        Source(tmp_path / "missing", tmp_path)
