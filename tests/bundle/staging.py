"""A bundle of plain files by way of `staged`: what the writer of bundles does, without any districts."""

from __future__ import annotations

import os
import zipfile
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rostergen.bundle import target

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def staged(path: Path, *, force: bool, replaceable: frozenset[str]) -> Iterator[Path]:
    def pack(new: Path) -> None:
        with new.open("xb") as raw, zipfile.ZipFile(raw, "w") as archive:
            for file in sorted(folder.iterdir()):
                archive.write(file, file.name)
        descriptor = os.open(new, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)

    with target.staged(path, force=force, replaceable=replaceable, pack=pack) as folder:
        yield folder
