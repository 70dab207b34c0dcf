"""A bundle appears whole or not at all, and nothing of others is ever touched."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import threading
import zipfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from staging import staged

from rostergen.bundle import durable, room, target
from rostergen.bundle.target import check_target, output_errors
from rostergen.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NAMES = frozenset({"manifest.csv", "orgs.csv", "users.csv"})
FILES = {"manifest.csv": b"propertyName,value\r\n", "orgs.csv": b"sourcedId\r\n1\r\n"}
OLD = {"manifest.csv": b"old\r\n", "users.csv": b"old\r\n"}
KINDS = ["out", "out.zip"]

posix = pytest.mark.skipif(os.name != "posix", reason="signals, limits and locks of POSIX")


def write(path: Path, *, force: bool = False, files: dict[str, bytes] = FILES) -> None:
    with staged(path, force=force, replaceable=NAMES) as folder:
        for name, content in files.items():
            (folder / name).write_bytes(content)


def fail(
    path: Path, error: BaseException, *, force: bool = False, first: Callable[[Path], object] = lambda _: None
) -> None:
    """Start a run, let it do something first, and let it fail."""
    with staged(path, force=force, replaceable=NAMES) as folder:
        (folder / "manifest.csv").write_bytes(b"half")
        first(folder)
        raise error


def content(path: Path) -> dict[str, bytes]:
    """The files of a bundle, folder or zip."""
    if path.is_dir():
        return {file.name: file.read_bytes() for file in path.iterdir()}
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_file_of_any_name_is_what_is_packed(tmp_path: Path) -> None:
    path = tmp_path / "out.db"
    for text in ("one", "two"):

        def write_file(new: Path, text: str = text) -> None:
            new.write_text(text)

        with target.staged(
            path, force=True, replaceable=frozenset(), ours=lambda _: True, pack=write_file, as_file=True
        ) as folder:
            (folder / "of no account").touch()
        assert path.read_text() == text
    with pytest.raises(OutputError, match="add --force"):
        check_target(path, force=False, replaceable=frozenset(), ours=lambda _: True)
    check_target(path, force=True, replaceable=frozenset(), ours=lambda _: True)
    with pytest.raises(OutputError, match="cannot replace"):
        check_target(path, force=True, replaceable=frozenset())
    assert list(tmp_path.iterdir()) == [path]


def tree(folder: Path) -> dict[str, tuple[int, bytes | str | None]]:
    """Everything under a folder, to see that nothing changed."""
    found: dict[str, tuple[int, bytes | str | None]] = {}
    for path in sorted(folder.rglob("*")):
        what: bytes | str | None = None
        if path.is_symlink():
            what = str(path.readlink())
        elif path.is_file():
            what = path.read_bytes()
        found[str(path.relative_to(folder))] = (path.lstat().st_ino, what)
    return found


@contextmanager
def one_line(*parts: str) -> Iterator[None]:
    """Expect an OutputError of one line with these parts."""
    with pytest.raises(OutputError) as caught:
        yield
    message = str(caught.value)
    assert message.isprintable()
    assert caught.value.exit_code == 3
    for part in parts:
        assert part in message, message


def refused(path: Path, *parts: str, force: bool = True) -> None:
    with one_line(*parts):
        check_target(path, force=force, replaceable=NAMES)
    with one_line(*parts), staged(path, force=force, replaceable=NAMES):
        raise AssertionError("the block must not run")


# What a good run gives


@pytest.mark.parametrize("name", [*KINDS, "OUT.ZIP", ".zip", "zip", "a.zip.d"])
def test_the_files_appear_at_the_target_and_nothing_beside_it(tmp_path: Path, name: str) -> None:
    check_target(tmp_path / name, force=False, replaceable=NAMES)
    assert list(tmp_path.iterdir()) == []
    write(tmp_path / name)
    assert content(tmp_path / name) == FILES
    assert (tmp_path / name).is_file() == name.lower().endswith(".zip")
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", KINDS)
def test_until_the_end_there_is_only_a_hidden_folder_beside_it(tmp_path: Path, name: str) -> None:
    with staged(tmp_path / name, force=False, replaceable=NAMES) as folder:
        assert list(folder.iterdir()) == []
        (folder / "manifest.csv").write_bytes(b"")
        (beside,) = tmp_path.iterdir()
        assert beside in folder.parents
        assert beside.name.startswith(f".{name}.")
        assert beside.name.endswith(".partial")
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", KINDS)
def test_missing_parents_are_made(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a" / "b c" / name
    check_target(path, force=False, replaceable=NAMES)
    assert not (tmp_path / "a").exists()
    write(path)
    assert content(path) == FILES


UNUSUAL = [
    "with space",
    " ",
    "Schülerdaten 学校",
    "-rf",
    "--out",
    'it\'s "quoted"',
    "*",
    "[a-z]?",
    "%s{0}$HOME~",
    "...",
    ".hidden",
    "back\\slash",
    "line\nbreak",
    "x" * 255,
    "x" * 251 + ".zip",
    "学" * 85,
    "\udcff",
]


@posix
@pytest.mark.parametrize("name", UNUSUAL, ids=ascii)
def test_unusual_names_work(tmp_path: Path, name: str) -> None:
    write(tmp_path / name)
    write(tmp_path / name, force=True, files=OLD)
    assert content(tmp_path / name) == OLD
    assert len(list(tmp_path.iterdir())) == 1
    refused(tmp_path / name, "--force", force=False)


def test_relative_paths_dots_and_slashes_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here" / "sub").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "here")
    places = {
        "plain": "plain",
        "./dot/.": "dot",
        "slash///": "slash",
        "sub/../back": "back",
        "missing/../back2": "back2",
        "../up": "../up",
        "-dash/-o.zip": "-dash/-o.zip",
        "sub/..//double": "double",
    }
    for asked, place in places.items():
        write(Path(asked))
        assert content(tmp_path / "here" / place) == FILES
    assert not Path("missing").exists()


def test_a_parent_may_be_a_symbolic_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    write(tmp_path / "link" / "out")
    assert content(tmp_path / "real" / "out") == FILES
    assert (tmp_path / "link").is_symlink()


@posix
@pytest.mark.parametrize("umask", [0o022, 0o077, 0o027, 0o002, 0o000])
def test_permissions_follow_the_umask(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        write(tmp_path / "new" / "out")
        write(tmp_path / "out.zip")
    finally:
        os.umask(before)
    for folder in (tmp_path / "new", tmp_path / "new" / "out"):
        assert folder.stat().st_mode & 0o777 == 0o777 & ~umask
    for file in (tmp_path / "new" / "out" / "orgs.csv", tmp_path / "out.zip"):
        assert file.stat().st_mode & 0o777 == 0o666 & ~umask
    assert (tmp_path / "out.zip").stat().st_nlink == 1


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="no /proc to count descriptors")
def test_no_descriptor_stays_open(tmp_path: Path) -> None:
    def count() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    before = count()
    for name in KINDS:
        write(tmp_path / name)
        refused(tmp_path / name, force=False)
        with pytest.raises(ValueError, match="mine"):
            fail(tmp_path / name, ValueError("mine"), force=True)
    assert count() == before


# What exists already


@pytest.mark.parametrize("name", KINDS)
def test_an_existing_bundle_needs_force(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    write(path, files=OLD)
    before = tree(tmp_path)
    refused(path, str(path), "exists", "--force", "--out", force=False)
    assert tree(tmp_path) == before
    check_target(path, force=True, replaceable=NAMES)
    assert tree(tmp_path) == before
    write(path, force=True)
    assert content(path) == FILES
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("force", [False, True])
def test_an_empty_folder_or_file_needs_force_too(tmp_path: Path, force: bool) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out.zip").touch()
    for path in (tmp_path / "out", tmp_path / "out.zip"):
        if force:
            write(path, force=True)
            assert content(path) == FILES
        else:
            refused(path, "--force", force=False)


def a_folder_with_notes(path: Path) -> None:
    write(path)
    (path / "notes.txt").write_text("mine")


def a_folder_with_a_hidden_file(path: Path) -> None:
    write(path)
    (path / ".git").write_text("mine")


def a_folder_without_manifest(path: Path) -> None:
    write(path, files={"users.csv": b"mine"})


def a_folder_named_like_a_file(path: Path) -> None:
    write(path)
    (path / "users.csv").mkdir()


def a_link_named_like_a_file(path: Path) -> None:
    write(path)
    (path / "users.csv").symlink_to(path / "orgs.csv")


def a_symbolic_link_to_a_bundle(path: Path) -> None:
    write(path.with_name("elsewhere"))
    path.symlink_to("elsewhere")


def a_dangling_symbolic_link(path: Path) -> None:
    path.symlink_to("nowhere")


def a_file(path: Path) -> None:
    path.write_text("mine")


def an_empty_file(path: Path) -> None:
    path.touch()


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


FOLDER_OBSTACLES = {
    a_folder_with_notes: "'notes.txt'",
    a_folder_with_a_hidden_file: "'.git'",
    a_folder_without_manifest: "manifest.csv",
    a_folder_named_like_a_file: "users.csv",
    a_link_named_like_a_file: "users.csv",
    a_symbolic_link_to_a_bundle: "symbolic link",
    a_dangling_symbolic_link: "symbolic link",
    a_file: "is a file",
    an_empty_file: "is a file",
    a_pipe: "neither a file nor a folder",
}


def an_empty_folder(path: Path) -> None:
    path.mkdir()


def a_zip_without_manifest(path: Path) -> None:
    write(path, files={"users.csv": b""})


def a_zip_with_a_nested_manifest(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("bundle/manifest.csv", "")


def a_cut_zip(path: Path) -> None:
    write(path)
    path.write_bytes(path.read_bytes()[:-30])


def a_damaged_zip(path: Path) -> None:
    write(path)
    path.write_bytes(path.read_bytes().replace(b"PK\1\2", b"PK\1\7"))


ZIP_OBSTACLES = {
    an_empty_folder: "is a folder",
    a_file: "not a zip of a OneRoster bundle",
    a_zip_without_manifest: "not a zip of a OneRoster bundle",
    a_zip_with_a_nested_manifest: "not a zip of a OneRoster bundle",
    a_cut_zip: "not a zip of a OneRoster bundle",
    a_damaged_zip: "not a zip of a OneRoster bundle",
    a_symbolic_link_to_a_bundle: "symbolic link",
    a_pipe: "neither a file nor a folder",
}


@posix
@pytest.mark.parametrize(
    ("name", "make", "why"),
    [("out", make, why) for make, why in FOLDER_OBSTACLES.items()]
    + [("out.zip", make, why) for make, why in ZIP_OBSTACLES.items()],
)
def test_what_is_not_a_bundle_is_never_replaced(
    tmp_path: Path, name: str, make: Callable[[Path], None], why: str
) -> None:
    path = tmp_path / name
    make(path)
    before = tree(tmp_path)
    refused(path, str(path), why.strip("'"), "choose another place", force=True)
    refused(path, str(path), why.strip("'"), "choose another place", force=False)
    assert tree(tmp_path) == before


@pytest.mark.parametrize("asked", [".", "", "./", "..", "sub/..", "../here", "../../here/.."])
def test_the_current_folder_and_those_above_stay(tmp_path: Path, asked: str, monkeypatch: pytest.MonkeyPatch) -> None:
    here = tmp_path / "here" / "here"
    write(here)
    monkeypatch.chdir(here)
    if asked.startswith("sub"):
        (here / "sub").mkdir()
    before = tree(tmp_path)
    refused(Path(asked), "current folder", force=True)
    refused(Path(asked), "current folder", force=False)
    assert tree(tmp_path) == before


def test_the_home_folder_stays_even_if_it_is_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "me").mkdir()
    (tmp_path / "home").symlink_to("me")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    refused(tmp_path / "me", "home folder")


def test_a_mount_point_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "volume").mkdir()
    monkeypatch.setattr(os.path, "ismount", lambda path: Path(path) == tmp_path / "volume")
    refused(tmp_path / "volume", "mount point")
    write(tmp_path / "volume" / "out")


@posix
@pytest.mark.parametrize("place", ["/", "/dev/null", "/usr", "/etc/passwd"])
def test_the_system_stays(place: str) -> None:
    refused(Path(place), place)


# Places that cannot be


def test_impossible_places_are_refused_early(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "circle").symlink_to("circle")
    before = tree(tmp_path)
    for path, why in {
        tmp_path / "file" / "out": "is a file",
        tmp_path / "file" / "sub" / "out.zip": "is a file",
        tmp_path / "circle" / "out": "circle",
        tmp_path / ("x" * 256): "too long",
        tmp_path / ("x" * 252 + ".zip"): "too long",
        tmp_path / ("x" * 256) / "out": "too long",
        tmp_path / "new" / ("x" * 256) / "out": "too long",
        tmp_path / "new" / ("x" * 256): "too long",
        tmp_path.joinpath(*["x" * 200] * 25): "too long",
        tmp_path / "a\0b": "NUL",
        tmp_path / "a\0b" / "out": "NUL",
        tmp_path / "\ud800": "not valid text",
    }.items():
        refused(path, why, force=False)
        refused(path, why, force=True)
    assert tree(tmp_path) == before


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="no /proc, where nobody can make a folder")
def test_a_place_where_nothing_can_be_made_is_refused_early() -> None:
    refused(Path("/proc/rostergen"), "cannot write /proc/rostergen")
    refused(Path("/proc/self/rostergen/out.zip"), "cannot write /proc/self/rostergen/out.zip")


@posix
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_refused_early(tmp_path: Path) -> None:
    (tmp_path / "locked").mkdir(mode=0o555)
    refused(tmp_path / "locked" / "out", "permission denied", "may write to")
    refused(tmp_path / "locked" / "sub" / "out.zip", "permission denied")


@posix
def test_a_removed_current_folder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    refused(Path("out"), "removed")


@pytest.mark.parametrize(
    ("code", "why"),
    [
        (errno.ENOSPC, "disk is full; free some space"),
        (errno.EDQUOT, "quota"),
        (errno.EROFS, "read-only"),
        (errno.EACCES, "permission denied"),
        (errno.EMFILE, "ulimit -n"),
        (errno.EFBIG, "ulimit -f"),
        (errno.EIO, "check the disk"),
        (errno.EXDEV, os.strerror(errno.EXDEV)),
        (None, "OSError of a library, in two lines"),
    ],
)
def test_every_error_of_the_system_is_one_line(tmp_path: Path, code: int | None, why: str) -> None:
    error = OSError("OSError of a library, in two lines\n") if code is None else OSError(code, os.strerror(code))
    with one_line("cannot write the place: ", why), output_errors(Path("the place")):
        raise error
    with one_line(str(tmp_path / "out"), why), staged(tmp_path / "out", force=False, replaceable=NAMES):
        raise error
    assert list(tmp_path.iterdir()) == []


def test_a_path_that_is_no_line_is_quoted() -> None:
    with one_line(r"'two\nlines'"), output_errors(Path("two\nlines")):
        raise OSError(errno.ENOSPC, "full")


def test_other_errors_pass_as_they_are() -> None:
    with pytest.raises(OutputError, match=r"^mine$"), output_errors(Path("out")):
        raise OutputError("mine")
    with pytest.raises(ZeroDivisionError), output_errors(Path("out")):
        raise ZeroDivisionError


# Runs that fail


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit, GeneratorExit])
@pytest.mark.parametrize("name", [*KINDS, "new/sub/out", "new/sub/out.zip"])
def test_a_failed_run_leaves_nothing(tmp_path: Path, name: str, error: type[BaseException]) -> None:
    with pytest.raises(error):
        fail(tmp_path / name, error(), first=lambda folder: write(folder / "parts"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", KINDS)
def test_a_failed_run_leaves_the_old_bundle(tmp_path: Path, name: str) -> None:
    write(tmp_path / name, files=OLD)
    before = tree(tmp_path)
    with one_line("disk is full"):
        fail(tmp_path / name, OSError(errno.ENOSPC, "full"), force=True)
    assert tree(tmp_path) == before


def test_a_failed_run_leaves_what_others_put_into_a_new_parent(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="mine"):
        fail(tmp_path / "new" / "out", ValueError("mine"), first=lambda _: (tmp_path / "new" / "other").touch())
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["other"]


def test_nothing_outside_is_deleted_through_a_symbolic_link(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    write(precious)
    before = tree(precious)
    with pytest.raises(ValueError, match="mine"):
        fail(tmp_path / "out", ValueError("mine"), first=lambda folder: (folder / "link").symlink_to(precious))
    (tmp_path / ".out.0123abcd.partial").symlink_to(precious)
    dead = tmp_path / ".out.4567abcd.partial"
    dead.mkdir()
    (dead / "new").symlink_to(precious)
    write(tmp_path / "out")
    assert tree(precious) == before
    assert not dead.exists()
    assert (tmp_path / ".out.0123abcd.partial").is_symlink()


def fail_to_rename(monkeypatch: pytest.MonkeyPatch, source: str, error: BaseException) -> None:
    """Let the renames (and hard links) of files and folders of this name fail."""
    real_rename, real_link = Path.rename, Path.hardlink_to

    def rename(self: Path, to: Path) -> Path:
        if self.name == source:
            raise error
        return real_rename(self, to)

    def link(self: Path, to: Path) -> None:
        if to.name == source:
            raise error
        real_link(self, to)

    monkeypatch.setattr(Path, "rename", rename)
    monkeypatch.setattr(Path, "replace", rename)
    monkeypatch.setattr(Path, "hardlink_to", link)


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize(("name", "staged_name"), [("out", "new"), ("out.zip", "new.zip")])
def test_if_the_last_rename_fails_all_is_as_before(
    tmp_path: Path, name: str, staged_name: str, force: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if force:
        write(tmp_path / name, files=OLD)
    before = tree(tmp_path)
    for error in (OSError(errno.EIO, "broken"), KeyboardInterrupt()):
        with monkeypatch.context() as patch:
            fail_to_rename(patch, staged_name, error)
            with pytest.raises((OutputError, KeyboardInterrupt)) as caught:
                write(tmp_path / name, force=force)
        assert isinstance(caught.value, KeyboardInterrupt) or "check the disk" in str(caught.value)
        assert tree(tmp_path) == before


def test_an_old_bundle_that_cannot_go_back_is_kept_and_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "out", files=OLD)
    renamed: list[str] = []
    real = Path.rename

    def rename(self: Path, to: Path) -> Path:
        renamed.append(self.name)
        if self.name != "out":
            raise OSError(errno.EIO, "broken")
        return real(self, to)

    with monkeypatch.context() as patch, one_line(str(tmp_path / "out"), "move it there"):
        patch.setattr(Path, "rename", rename)
        write(tmp_path / "out", force=True)
    assert renamed == ["out", "new", "old"]
    refused(tmp_path / "out", "exists", force=False)  # the next run puts it back
    assert content(tmp_path / "out") == OLD


# Others at the same place


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("make", [an_empty_folder, a_folder_with_notes, a_file, a_dangling_symbolic_link])
def test_what_came_meanwhile_is_kept(tmp_path: Path, name: str, force: bool, make: Callable[[Path], None]) -> None:
    other = tmp_path / "elsewhere"
    with (
        one_line("another program", str(tmp_path / name)),
        staged(tmp_path / name, force=force, replaceable=NAMES) as folder,
    ):
        (folder / "manifest.csv").write_bytes(b"new")
        make(other)
        other.rename(tmp_path / name)
        before = tree(tmp_path / name)
        inode = (tmp_path / name).lstat().st_ino
    assert tree(tmp_path / name) == before
    assert (tmp_path / name).lstat().st_ino == inode
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("make", [a_folder_with_notes, a_file, a_dangling_symbolic_link])
@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("links", [True, False])
def test_what_came_after_the_last_look_is_kept(
    tmp_path: Path, name: str, make: Callable[[Path], None], links: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not links:
        monkeypatch.setattr(Path, "hardlink_to", no_hard_links)
    real = target._place

    def late(room: Path, new: Path, where: Path) -> None:
        (tmp_path / "elsewhere").rename(where)
        real(room, new, where)

    make(tmp_path / "elsewhere")

    with monkeypatch.context() as patch, one_line("another program"):
        patch.setattr(target, "_place", late)
        write(tmp_path / name)
    kept = tmp_path / name
    assert kept.is_symlink() or kept.is_file() or (kept / "notes.txt").exists()
    assert len(list(tmp_path.iterdir())) == 1


def no_hard_links(self: Path, to: Path) -> None:
    raise OSError(errno.EPERM, "no hard links here")


def test_a_file_system_without_hard_links_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "hardlink_to", no_hard_links)
    write(tmp_path / "out.zip")
    assert content(tmp_path / "out.zip") == FILES
    assert [path.name for path in tmp_path.iterdir()] == ["out.zip"]


@posix
@pytest.mark.parametrize("where", ["mark.touch()", "target.touch(exist_ok=False)"])
def test_a_run_killed_while_it_holds_a_name_without_hard_links_leaves_no_empty_file(tmp_path: Path, where: str) -> None:
    killed = f"""
