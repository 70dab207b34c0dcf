"""A disk, by a URL. fsspec's file system copies where it should rename, and moves into a folder that is in the way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fsspec.implementations.local import LocalFileSystem


class Disk(LocalFileSystem):
    """Files of this machine."""

    def mv(self, path1: str, path2: str, **_: Any) -> None:
        """Rename a file or a folder."""
        Path(path1).rename(path2)

    def replace(self, path1: str, path2: str) -> None:
        """Rename a file over another in one step."""
        Path(path1).replace(path2)
