"""Bundles spoilt at random: bytes, rows, cells, whole files, and the zip that holds them."""

from __future__ import annotations

import io
import tempfile
import warnings
import zipfile
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from hypothesis import strategies as st

from rostergen.errors import InputError

from .bundles import rostering_only, valid_bundle, write_bundle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from rostergen.validate.finding import Finding

Files = dict[str, bytes]

_JUNK = (
    *(
        b'"',
        b'""',
        b",",
        b",,,,",
        b"\r",
        b"\n",
        b"\r\n",
        b"\0",
        b";",
        b"\t",
        b" ",
        b"\xe9",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
    ),
    *(b"NULL", b"TRUE", b"8/24/2026", b"1", b"\x1a", b"{", b"'", b"\xf0\x9f\x98\x80", b"x" * 300, b'",', b',"', b"--"),
    *(b"9" * 400, b"2026-02-30", b"0000-00-00", b"1e999", b"-1", b"ext:x", b"metadata.x", b"\xc2\x85", b"\xe2\x80\xa8"),
)
_NAMES = ("users.csv", "Users.csv", "extra.csv", ".hidden", "manifest.csv", "orgs.csv/", "a/orgs.csv", "../orgs.csv")


def spoil(files: Files, random: Random) -> None:
    """Change one thing in one file, or one file as a whole."""
    name = random.choice(sorted(files))
    change = random.choice((_insert, _flip, _cut, _rows, _cells, _encode, _header))
    if random.random() < 0.1:
        files[random.choice(_NAMES)] = files[name]
        if random.random() < 0.5:
            del files[name]
    else:
        files[name] = change(files[name], random)


def _place(data: bytes, random: Random) -> int:
    return random.randrange(len(data) + 1)


def _insert(data: bytes, random: Random) -> bytes:
    at = _place(data, random)
    return data[:at] + random.choice(_JUNK) + data[at:]


def _flip(data: bytes, random: Random) -> bytes:
    changed = bytearray(data)
    for _ in range(random.choice((1, 1, 5, 50))):
        if changed:
            changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def _cut(data: bytes, random: Random) -> bytes:
    start, end = sorted((_place(data, random), _place(data, random)))
    return random.choice((data[:start], data[end:], data[:start] + data[end:], b""))


def _rows(data: bytes, random: Random) -> bytes:
    lines = data.splitlines(keepends=True)
    if lines:
        i, j = random.randrange(len(lines)), random.randrange(len(lines))
        lines = random.choice(
            (lines[:i] + lines[i + 1 :], [*lines, lines[i]], lines[i:] + lines[:i], lines[: i + 1] * 3)
        )
        if j < len(lines) and i < len(lines):
            lines[i], lines[j] = lines[j], lines[i]
    return b"".join(lines)


def _cells(data: bytes, random: Random) -> bytes:
    cells = data.split(b",")
    i, j = random.randrange(len(cells)), random.randrange(len(cells))
    cells[i] = random.choice((cells[j], b"", random.choice(_JUNK), b'"' + cells[i] + b'"', cells[i].upper()))
    return b",".join(cells)


def _encode(data: bytes, random: Random) -> bytes:
    text = data.decode(errors="replace")
    encoding = random.choice(("utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "cp1252", "utf-7"))
    return random.choice((text.encode(encoding, "replace"), data.replace(b",", b";"), data.replace(b"\r\n", b"\r")))


def _header(data: bytes, random: Random) -> bytes:
    head, _, rest = data.partition(b"\n")
    names = head.split(b",")
    random.shuffle(names)
    return random.choice((b",".join(names), head.upper(), head + b",x", head + b"," + head, b"")) + b"\n" + rest


def pack(files: Files, random: Random) -> bytes:
    """Return the files as a zip, which may be spoilt too."""
    out = io.BytesIO()
    method = random.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED))
    with zipfile.ZipFile(out, "w", method) as zipped, warnings.catch_warnings(action="ignore"):
        for name, data in files.items():
            zipped.writestr(name, data)
    data = out.getvalue()
    return random.choice((data, data, _flip(data, random), _cut(data, random)))


class Spoiling(NamedTuple):
    """How a valid bundle is spoilt; `seed` gives the changes."""

    version: str
    whole: bool
    """Whether there are gradebook and resources too."""
    changes: int
    zipped: bool
    seed: int


SPOILINGS = st.builds(
    Spoiling,
    version=st.sampled_from(["1.1", "1.2"]),
    whole=st.booleans(),
    changes=st.integers(1, 5),
    zipped=st.booleans(),
    seed=st.integers(0, 2**32),
)


def judge_spoilt(spoiling: Spoiling, judge: Callable[[Path], Iterable[Finding]]) -> None:
    """Spoil a valid bundle and judge it: there is a verdict in words, or InputError."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = _spoilt(folder, spoiling)
        before = sorted(path.name for path in folder.iterdir())
        with suppress(InputError):
            for finding in judge(path):
                assert finding.message
                assert finding.line is None or finding.line >= 1
        assert sorted(path.name for path in folder.iterdir()) == before


def _spoilt(folder: Path, spoiling: Spoiling) -> Path:
    random = Random(spoiling.seed)
    valid = valid_bundle if spoiling.whole else rostering_only
    source = write_bundle(folder / "source", spoiling.version, valid(spoiling.version))
    files = {path.name: path.read_bytes() for path in sorted(source.iterdir())}
    for _ in range(spoiling.changes):
        spoil(files, random)
    if spoiling.zipped:
        path = folder / "bundle.zip"
        path.write_bytes(pack(files, random))
        return path
    path = folder / "bundle"
    for name, data in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        if name.endswith("/") and not (path / name.rstrip("/")).exists():
            (path / name.rstrip("/")).mkdir()
        elif not name.endswith("/") and not (path / name).is_dir():
            (path / name).write_bytes(data)
    return path
