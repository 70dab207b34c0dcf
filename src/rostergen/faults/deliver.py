"""`rostergen break`: a bundle and its key, or a suite of them, put in their place whole or not at all."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rostergen import __version__
from rostergen.bundle.target import is_zip, output_errors, staged
from rostergen.errors import OutputError, RostergenError, UsageError
from rostergen.faults.inject import Plan, carry_out, plan
from rostergen.faults.key import FORMATS, NAME, TABLE, Key, as_csv, as_json, fingerprint, is_key, load_key
from rostergen.faults.source import Source
from rostergen.scratch import scratch_folder
from rostergen.spec import VERSIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from rostergen.faults.inject import Wish

_REPLACEABLE = frozenset(
    {"manifest.csv"} | {f"{file.name}.csv" for version in VERSIONS.values() for file in version.files}
)
_MARK = ".rostergen-suite"
"""A file in the folder of a suite, by which the next run knows it for one."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """What was written, and what was left out and why."""

    path: Path
    keys: tuple[Key, ...]
    skipped: tuple[tuple[str, str], ...]
    """Names of faults, and why they were left out."""


def break_bundle(
    bundle: Path, out: Path, wishes: Sequence[Wish], *, seed: int = 1, force: bool = False, key_format: str = "json"
) -> Delivered:
    """Write a broken copy of a bundle to `out`, a zip if the name ends in .zip, and its key beside it.

    Raises:
        UsageError: a fault has no place in the bundle.
        InputError: the bundle cannot be read.
        OutputError: the copy or the key cannot be written.

    """
    zipped = is_zip(out)
    keys: list[Key] = []
    with _opened(bundle) as (source, scratch), _key_beside(out) as put_key:
        _check_place(bundle, out, FORMATS[key_format], force=force)
        made = plan(source, wishes, seed, zipped=zipped)
        _check_any(made.chosen)

        def write(target: Path) -> None:
            keys.append(carry_out(source, made, target, name=out.name, seed=seed, scratch=scratch, zipped=zipped))
            put_key(_texts(keys[0], key_format))

        with staged(out, force=force, replaceable=_REPLACEABLE, ours=_is_ours, pack=write) as folder:
            if not zipped:
                write(folder)
    return Delivered(out, tuple(keys), tuple(made.skipped))


def break_suite(
    bundle: Path, out: Path, wishes: Sequence[Wish], *, seed: int = 1, force: bool = False, key_format: str = "json"
) -> Delivered:
    """Write a folder with a folder for each fault, named after it, that holds a bundle of that name and its key.

    Bundles are zips where the original is one or the fault needs one. A fault without a place is left out if optional.
    Raises what `break_bundle` does.
    """
    if is_zip(out):
        raise OutputError(f"cannot write {out}: a suite is a folder; choose a name that does not end in .zip")
    _check_outside(bundle, out)
    keys: list[Key] = []
    skipped: list[tuple[str, str]] = []
    with _opened(bundle) as (source, scratch):
        chosen: list[tuple[Wish, Plan, bool]] = []
        for wish in wishes:
            zipped = source.zipped or wish.fault.zip_only
            made = plan(source, [wish], seed, zipped=zipped)
            skipped += made.skipped
            if made.chosen:
                chosen.append((wish, made, zipped))
        _check_any(chosen)
        with staged(out, force=force, replaceable=frozenset(), ours=_is_suite) as folder:
            (folder / _MARK).write_text(f"{__version__}\n", encoding="utf-8")
            for wish, made, zipped in chosen:
                name = f"{wish.fault.name}.zip" if zipped else wish.fault.name
                home = folder / wish.fault.name
                home.mkdir()
                if not zipped:
                    (home / name).mkdir()
                key = carry_out(source, made, home / name, name=name, seed=seed, scratch=scratch, zipped=zipped)
                for file, text in _texts(key, key_format).items():
                    (home / file).write_bytes(text)
                keys.append(key)
    return Delivered(out, tuple(keys), tuple(skipped))


@contextmanager
def _opened(bundle: Path) -> Iterator[tuple[Source, Path]]:
    with scratch_folder() as folder:
        source = Source(bundle, folder)
        try:
            yield source, folder
        finally:
            source.close()


def _check_any(chosen: Sequence[object]) -> None:
    if not chosen:
        raise UsageError("this bundle can have none of these faults; 'rostergen faults NAME' explains one")


def _check_outside(bundle: Path, out: Path) -> None:
    place = out.resolve()
    if bundle.resolve() in (place, *place.parents):
        raise OutputError(
            f"cannot write {out}: it is in the bundle that is to be broken; choose another place with --out"
        )


def _check_place(bundle: Path, out: Path, key_files: Sequence[str], *, force: bool) -> None:
    _check_outside(bundle, out)
    known = out.parent / NAME
    other = load_key(known).bundle if is_key(known) else out.name
    if other != out.name and (out.parent / other).exists():
        raise OutputError(
            f"cannot write {known}: it is the key of {other}, which lies there too; choose another folder with --out"
        )
    for path in (out.parent / name for name in key_files):
        if path == out:
            raise OutputError(f"cannot write {out}: the key is going to be {path}; choose another name with --out")
        if path.exists() and not force:
            raise OutputError(
                f"cannot write {path}: it exists; add --force to replace it, or choose another folder with --out"
            )
        if path.exists() and not is_key(path):
            raise OutputError(f"cannot replace {path}: it is no key that break wrote; choose another folder with --out")


@contextmanager
def _key_beside(out: Path) -> Iterator[Callable[[dict[str, bytes]], None]]:
    """Yield a function that puts the files of a key beside a bundle; they are as before if the block raises anything.

    The key is put there before the bundle: a run that is killed leaves no bundle without a key. If it leaves an old one
    with the key of the new one, `contents` tells that they do not belong together.
    """
    before: dict[Path, bytes | None] = {}

    def put(texts: dict[str, bytes]) -> None:
        for path in (out.parent / name for name in (NAME, TABLE)):
            with output_errors(path):
                if path.name in texts or is_key(path):
                    before[path] = path.read_bytes() if path.exists() else None
                    _replace(path, texts.get(path.name))

    try:
        yield put
    except BaseException:
        for path, text in before.items():
            _replace(path, text)
        raise


def _replace(path: Path, text: bytes | None) -> None:
    """Give a file another content in one instant, or none at all."""
    if text is None:
        path.unlink(missing_ok=True)
        return
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        partial.write_bytes(text)
        partial.replace(path)
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)


def _texts(key: Key, key_format: str) -> dict[str, bytes]:
    """Return what the files of a key hold."""
    texts = {NAME: as_json(key, __version__), TABLE: as_csv(key)}
    return {name: texts[name].encode() for name in FORMATS[key_format]}


def _is_ours(target: Path) -> bool:
    """Return whether a broken bundle is what the key beside it tells of: it need not look like a bundle."""
    try:
        key = load_key(target.parent / NAME)
        return key.bundle == target.name and key.contents == fingerprint(target)
    except (RostergenError, OSError):
        return False


def _is_suite(target: Path) -> bool:
    """Return whether a folder is a suite and nothing else."""
    return (target / _MARK).is_file() and all(entry.name == _MARK or _is_home(entry) for entry in target.iterdir())


def _is_home(folder: Path) -> bool:
    """Return whether a folder holds a broken bundle with its key and nothing else."""
    entries = [entry for entry in folder.iterdir() if entry.name not in (NAME, TABLE)] if folder.is_dir() else []
    return len(entries) == 1 and _is_ours(entries[0])
