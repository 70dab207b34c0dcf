"""The room of a run: a hidden folder `.NAME.XXXXXXXX.partial` beside the target NAME, where the run alone writes.

    new/       the files of the bundle while they are written
    new.zip    the same, packed, where the target is a zip
    attempts/  what other machines make, where a run shares its work with them
    old/       the bundle that is being replaced, for the moment between two renames
    reserved   says that an empty file at the target is the run's own, where there are no hard links

A run that ends, well or badly, removes its room. A run that is killed leaves it, and the next run for the same target
sweeps it. A living run holds an advisory lock on its room, which is how the two are told apart.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import secrets
import shutil
import stat
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from rostergen.errors import OutputError

try:
    import fcntl
except ImportError:  # Windows: rooms are not locked there, and so never swept
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def room_beside(target: Path) -> Iterator[Path]:
    """Yield a fresh room for `target`, an absolute path; remove it at the end.

    Folders on the way to the target are made, and removed again if they are empty at the end.
    A replacement that stopped half-way is undone. Raises OSError.
    """
    missing = [folder for folder in target.parents if not folder.exists()]
    try:
        room, lock = _claim(target)
        try:
            look(target)  # in a folder that was made just now, only this tells whether the name can be
            yield room
        finally:
            try:
                _discard(room, target)
            finally:
                if lock is not None:
                    os.close(lock)
    finally:
        for folder in missing:
            with suppress(OSError):  # it holds the bundle now
                folder.rmdir()


def sweep(target: Path) -> None:
    """Remove the rooms that dead runs for this target left; an old bundle in one goes back to a target that is missing.

    What cannot be listed, locked or removed stays.
    """
    before, after = map(re.escape, _room_name(target, "/").split("/"))
    room_name = re.compile(f"{before}[0-9a-f]{{8}}{after}")
    with suppress(OSError):
        for room in [entry for entry in target.parent.iterdir() if room_name.fullmatch(entry.name)]:
            with suppress(OSError):
                lock = _lock(room)
                if lock is not None:
                    try:
                        _discard(room, target)
                    finally:
                        os.close(lock)


def reserve(room: Path, target: Path) -> None:
    """Make an empty file at the target, for `new.zip` to replace; it goes when the room does at the latest.

    Raises OSError, FileExistsError if something is there.
    """
    mark = room / "reserved"
    mark.touch()  # first, so that a run that is killed behind the next line leaves nothing unexplained
    try:
        target.touch(exist_ok=False)
    except OSError:
        mark.unlink()
        raise


def release(room: Path, target: Path) -> None:
    """Remove the empty file that was reserved, if `new.zip` did not take its place. Raises OSError."""
    if look(room / "reserved") is not None and look(room / "new.zip") is not None:
        status = look(target)
        if status is not None and stat.S_ISREG(status.st_mode) and status.st_size == 0:
            target.unlink()


def look(path: Path) -> os.stat_result | None:
    """Return what stands at `path`, links not followed; None if nothing does. Raises OSError if that cannot be told."""
    try:
        return path.lstat()
    except FileNotFoundError:
        return None


def _claim(target: Path, tries: int = 10) -> tuple[Path, int | None]:
    """Make a room, with the folders on the way to it, and lock it; return its path and its lock.

    In the instant before it is locked another run may sweep it, or remove the folders on the way because they were
    empty: then the next try does it.
    """
    room = target.parent / _room_name(target, secrets.token_hex(4))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        room.mkdir()
        return room, _lock(room)
    except (BlockingIOError, FileNotFoundError):
        if tries == 1:
            raise
        return _claim(target, tries - 1)
    except KeyboardInterrupt:
        with suppress(OSError):
            room.rmdir()
        raise


def _lock(room: Path) -> int | None:
    """Return a descriptor that holds the lock of a room until it and its copies in forks are closed.

    None where locks do not work: there no run sweeps the rooms of others. Raises BlockingIOError if another run holds
    the lock, FileNotFoundError if there is no such room (any more), another OSError if it cannot be opened as a folder.
    """
    if fcntl is None:
        return None
    lock = os.open(room, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if not os.path.samestat(os.fstat(lock), room.lstat()):
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
    except (BlockingIOError, FileNotFoundError):
        os.close(lock)
        raise
    except OSError:
        os.close(lock)
        return None
    return lock


def _discard(room: Path, target: Path) -> None:
    """Remove a room; if its run stopped between the two renames of a replacement, the old bundle goes back first.

    So does a name that was reserved, by removing the empty file that holds it.
    That new/ is still there tells that the second rename did not happen. A missing target alone does not: another run
    may have it in its hands, and will put it back on seeing that it is not what it meant to replace.
    """
    old = room / "old"
    if look(old) is not None and look(room / "new") is not None and look(target) is None:
        try:
            old.rename(target)
        except OSError as error:
            raise OutputError(f"the bundle of {target} was moved to {old} and cannot go back; move it there") from error
    with suppress(OSError):
        release(room, target)
    try:
        shutil.rmtree(room, ignore_errors=True)  # symbolic links in it are removed, never followed
    except BaseException:  # Ctrl-C by somebody who cannot wait
        shutil.rmtree(room, ignore_errors=True)
        raise


def _room_name(target: Path, token: str) -> str:
    name = target.name
    if len(os.fsencode(name)) > 200:  # the room's name must fit where the target's just fits
        name = f"{name[:40]}-{hashlib.sha256(os.fsencode(name)).hexdigest()[:16]}"
    return f".{name}.{token}.partial"
