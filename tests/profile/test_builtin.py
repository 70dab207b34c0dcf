"""The built-in profiles are found, in a wheel and in a checkout."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from rostergen.profile import builtin
from rostergen.profile.builtin import builtin_names, builtin_profiles, read_builtin
from rostergen.profile.load import load_profile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def test_the_three_kinds_of_district_are_there() -> None:
    assert {"rural", "suburban", "urban"} <= set(builtin_names())
    assert builtin_names() == sorted(builtin_names())


def test_each_has_its_description() -> None:
    assert builtin_profiles() == {name: load_profile(name).description for name in builtin_names()}


def test_each_has_its_text() -> None:
    assert read_builtin("rural").startswith("#")


@pytest.fixture
def fresh_folder() -> Iterator[None]:
    builtin._folder.cache_clear()
    yield
    builtin._folder.cache_clear()


@pytest.mark.usefixtures("fresh_folder")
def test_data_of_the_package_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles" / "packaged.yaml").write_text("description: In the wheel", encoding="utf-8")
    (tmp_path / "profiles" / "README.md").write_text("Not a profile", encoding="utf-8")
    monkeypatch.setattr(builtin, "files", lambda _: tmp_path)
    assert builtin_profiles() == {"packaged": "In the wheel"}


def test_listing_them_needs_neither_pydantic_nor_numpy() -> None:
    code = (
        "import sys; from rostergen.profile.builtin import builtin_profiles; builtin_profiles(); "
        "sys.exit(','.join({'pydantic', 'numpy', 'faker'} & set(sys.modules)))"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False).stderr.strip() == ""
    )
