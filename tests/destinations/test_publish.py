"""A bundle appears where a URL leads to, whole or not at all, and replaces nothing but a bundle."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest

from rostergen import InputError, OutputError, UsageError, publish
from rostergen.destinations.place import Place
from rostergen.destinations.publish import Destination
from rostergen.destinations.survey import Kind

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from destinations.conftest import Somewhere


def held(folder: Path, below: str) -> dict[str, bytes]:
    return {f"{below}/{path.name}": path.read_bytes() for path in folder.iterdir()}


def without_folders(files: dict[str, bytes]) -> dict[str, bytes]:
    return {name: content for name, content in files.items() if content or "." in name}


def test_a_folder(somewhere: Somewhere, bundles: Path) -> None:
    url = f"{somewhere.url}/in/district"
    heard: list[int] = []
    publish(bundles / "one", url, progress=heard.append)
    assert without_folders(somewhere.files()) == held(bundles / "one", "in/district")
    assert sum(heard) == sum(path.stat().st_size for path in (bundles / "one").iterdir())

    with pytest.raises(OutputError, match="it exists; add --force to replace it"):
        publish(bundles / "other", url)
    assert without_folders(somewhere.files()) == held(bundles / "one", "in/district")

    publish(bundles / "other", f"{url}/", force=True)
    assert without_folders(somewhere.files()) == held(bundles / "other", "in/district")
    publish(bundles / "one", url, force=True)
    assert without_folders(somewhere.files()) == held(bundles / "one", "in/district")


def test_a_zip(somewhere: Somewhere, bundles: Path) -> None:
    url = f"{somewhere.url}/in/district.zip"
    publish(bundles / "one.zip", url)
    assert without_folders(somewhere.files()) == {"in/district.zip": (bundles / "one.zip").read_bytes()}
    with pytest.raises(OutputError, match="it exists; add --force to replace it"):
        publish(bundles / "other.zip", url)
    publish(bundles / "other.zip", url, force=True)
    assert without_folders(somewhere.files()) == {"in/district.zip": (bundles / "other.zip").read_bytes()}


def test_only_a_bundle_is_replaced(somewhere: Somewhere, bundles: Path) -> None:
    somewhere.write("mine/manifest.csv", b"x")
    somewhere.write("mine/notes.txt", b"mine")
    somewhere.write("half/users.csv", b"mine")
    somewhere.write("deep/manifest.csv", b"x")
    somewhere.write("deep/below/users.csv", b"mine")
    somewhere.write("mine.zip", b"no zip at all")
    somewhere.write("file", b"mine")
    before = somewhere.files()
    for name, source, says in (
        ("mine", "one", "holds 'notes.txt', which is no file of such a bundle"),
        ("half", "one", "is not a bundle, having no manifest.csv"),
        ("deep", "one", "holds 'below/users.csv', which is no file of such a bundle"),
        ("file", "one", "is a file, where a folder is to be written"),
        ("mine.zip", "one.zip", "is not a bundle of that kind"),
        ("mine", "one.zip", "is a folder, where a file is to be written"),
    ):
        with pytest.raises(OutputError, match=f"it exists and {says}"):
            publish(bundles / source, f"{somewhere.url}/{name}")
        with pytest.raises(OutputError, match=f"cannot replace .*: it {says}"):
            publish(bundles / source, f"{somewhere.url}/{name}", force=True)
    assert somewhere.files() == before


def test_an_empty_file_is_replaced_by_a_zip(somewhere: Somewhere, bundles: Path) -> None:
    somewhere.write("district.zip", b"")
    publish(bundles / "one.zip", f"{somewhere.url}/district.zip", force=True)
    assert somewhere.files() == {"district.zip": (bundles / "one.zip").read_bytes()}


def test_looking_leaves_nothing(somewhere: Somewhere) -> None:
    somewhere.write("file", b"mine")
    for name in ("district", "a/b/district.zip"):
        destination = Destination(f"{somewhere.url}/{name}")
        destination.check()
        destination.close()
    assert somewhere.files() == {"file": b"mine"}


def test_folders_that_a_console_made(s3: Somewhere, bundles: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are empty objects whose names end in a slash."""
    keys = ("in/", "in/district/")
    for key in keys:
        s3.system.call_s3("put_object", Bucket=s3.root, Key=key, Body=b"")
    publish(bundles / "one.zip", f"{s3.url}/in/one.zip")
    url = f"{s3.url}/in/district"
    with pytest.raises(OutputError, match="it exists; add --force"):
        publish(bundles / "one", url)
    with monkeypatch.context() as patched:
        patched.setattr(Destination, "_expect", lambda *_: _fail())
        with pytest.raises(BrokenError):
            publish(bundles / "one", url, force=True)
    assert {name for name, content in s3.files().items() if content} == {"in/one.zip"}
    publish(bundles / "one", url, force=True)
    publish(bundles / "other", url, force=True)
    found = {name: content for name, content in s3.files().items() if content}
    assert found == held(bundles / "other", "in/district") | {"in/one.zip": (bundles / "one.zip").read_bytes()}
    for key in keys:
        s3.system.call_s3("delete_object", Bucket=s3.root, Key=key)


