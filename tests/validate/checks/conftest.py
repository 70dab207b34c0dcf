"""The fixture of the tests of checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .breaking import Breaking, breaking

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def broken(tmp_path: Path) -> Breaking:
    return breaking(tmp_path)
