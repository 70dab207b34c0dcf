"""The place where a bundle goes: it appears there whole or not at all.

A run writes into a room of its own beside the target (see `room`). At the end what it wrote is renamed to the target.
"""

from __future__ import annotations

import errno
import os
import stat
import zipfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from rostergen.bundle.durable import sync_files, sync_folder
from rostergen.bundle.room import look, release, reserve, room_beside, sweep
from rostergen.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MANIFEST = "manifest.csv"

OPTION = "with --out"
_ELSEWHERE = f"choose another place {OPTION}"
_FREE = f"free some space or {_ELSEWHERE}"
_TROUBLES = {
    "ENOSPC": ("the disk is full", _FREE),
    "EDQUOT": ("your disk quota is used up", _FREE),
    "EFBIG": ("a file grew beyond the allowed size", f"raise the limit (ulimit -f) or {_ELSEWHERE}"),
    "EACCES": ("permission denied", f"choose a place that you may write to {OPTION}"),
    "EPERM": ("not permitted", f"choose a place that you may write to {OPTION}"),
    "EROFS": ("the file system is read-only", _ELSEWHERE),
    "ENAMETOOLONG": ("the name is too long", "choose a shorter one"),
    "EINVAL": ("the file system does not take this name", "choose another one"),
    "EILSEQ": ("the file system does not take this name", "choose another one"),
    "ENOTDIR": ("a folder of this path is a file", _ELSEWHERE),
    "EEXIST": ("a folder of this path is a file", _ELSEWHERE),
    "ELOOP": ("symbolic links of this path lead in a circle", _ELSEWHERE),
    "ENOENT": ("a folder of this path cannot be made, or was removed meanwhile", f"try again or {_ELSEWHERE}"),
    "EMFILE": ("too many files are open", "raise the limit (ulimit -n)"),
    "ENFILE": ("too many files are open on this machine", "try again later"),
    "EAGAIN": ("other runs are busy there", "try again later"),
    "EBUSY": ("it is in use", f"try again later or {_ELSEWHERE}"),
    "EIO": ("the disk reports an error", f"check the disk or {_ELSEWHERE}"),
}


@contextmanager
def output_errors(path: Path, elsewhere: str | None = None) -> Iterator[None]:
    """Turn an OSError raised while `path` is written into an OutputError of one line: what, where, what to do.

    `elsewhere` is how another place is chosen, where that is not --out. Where it is given, what was told already, of a
    path that the user does not know, is told again of this one.
    """
    try:
        yield
    except OSError as error:
        raise _told(path, error, elsewhere or OPTION) from error
    except OutputError as error:
        if elsewhere is None or error.reason is None:
            raise
        raise _told(path, error.reason, elsewhere) from error


def _told(path: Path, error: OSError, elsewhere: str) -> OutputError:
    name = errno.errorcode.get(error.errno or 0, "")
    what, to_do = _TROUBLES.get(name, (_shown(error.strerror or str(error)), _ELSEWHERE))
    told = OutputError(f"cannot write {_shown(path)}: {what}; {to_do.replace(OPTION, elsewhere)}")
    told.reason = error
    return told


def refuse(shown: object, obstacle: str | None, *, force: bool) -> None:
    """Raise OutputError for a target that exists: for an obstacle whatever the user says, else without `force`."""
    if obstacle is not None and force:
        raise OutputError(f"cannot replace {shown}: it {obstacle}; {_ELSEWHERE}")
    if obstacle is not None:
        raise OutputError(f"cannot write {shown}: it exists and {obstacle}; {_ELSEWHERE}")
    if not force:
        raise OutputError(f"cannot write {shown}: it exists; add --force to replace it, or {_ELSEWHERE}")


def check_target(
    path: Path, *, force: bool, replaceable: frozenset[str], ours: Callable[[Path], bool | str] | None = None
) -> None:
    """Raise OutputError if a bundle cannot be written to `path`, so that a run can stop before any work.

    What exists is replaced with `force` only, and only a bundle: an empty folder, a folder with a manifest.csv that
    holds regular files of `replaceable` names and nothing else, a zip with a manifest.csv at its root, an empty file,
    or what `ours` holds for replaceable; where it returns a text, that is why this must stay.
    Whether the place can be written is found out by trying; nothing is left there.
    """
    with output_errors(path):
        target, _ = _survey(path, force=force, replaceable=replaceable, ours=ours)
        with room_beside(target):
            pass


@contextmanager
def staged(
    path: Path,
    *,
    force: bool,
    replaceable: frozenset[str],
    ours: Callable[[Path], bool | str] | None = None,
    pack: Callable[[Path], None] | None = None,
    as_file: bool = False,
) -> Iterator[Path]:
    """Yield an empty folder whose files become the bundle at `path` when the block ends.

    A name that ends in .zip gives a file, which `pack` writes at the path that it is told when the block ends; with
    `as_file` every name does. Any other gives a folder. What `ours` holds for replaceable is. Folders on the way are
    made. If the block raises anything, or the bundle cannot be put in place, `path` is as it was before, and so are the
    folders on the way.
    Raises OutputError for all that `check_target` finds, for any OSError in the block, and if something else came or
    changed at `path` during the block: that is never overwritten.
    """
    with output_errors(path):
        target, before = _survey(path, force=force, replaceable=replaceable, ours=ours)
        with room_beside(target) as room:
            new = room / "new"
            new.mkdir()
            yield new
            if as_file or is_zip(target):
                assert pack is not None
                new = room / "new.zip"
                pack(new)
            _commit(path, target, room, new, before)