def _fail() -> None:
    raise BrokenError


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Bundles of two districts and an index."""
    for name in ("ash", "birch/north"):
        (tmp_path / "tree" / name).mkdir(parents=True)
        (tmp_path / "tree" / name / "manifest.csv").write_text(f"{name}\n")
        (tmp_path / "tree" / name / "users.csv").write_text(f"users of {name}\n")
    (tmp_path / "tree/index.json").write_text("{}")
    (tmp_path / "tree/zebra.zip").write_text("not looked at")
    return tmp_path / "tree"


STATE = Kind(last="index.json", part=lambda name: name.endswith((".csv", ".zip")))


def test_a_tree_of_any_files(somewhere: Somewhere, tree: Path) -> None:
    expected = {
        f"state/{path.relative_to(tree).as_posix()}": path.read_bytes() for path in tree.rglob("*") if path.is_file()
    }
    publish(tree, f"{somewhere.url}/state", kind=STATE)
    assert without_folders(somewhere.files()) == expected
    (tree / "zebra.zip").unlink()
    del expected["state/zebra.zip"]
    publish(tree, f"{somewhere.url}/state", kind=STATE, force=True)
    assert without_folders(somewhere.files()) == expected
    with pytest.raises(OutputError, match=r"holds 'ash/manifest.csv'"):
        publish(tree / "ash", f"{somewhere.url}/state", force=True)


def watch(monkeypatch: pytest.MonkeyPatch, look: Callable[[], None]) -> None:
    """Call `look` whenever something was done at a place, file by file."""
    for name, at in (("upload", 0), ("copy", 0), ("remove", 0), ("move", None), ("remove_tree", None), ("write", None)):
        monkeypatch.setattr(Place, name, watched(getattr(Place, name), at, look))


def watched(method: Callable[..., Any], at: int | None, look: Callable[[], None]) -> Callable[..., Any]:
    def each(place: Place, *args: Any) -> None:
        pieces = [args] if at is None else [([piece], *args[1:]) for piece in args[0]]
        for piece in pieces:
            method(place, *piece)
            look()

    return each


@pytest.mark.parametrize("force", [False, True])
def test_no_reader_sees_half_a_bundle(
    nearby: Somewhere, bundles: Path, *, force: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, after = held(bundles / "one", "in/district"), held(bundles / "other", "in/district")
    if force:
        publish(bundles / "one", f"{nearby.url}/in/district")
    seen = []

    def look() -> None:
        files = {name: content for name, content in nearby.files().items() if name.startswith("in/district/")}
        seen.append("in/district/manifest.csv" in files)
        if seen[-1]:
            assert files in (before, after)

    watch(monkeypatch, look)
    publish(bundles / "other", f"{nearby.url}/in/district", force=force)
    assert seen[0] == force
    assert seen[-1]
    assert len(seen) > 3


class BrokenError(OutputError):
    pass


@pytest.mark.parametrize("error", [BrokenError, KeyboardInterrupt])
@pytest.mark.parametrize("force", [False, True])
def test_whatever_fails_leaves_what_was_there(
    nearby: Somewhere, bundles: Path, *, force: bool, error: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every step that changes something fails in its turn, once."""
    url = f"{nearby.url}/in/district"
    step = stop_at = 0

    def count() -> None:
        nonlocal step
        step += 1
        if step == stop_at:
            raise error

    watch(monkeypatch, count)
    new, endings = held(bundles / "other", "in/district"), []
    while step == stop_at:  # the last try came to its step
        stop, stop_at = stop_at + 1, 0
        if nearby.files():
            nearby.system.rm(f"{nearby.root}/in", recursive=True)
        if force:
            publish(bundles / "one", url)
        old, step, stop_at = without_folders(nearby.files()), 0, stop
        said = None
        try:
            publish(bundles / "other", url, force=force)
        except (OutputError, KeyboardInterrupt) as raised:
            said = str(raised)
        came = new.items() <= nearby.files().items()
        assert came or (without_folders(nearby.files()) == old and said == ""), stop_at
        endings.append((came, said))
        step = min(step, stop_at)  # what went on behind it were tries again, and cleaning
    assert endings[-1] == (True, None)
    assert [came for came, _ in endings] == sorted(came for came, _ in endings)
    assert len(endings) > 9
    told = {said for came, said in endings if came and said}
    assert bool(told) == (error is BrokenError and force and nearby.url.startswith("memory"))
    assert all(said.endswith("; remove it (the bundle is complete)") for said in told)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("C:/x", "'C:/x' is no URL"),
        ("sftp:/me:secret@host/x", "^url: found sftp:/ with one slash; "),
        ("foo://box/x", "unknown protocol 'foo'"),
        ("https://example.org/x", "https:// is for reading only"),
        ("simplecache::memory://box/x", "chained URLs are not supported"),
        ("memory://", "no name for the bundle"),
        ("s3://box", "no name for the bundle; add one, as in s3://box/oneroster"),
        ("sftp://me:secret@host/", r"sftp://me:\*\*\*@host/oneroster"),
        ("memory://b/..", "no name for the bundle"),
    ],
)
def test_what_is_no_url_to_write_to(url: str, says: str, bundles: Path) -> None:
    with pytest.raises(UsageError, match=says):
        publish(bundles / "one", url)


def test_what_is_no_source(bundles: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such file or folder"):
        publish(bundles / "none", "memory://box/x")
    with pytest.raises(InputError, match=r"there is no manifest.csv in it"):
        publish(tmp_path, "memory://box/x")


@pytest.mark.parametrize("scheme", ["s3", "gs", "az", "sftp"])
def test_a_missing_extra(scheme: str, bundles: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from fsspec.registry import _registry

    for name in ("s3fs", "gcsfs", "adlfs", "paramiko", "rostergen.destinations.sftp"):
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.delitem(_registry, scheme, raising=False)
    with pytest.raises(UsageError, match=r"is not installed .*python -m pip install 'rostergen\[cloud\]'"):
        publish(bundles / "one", f"{scheme}://box/x")
