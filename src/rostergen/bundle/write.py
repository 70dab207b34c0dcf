"""Parts of a bundle into a folder or a zip, with the manifest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rostergen.bundle.packing import packer
from rostergen.bundle.parts import Place, Written, write_parts
from rostergen.bundle.target import MANIFEST, is_zip, output_errors, staged
from rostergen.bundle.zipped import Member, assemble

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from rostergen.bundle.packing import Compression
    from rostergen.bundle.parts import Made, Part
    from rostergen.bundle.tasks import Step
    from rostergen.spec import Version


def write_whole(
    parts: Sequence[Part],
    target: Path,
    version: Version,
    source: tuple[str, str],
    *,
    force: bool,
    replaceable: frozenset[str],
    compression: Compression = "fast",
    jobs: int = 1,
    progress: Callable[[Step], None] | None = None,
    made: Callable[[Made], None] | None = None,
    packing: Callable[[int, int], None] | None = None,
) -> dict[str, Written]:
    """Write the parts of a bundle to a folder, or to a zip if the name ends in .zip; return what is in each file.

    The bundle appears whole or not at all. `source` is the name and the code of its maker; `replaceable` are the names
    of the files that `force` may replace; `made` hears of every part that is complete, `packing` of the bytes of a zip
    that are put together behind them, and of how many there are. Raises OutputError, and what a part raises.
    """
    zipped = compression if is_zip(target) else None
    files: dict[str, Written] = {}

    def pack(new: Path) -> None:
        by_name = {MANIFEST: manifest} | {f"{name}.csv": files[name] for name in sorted(files)}
        members = [Member(name, folder / name, zipped != "store", file) for name, file in by_name.items()]
        assemble(members, new, packing)

    with staged(target, force=force, replaceable=replaceable, pack=pack) as folder, output_errors(target):
        place = Place(folder, folder.parent, tuple(spec.name for spec in version.files), zipped)
        files.update(write_parts(parts, place, jobs=jobs, progress=progress, made=made))
        piece = packer(zipped)(manifest_of(version, files, source))
        manifest = Written().then(piece)
        (folder / MANIFEST).write_bytes(piece.data)
    return files


def manifest_of(version: Version, present: Mapping[str, object], source: tuple[str, str]) -> bytes:
    """Return manifest.csv: files in `present` are bulk, the others of the version absent. `source` is name and code."""
    rows = [("propertyName", "value"), ("manifest.version", "1.0"), ("oneroster.version", version.number)]
    rows += [(f"file.{spec.name}", "bulk" if spec.name in present else "absent") for spec in version.files]
    rows += [("source.systemName", source[0]), ("source.systemCode", source[1])]
    return "".join(f"{key},{value}\r\n" for key, value in rows).encode()
