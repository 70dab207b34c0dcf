"""`rostergen break`: a bundle and its key, or a suite of them, put in their place whole or not at all."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rostergen import __version__
from rostergen.bundle.target import output_errors, staged
from rostergen.errors import OutputError, RostergenError, UsageError
from rostergen.faults.inject import Plan, carry_out, fingerprint, plan
from rostergen.faults.key import FORMATS, NAME, Key, as_csv, as_json, load_key
from rostergen.faults.source import Source
from rostergen.spec import VERSIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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
    key_path = out.parent / FORMATS[key_format]
    _check_key(key_path, out, force=force)
    zipped = _is_zip(out)
    with _opened(bundle) as (source, scratch):
        made = plan(source, wishes, seed, zipped=zipped)
        _check_any(made.chosen)
        keys: list[Key] = []

        def write(target: Path) -> None:
            keys.append(carry_out(source, made, target, name=out.name, seed=seed, scratch=scratch, zipped=zipped))

        # The key is written first and renamed last: a bundle without its key would be of no use.
        with staged(out, force=force, replaceable=_REPLACEABLE, ours=_is_ours, packed=write) as folder:
            if not zipped:
                write(folder)
        _write_key(key_path, keys[0], key_format)
        return Delivered(out, tuple(keys), tuple(made.skipped))


def break_suite(
    bundle: Path, out: Path, wishes: Sequence[Wish], *, seed: int = 1, force: bool = False, key_format: str = "json"
) -> Delivered:
    """Write a folder with a folder for each fault, named after it, that holds a bundle of that name and its key.

    Bundles are zips where the original is one or the fault needs one. A fault without a place is left out if optional.
    Raises what `break_bundle` does.
    """
    if _is_zip(out):
        raise OutputError(f"cannot write {out}: a suite is a folder; choose a name that does not end in .zip")
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
                _write_text(home / FORMATS[key_format], _key_text(key, key_format))
                keys.append(key)
    return Delivered(out, tuple(keys), tuple(skipped))


@contextmanager
def _opened(bundle: Path) -> Iterator[tuple[Source, Path]]:
    with tempfile.TemporaryDirectory(prefix="rostergen-") as folder:
        source = Source(bundle, Path(folder))
        try:
            yield source, Path(folder)
        finally:
            source.close()


def _check_any(chosen: Sequence[object]) -> None:
    if not chosen:
        raise UsageError("this bundle can have none of these faults; 'rostergen faults NAME' explains one")


def _check_key(path: Path, out: Path, *, force: bool) -> None:
    if path == out:
        raise OutputError(f"cannot write {out}: the key is going to be {path}; choose another name with --out")
    if path.exists() and not force:
        raise OutputError(
            f"cannot write {path}: it exists; add --force to replace it, or choose another place with --out"
        )
    if path.exists() and not path.is_file():
        raise OutputError(f"cannot replace {path}: it is not a file; choose another place with --out")


def _write_key(path: Path, key: Key, key_format: str) -> None:
    with output_errors(path):
        partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
        try:
            _write_text(partial, _key_text(key, key_format))
            partial.replace(path)
        finally:
            with suppress(OSError):
                partial.unlink(missing_ok=True)


def _key_text(key: Key, key_format: str) -> str:
    return as_json(key, __version__) if key_format == "json" else as_csv(key)


def _write_text(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        out.write(text)


def _is_zip(out: Path) -> bool:
    return out.name.lower().endswith(".zip")


def _is_ours(target: Path) -> bool:
    """Return whether a broken bundle is what the key beside it tells of: it need not look like a bundle."""
    try:
        key = load_key(target.parent / NAME)
        return key.bundle == target.name and key.contents == fingerprint(target)
    except (RostergenError, OSError):
        return False


def _is_suite(target: Path) -> bool:
    """Return whether a folder is a suite and nothing else."""
    if not (target / _MARK).is_file():
        return False
    allowed = {_MARK, *FORMATS.values()}
    for entry in target.iterdir():
        if entry.name != _MARK and not entry.is_dir():
            return False
        names = {inner.name for inner in entry.iterdir()} if entry.is_dir() else set()
        if names - allowed - {entry.name, f"{entry.name}.zip"}:
            return False
    return True