import os
from pathlib import Path
def no_hard_links(self, to):
    raise OSError(1, "no hard links here")
def killed(self, *_, **__):
    os.kill(os.getpid(), 9)
def touch(self, *options, touch=Path.touch, **named):
    touch(self, *options, **named)
    if self.name == {"reserved" if "mark" in where else "out.zip"!r}:
        killed(self)
Path.hardlink_to, Path.replace, Path.touch = no_hard_links, killed, touch
"""
    process = start(tmp_path / "out.zip", 10, killed)
    process.communicate(timeout=30)
    assert process.returncode == -signal.SIGKILL
    assert (tmp_path / "out.zip").exists() == ("target" in where)
    write(tmp_path / "out.zip")
    assert content(tmp_path / "out.zip") == FILES
    assert [path.name for path in tmp_path.iterdir()] == ["out.zip"]


def test_a_new_bundle_is_on_the_disk_before_the_old_one_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "out", files=OLD)
    waited: list[tuple[str, bytes]] = []
    real = durable._sync

    def sync(path: Path) -> None:
        real(path)
        waited.append((path.name, (tmp_path / "out" / "manifest.csv").read_bytes()))

    monkeypatch.setattr(durable, "_sync", sync)
    write(tmp_path / "out", force=True)
    old, new = OLD["manifest.csv"], FILES["manifest.csv"]
    assert sorted(waited[:-2]) == [("manifest.csv", old), ("orgs.csv", old)]
    assert waited[-2:] == [("new", old), (tmp_path.name, new)]


def test_the_name_of_a_zip_is_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[Path] = []
    monkeypatch.setattr(durable, "_sync", waited.append)
    write(tmp_path / "out")
    assert waited == []
    write(tmp_path / "a.zip")
    assert waited == [tmp_path]


def test_a_folder_that_cannot_be_waited_for_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> None:
        raise PermissionError(errno.EACCES, "no folders here", str(path))

    monkeypatch.setattr(durable, "_sync", refuse)
    write(tmp_path / "a.zip")
    assert content(tmp_path / "a.zip") == FILES


@pytest.mark.parametrize("name", KINDS)
def test_a_bundle_that_changed_meanwhile_is_not_replaced(tmp_path: Path, name: str) -> None:
    write(tmp_path / name, files=OLD)
    with one_line("another program"), staged(tmp_path / name, force=True, replaceable=NAMES) as folder:
        (folder / "manifest.csv").write_bytes(b"new")
        if name == "out":
            (tmp_path / "out" / "notes.txt").write_text("mine")
        else:
            (tmp_path / "out.zip").write_text("mine")
    assert tree(tmp_path)
    assert (tmp_path / "out" / "notes.txt").exists() or (tmp_path / "out.zip").read_text() == "mine"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_bundle_that_was_swapped_at_the_last_moment_goes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "out", files=OLD)
    write(tmp_path / "theirs", files={"manifest.csv": b"theirs"})
    real = Path.rename

    def rename(self: Path, to: Path) -> Path:
        if to.name == "old":
            real(self, tmp_path / "aside")
            real(tmp_path / "theirs", self)
        return real(self, to)

    with monkeypatch.context() as patch, one_line("another program"):
        patch.setattr(Path, "rename", rename)
        write(tmp_path / "out", force=True)
    assert content(tmp_path / "out") == {"manifest.csv": b"theirs"}
    assert {path.name for path in tmp_path.iterdir()} == {"out", "aside"}


@pytest.mark.parametrize("parent", [".", "new/sub"])
@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("name", KINDS)
def test_of_runs_at_the_same_time_one_wins(tmp_path: Path, name: str, force: bool, parent: str) -> None:
    """Each thread opens its own descriptors, so the locks are between them as between processes."""
    path = tmp_path / parent / name
    if force:
        write(path, files=OLD)
    n = 8
    barrier = threading.Barrier(n)
    results: list[int | BaseException] = []

    def work(number: int) -> None:
        try:
            with staged(path, force=force, replaceable=NAMES) as folder:
                (folder / "manifest.csv").write_text(str(number))
                (folder / "users.csv").write_text(str(number))
                barrier.wait(30)
            results.append(number)
        except BaseException as error:
            results.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(n)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    winners = [result for result in results if isinstance(result, int)]
    assert len(results) == n
    assert [type(result) for result in results if not isinstance(result, int)] == [OutputError] * (n - len(winners))
    # A zip is replaced by one rename, which cannot tell what it replaces: in the same instant the last one wins.
    assert len(winners) == 1 or (force and name == "out.zip" and winners)
    found = content(path)
    assert found["manifest.csv"] == found["users.csv"]
    assert int(found["users.csv"]) in winners
    assert [path.name for path in path.parent.iterdir()] == [name]


@posix
@pytest.mark.parametrize("name", KINDS)
def test_the_room_of_a_living_run_is_not_swept(tmp_path: Path, name: str) -> None:
    with one_line("another program"), staged(tmp_path / name, force=False, replaceable=NAMES) as folder:
        (folder / "manifest.csv").write_bytes(b"first")
        write(tmp_path / name, files={"manifest.csv": b"second"})
        write(tmp_path / name, force=True, files={"manifest.csv": b"third"})
        assert (folder / "manifest.csv").read_bytes() == b"first"
    assert content(tmp_path / name) == {"manifest.csv": b"third"}


def test_a_room_that_is_swept_before_it_is_locked_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers: list[OSError] = [BlockingIOError(), FileNotFoundError()]
    real_lock, real_mkdir = room._lock, Path.mkdir

    def lock(path: Path) -> int | None:
        if answers:
            path.rmdir()
            raise answers.pop()
        return real_lock(path)

    def mkdir(self: Path, mode: int = 0o777, parents: bool = False, exist_ok: bool = False) -> None:
        if self.name.endswith(".partial") and not gone:
            gone.append(self)
            self.parent.rmdir()  # as a run that failed removes the parent that it made
        real_mkdir(self, mode, parents, exist_ok)

    gone: list[Path] = []
    monkeypatch.setattr(room, "_lock", lock)
    monkeypatch.setattr(Path, "mkdir", mkdir)
    write(tmp_path / "new" / "out")
    assert content(tmp_path / "new" / "out") == FILES
    assert (answers, len(gone)) == ([], 1)


def test_a_room_that_is_always_taken_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def lock(path: Path) -> int:
        path.rmdir()
        raise BlockingIOError(errno.EAGAIN, "taken")

    monkeypatch.setattr(room, "_lock", lock)
    refused(tmp_path / "out", "other runs")
    assert list(tmp_path.iterdir()) == []


@posix
def test_only_rooms_of_the_same_target_are_swept(tmp_path: Path) -> None:
    keep = [".out.x.01234567.partial", ".out.0123456.partial", ".out.01234567.partial.old", ".outs.01234567.partial"]
    for name in [*keep, ".out.01234567.partial"]:
        (tmp_path / name).mkdir()
    (tmp_path / ".out.89abcdef.partial").write_text("a file of others")
    write(tmp_path / "out")
    assert {path.name for path in tmp_path.iterdir()} == {*keep, ".out.89abcdef.partial", "out"}


@posix
@pytest.mark.parametrize("name", KINDS)
def test_a_run_killed_after_the_second_rename_is_done(tmp_path: Path, name: str) -> None:
    """A target that is missing then was moved by somebody; the bundle that it replaced does not come back."""
    dead = tmp_path / f".{name}.01234567.partial"
    write(dead / "old", files=OLD)
    check_target(tmp_path / name, force=False, replaceable=NAMES)
    assert list(tmp_path.iterdir()) == []


@posix
@pytest.mark.parametrize("name", KINDS)
def test_a_run_killed_between_two_renames_loses_nothing(tmp_path: Path, name: str) -> None:
    write(tmp_path / name, files=OLD)
    dead = tmp_path / f".{name}.01234567.partial"
    (dead / "new").mkdir(parents=True)
    (tmp_path / name).rename(dead / "old")
    refused(tmp_path / name, "exists", force=False)
    assert content(tmp_path / name) == OLD
    assert [path.name for path in tmp_path.iterdir()] == [name]


@posix
@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("how", ["no fcntl", "no locks"])
def test_without_locks_nothing_is_swept_and_the_rest_works(
    tmp_path: Path, name: str, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def flock(lock: int, operation: int) -> None:
        raise OSError(errno.ENOLCK, "no locks on this file system")

    if how == "no fcntl":
        monkeypatch.setattr("rostergen.bundle.room.fcntl", None)
    else:
        monkeypatch.setattr("fcntl.flock", flock)
    left = tmp_path / f".{name}.01234567.partial"
    left.mkdir()
    write(tmp_path / name, files=OLD)
    write(tmp_path / name, force=True)
    assert content(tmp_path / name) == FILES
    assert {path.name for path in tmp_path.iterdir()} == {name, left.name}


# Real processes, real signals, real limits

WRITER = """
import signal, sys, time
from pathlib import Path
from staging import staged
from rostergen.errors import OutputError
signal.signal(signal.SIGINT, signal.default_int_handler)
path, size, exec_before = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
exec(exec_before)
try:
    with staged(path, force=True, replaceable=frozenset({"manifest.csv", "users.csv"})) as folder:
        with (folder / "users.csv").open("wb") as users:
            for _ in range(size):
                users.write(bytes(1000))
                users.flush()
                if size > 10**6:
                    print("writing", flush=True)
                    time.sleep(0.005)
        (folder / "manifest.csv").write_text("new")
