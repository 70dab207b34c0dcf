"""Tables into the files of a folder, the manifest last."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from rostergen.bundle.encode import encode, header
from rostergen.bundle.target import MANIFEST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path
    from typing import BinaryIO

    from rostergen.spec import Version
    from rostergen.tables.table import Table


def write_tables(
    folder: Path, tables: Iterable[Table], progress: Callable[[int], None] | None = None
) -> dict[str, int]:
    """Write tables as they come, each to the file of its name; return the rows of every file written.

    A file gets its header with the first of its rows, so a file without rows does not exist. `progress` is called with
    the number of rows of every table written. Raises OSError.
    """
    rows: dict[str, int] = {}
    with ExitStack() as stack:
        files: dict[str, BinaryIO] = {}
        for table in tables:
            if not table.n_rows:
                continue
            name = table.spec.name
            if name not in files:
                files[name] = stack.enter_context((folder / f"{name}.csv").open("wb", buffering=0))
                files[name].write(header(table.spec))
                rows[name] = 0
            for block in encode(table):
                _write_all(files[name], block)
            rows[name] += table.n_rows
            if progress:
                progress(table.n_rows)
            del table  # the next one may belong to another district, and there is no room for two
    return rows


def _write_all(file: BinaryIO, block: memoryview) -> None:
    """Write a whole block to an unbuffered file, which may take it in parts."""
    written = file.write(block)
    while written < len(block):
        written += file.write(block[written:])


def write_manifest(folder: Path, version: Version, present: Mapping[str, int], source: tuple[str, str]) -> None:
    """Write manifest.csv: files in `present` are bulk, the others of the version absent. `source` is name and code."""
    rows = [("propertyName", "value"), ("manifest.version", "1.0"), ("oneroster.version", version.number)]
    rows += [(f"file.{spec.name}", "bulk" if spec.name in present else "absent") for spec in version.files]
    rows += [("source.systemName", source[0]), ("source.systemCode", source[1])]
    (folder / MANIFEST).write_bytes("".join(f"{key},{value}\r\n" for key, value in rows).encode())