def _commit(path: Path, target: Path, room: Path, new: Path, before: os.stat_result | None) -> None:
    """Rename `new` to the target, if that is still what it was `before`.

    A zip, one file that travels, is on the disk on return. A new folder need not be: after a power cut the same command
    writes the same bytes again, and waiting for the disk took a small bundle 4 times as long to write. One that
    replaces an old bundle is on the disk before that goes.
    """
    intruder = OutputError(
        f"cannot write {_shown(path)}: another program wrote there meanwhile, and what it wrote was kept; try again"
    )
    if not _same(look(target), before):
        raise intruder
    is_file = new.is_file()
    try:
        if before is None:
            _place(room, new, target)
        elif is_file:
            new.replace(target)
        else:  # no folder can be renamed over a full one; stopped half-way, the room puts the old one back
            sync_files(new)
            old = room / "old"
            target.rename(old)
            if not os.path.samestat(old.lstat(), before):
                raise intruder
            new.rename(target)
        if before is not None or is_file:
            sync_folder(target.parent)
    except OSError as error:
        now = look(target)
        if now is None or _same(now, before):
            raise
        raise intruder from error


def _place(room: Path, new: Path, target: Path) -> None:
    """Rename `new` to a target that does not exist; an OSError if it exists after all."""
    if new.is_dir():
        # POSIX lets a folder replace an empty one. One that came since the caller looked, an instant ago, holds nothing
        # to lose; to reserve the name with mkdir would close that gap, but a run killed there would leave its empty
        # folder in the way of the next. Two runs never mix: a finished bundle is not empty, so this fails.
        new.rename(target)
        return
    try:
        target.hardlink_to(new)  # unlike a rename, fails if the target exists
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        reserve(room, target)
        try:
            new.replace(target)
        except OSError:
            release(room, target)
            raise


def _survey(
    path: Path, *, force: bool, replaceable: frozenset[str], ours: Callable[[Path], bool | str] | None = None
) -> tuple[Path, os.stat_result | None]:
    """Return where `path` is and what is to be replaced there, None for nothing; raise OutputError if it must stay."""
    target = _locate(path)
    sweep(target)
    status = look(target)
    if status is None:
        return target, None
    obstacle = _obstacle(target, status, replaceable, ours or (lambda _: False))
    refuse(_shown(path), obstacle, force=force)
    return target, status


def _obstacle(
    target: Path, status: os.stat_result, replaceable: frozenset[str], ours: Callable[[Path], bool | str]
) -> str | None:
    """Return why the existing `target` must not be replaced, whatever the user says; None if it may be."""
    if stat.S_ISLNK(status.st_mode):
        return "is a symbolic link"
    if stat.S_ISDIR(status.st_mode) and (place := _place_in_use(target)):
        return place
    if (judged := ours(target)) is not False:
        return None if judged is True else judged
    if stat.S_ISDIR(status.st_mode):
        if is_zip(target):
            return "is a folder, and a name that ends in .zip asks for a file"
        return _folder_obstacle(target, replaceable)
    if not stat.S_ISREG(status.st_mode):
        return "is neither a file nor a folder"
    if not is_zip(target):
        return "is a file, and only a name that ends in .zip asks for one"
    return None if status.st_size == 0 or is_zipped_bundle(target) else "is not a zip of a OneRoster bundle"


def _place_in_use(folder: Path) -> str | None:
    if Path.cwd().is_relative_to(folder):
        return "is the current folder, or holds it"
    with suppress(RuntimeError):  # a user without a home
        if folder == Path.home().resolve():
            return "is your home folder"
    if os.path.ismount(folder):
        return "is a mount point (a folder in it would do)"
    return None


def _folder_obstacle(folder: Path, replaceable: frozenset[str]) -> str | None:
    names = set()
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name not in replaceable or not entry.is_file(follow_symlinks=False):
                if entry.name.endswith(".parquet"):
                    return f"holds {_shown(entry.name)}, of another format, which --format parquet replaces"
                return f"holds {_shown(entry.name)}, which is no file of a OneRoster bundle"
            names.add(entry.name)
    return f"is not a OneRoster bundle, having no {MANIFEST}" if names and MANIFEST not in names else None


def is_zipped_bundle(file: Path | BinaryIO) -> bool:
    """Return whether a file is a zip with a manifest.csv at its root. Raises OSError if it cannot be read."""
    try:
        with zipfile.ZipFile(file) as archive:
            return MANIFEST in archive.namelist()
    except OSError:
        raise
    except Exception:  # zipfile raises half a dozen kinds for a damaged file, none of which makes it a bundle
        return False


def _locate(path: Path) -> Path:
    """Return `path` as an absolute one of real folders; only its last name may still be a symbolic link."""
    try:
        if b"\0" in os.fsencode(path):
            raise OutputError(f"cannot write {_shown(path)}: a name cannot hold a NUL; choose another one")
    except UnicodeEncodeError as error:
        raise OutputError(f"cannot write {_shown(path)}: the name is not valid text; choose another one") from error
    if path.name in {"", ".."}:  # the current folder, a root, a folder above
        return Path(os.path.realpath(path))
    return Path(os.path.realpath(path.parent), path.name)


def is_zip(target: Path) -> bool:
    """Return whether a name asks for a zip."""
    return target.name.lower().endswith(".zip")


def _same(one: os.stat_result | None, other: os.stat_result | None) -> bool:
    """Return whether two looks saw the same thing, unchanged, or nothing both times."""
    if one is None or other is None:
        return one is other
    return os.path.samestat(one, other) and (one.st_mtime_ns, one.st_size) == (other.st_mtime_ns, other.st_size)


def _shown(path: Path | str) -> str:
    """Return a path for a message of one line."""
    text = str(path)
    return text if text.isprintable() else ascii(text)
