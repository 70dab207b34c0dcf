"""The cores that a process may use: no more than its container may."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from rostergen.cores import usable_cores

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def eight_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(8)), raising=False)


@pytest.mark.parametrize(
    ("text", "cores"),
    [
        ("max 100000", 8),
        ("200000 100000", 2),
        ("150000 100000", 2),
        ("50000 100000", 1),
        ("9900000 100000", 8),
        ("?", 8),
    ],
)
def test_cgroup_v2(text: str, cores: int, tmp_path: Path) -> None:
    (tmp_path / "cpu.max").write_text(text + "\n")
    assert usable_cores(tmp_path, tmp_path / "own") == cores


@pytest.mark.parametrize(("quota", "cores"), [("-1", 8), ("300000", 3)])
def test_cgroup_v1(quota: str, cores: int, tmp_path: Path) -> None:
    (tmp_path / "cpu").mkdir()
    (tmp_path / "cpu" / "cpu.cfs_quota_us").write_text(quota)
    (tmp_path / "cpu" / "cpu.cfs_period_us").write_text("100000")
    assert usable_cores(tmp_path, tmp_path / "own") == cores


def test_no_cgroups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert usable_cores(tmp_path, tmp_path / "own") == 8
    monkeypatch.delattr(os, "sched_getaffinity")
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert usable_cores(tmp_path, tmp_path / "own") == 1


@pytest.mark.parametrize(
    ("own", "file", "text", "cores"),
    [
        ("0::/jobs/mine\n", "jobs/mine/cpu.max", "100000 100000", 1),
        ("0::/jobs/mine\n", "jobs/cpu.max", "300000 100000", 3),
        ("0::/\n", "jobs/cpu.max", "300000 100000", 8),
        ("12:memory:/other\n4:cpu,cpuacct:/jobs\n", "cpu/jobs/cpu.cfs_quota_us", "200000", 2),
        ("nothing of the kind\n", "jobs/cpu.max", "300000 100000", 8),
    ],
)
def test_a_group_of_its_own(own: str, file: str, text: str, cores: int, tmp_path: Path) -> None:
    (tmp_path / file).parent.mkdir(parents=True)
    (tmp_path / file).write_text(text)
    (tmp_path / file).with_name("cpu.cfs_period_us").write_text("100000")
    (tmp_path / "own").write_text(own)
    assert usable_cores(tmp_path, tmp_path / "own") == cores