except OutputError as error:
    print(error)
    sys.exit(error.exit_code)
"""


def start(path: Path, size: int, before: str = "") -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", WRITER, str(path), str(size), before]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def stop(process: subprocess.Popen[str], with_signal: signal.Signals) -> None:
    """Send the signal once the process is in the middle of its file, and wait for its end."""
    assert process.stdout is not None
    for _ in range(3):
        assert process.stdout.readline() == "writing\n"
    process.send_signal(with_signal)
    process.communicate(timeout=30)


@posix
@pytest.mark.parametrize("exists", [False, True])
@pytest.mark.parametrize("name", ["out", "out.zip", "new/out"])
def test_a_killed_run_leaves_a_hidden_room_that_the_next_run_sweeps(tmp_path: Path, name: str, exists: bool) -> None:
    path = tmp_path / name
    if exists:
        write(path, files=OLD)
    process = start(path, 10**9)
    stop(process, signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    (left,) = [entry for entry in path.parent.iterdir() if entry != path]
    assert left.name.startswith(f".{path.name}.")
    assert (left / "new" / "users.csv").stat().st_size > 0
    if exists:
        assert content(path) == OLD
    else:
        assert not path.exists()
    write(path, force=exists)
    assert content(path) == FILES
    assert list(path.parent.iterdir()) == [path]


@posix
def test_the_check_of_the_next_run_sweeps_too(tmp_path: Path) -> None:
    stop(start(tmp_path / "out", 10**9), signal.SIGKILL)
    check_target(tmp_path / "out", force=False, replaceable=NAMES)
    assert list(tmp_path.iterdir()) == []


@posix
@pytest.mark.parametrize("exists", [False, True])
@pytest.mark.parametrize("name", ["out", "out.zip", "new/sub/out"])
def test_an_interrupted_run_leaves_nothing(tmp_path: Path, name: str, exists: bool) -> None:
    if exists:
        write(tmp_path / name, files=OLD)
    before = tree(tmp_path)
    process = start(tmp_path / name, 10**9)
    stop(process, signal.SIGINT)
    assert process.returncode in {-signal.SIGINT, 128 + signal.SIGINT}
    assert tree(tmp_path) == before


@posix
@pytest.mark.parametrize("exists", [False, True])
@pytest.mark.parametrize("name", KINDS)
def test_a_file_that_cannot_grow_is_one_line(tmp_path: Path, name: str, exists: bool) -> None:
    """A limit on the size of files stands for the full disk: it fails in the same calls and needs no privilege."""
    if exists:
        write(tmp_path / name, files=OLD)
    before = tree(tmp_path)
    process = start(
        tmp_path / name, 1000, "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))"
    )
    out, err = process.communicate(timeout=60)
    assert process.returncode == 3
    assert "ulimit -f" in out
    assert out.count("\n") == 1
    assert err == ""
    assert tree(tmp_path) == before


@posix
def test_a_zip_that_cannot_grow_is_one_line(tmp_path: Path) -> None:
    """The limit comes after the files are written, so that it hits the packing."""
    resource = pytest.importorskip("resource", reason="no resource limits on this platform")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    with one_line("ulimit -f"), staged(tmp_path / "out.zip", force=False, replaceable=NAMES) as folder:
        (folder / "manifest.csv").write_bytes(os.urandom(3_000_000))
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, hard))
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(tmp_path.iterdir()) == []


@posix
def test_too_many_open_files_is_one_line(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource", reason="no resource limits on this platform")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with one_line("ulimit -n"), staged(tmp_path / "out", force=False, replaceable=NAMES) as folder:
        resource.setrlimit(resource.RLIMIT_NOFILE, (3, hard))
        try:
            (folder / "manifest.csv").write_bytes(b"")
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert list(tmp_path.iterdir()) == []


@posix
@pytest.mark.parametrize("name", KINDS)
def test_a_full_disk_is_one_line(tmp_path: Path, name: str) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    try:
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk], capture_output=True)
    except OSError as error:
        pytest.skip(f"no mount on this machine: {error}")
    if mounted.returncode:
        pytest.skip(f"cannot mount a small disk: {mounted.stderr.decode().strip()}")
    try:
        write(disk / name, files=OLD)
        before = tree(disk)
        process = start(disk / name, 2000)
        out, err = process.communicate(timeout=60)
        assert (process.returncode, err) == (3, "")
        assert "the disk is full; free some space" in out
        assert tree(disk) == before
        with one_line("the disk is full"), staged(disk / "packed.zip", force=False, replaceable=NAMES) as folder:
            (folder / "manifest.csv").write_bytes(os.urandom(700_000))  # fits, but not twice
        assert tree(disk) == before
    finally:
        subprocess.run(["umount", disk], check=True)


def test_the_module_imports_without_fcntl(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows."""
    script = "import sys; sys.modules['fcntl'] = None; from rostergen.bundle import room, target; print(room.fcntl)"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    run = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert run.stdout == "None\n"
