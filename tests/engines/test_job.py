"""What a worker does, and where it writes: nothing of this needs a cluster."""

from __future__ import annotations

import json
import pickle
import time
from contextlib import nullcontext
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest

from rostergen import OutputError, ProfileError, UsageError, load_profile
from rostergen.bundle import packing
from rostergen.bundle.packing import COMPRESSIONS
from rostergen.districts import District, districts_of
from rostergen.engines.gathering import meeting
from rostergen.engines.job import Job, RemoteFolder, SharedFolder, canary, versions
from rostergen.per_district import write_per_district

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rostergen.bundle.tasks import Step
    from rostergen.engines.job import Place

OPTIONS = {"school_year": 2027, "compression": "fast"}


def district() -> District:
    return districts_of(load_profile(districts=2, schools=2, students=60), 1)[0]


def job_at(place: Place, form: str = "zip", *, known: Mapping[str, str] | None = None, bytes_as: str = "") -> Job:
    return Job(place, form, OPTIONS, known or versions(), bytes_as or canary(form, "fast"))


def test_a_worker_that_came_later_looks_first(tmp_path: Path) -> None:
    place = SharedFolder(str(tmp_path), "all")
    with pytest.raises(UsageError, match="one of the workers has numpy"):
        job_at(place, known=versions() | {"numpy": "1.0"})(district())
    with pytest.raises(UsageError, match="one of the workers has the same versions and compresses to other bytes, "):
        job_at(place, bytes_as="another")(district())
    with pytest.raises(UsageError, match="one of the workers does not see the place"):
        job_at(place)(district())
    assert list(tmp_path.iterdir()) == []


def test_the_canary_tells_compressors_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len({canary("zip", compression) for compression in COMPRESSIONS}) == 3
    assert {canary("folder", compression) for compression in COMPRESSIONS} == {canary("zip", "store")}
    before = canary("zip", "fast")
    canary.cache_clear()
    monkeypatch.setattr(packing, "_FAST", 3)
    assert canary("zip", "fast") != before
    canary.cache_clear()


@pytest.mark.parametrize("form", ["zip", "folder"])
def test_what_was_done_is_told_in_bytes_of_csv(form: str, tmp_path: Path) -> None:
    """As without a cluster, whatever the bundle takes."""
    heard: list[Step] = []
    write_per_district([district()], tmp_path / "here", form=form, school_year=2027, progress=heard.append)
    with meeting(tmp_path / "all", force=False) as place:
        _, entry, done = job_at(place.place, form)(district())
        place.settle({}, json.dumps({}))
    assert done == (sum(step.rows for step in heard), sum(step.size for step in heard))
    assert done.rows == sum(entry["rows"].values())


def test_nothing_is_written_once_nobody_waits(tmp_path: Path) -> None:
    with meeting(tmp_path / "all", force=False) as place:
        job = job_at(place.place)
        place.close()
        with pytest.raises(UsageError, match="does not see the place"):
            job(district())
        place.settle({}, json.dumps({}))


@pytest.mark.parametrize("fails", [False, True])
def test_a_worker_that_was_given_up_does_no_harm(fails: bool, tmp_path: Path) -> None:
    """It goes on making files for a while, also when the others are done, and while all is cleaned away."""
    with pytest.raises(OutputError) if fails else nullcontext(), meeting(tmp_path / "all", force=False) as place:
        assert isinstance(place.place, SharedFolder)
        late = Thread(target=write_on, args=(Path(place.place.path),))
        late.start()
        time.sleep(0.05)
        if fails:
            raise OutputError("no")
        place.settle({}, json.dumps({}))
    late.join()
    assert [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")] == (
        [] if fails else ["all", "all/index.json"]
    )


def write_on(attempts: Path) -> None:
    """Make files as long as the folder is there, and for half a second where it is not held back."""
    end = time.monotonic() + 0.5
    number = 0
    while time.monotonic() < end:
        number += 1
        try:
            (attempts / f"late-{number}").mkdir()
            (attempts / f"late-{number}/x").touch()
        except FileNotFoundError:
            continue


def test_troubles_are_told_of_the_place_that_the_user_knows(tmp_path: Path) -> None:
    def make(path: Path) -> dict[str, Any]:
        raise OSError(28, "No space left on device", str(path))

    with pytest.raises(OutputError, match=r"^cannot write all/1\.zip: the disk is full; .* another place with --out$"):
        SharedFolder(str(tmp_path), "all").write("1.zip", "attempt", make)
    pytest.importorskip("fsspec", reason="needs fsspec")
    with pytest.raises(OutputError, match="another place with TMPDIR of the workers, where what goes to a URL is made"):
        RemoteFolder("memory://box/x").write("1.zip", "attempt", make)


def test_what_dask_shows_of_a_task_has_no_password() -> None:
    job = job_at(RemoteFolder("sftp://qa:topsecret@host/x"))
    assert "secret" not in repr(job)
    assert "secret" not in str(job)


def test_problems_can_be_sent() -> None:
    """Between processes and machines exceptions are pickled."""
    error: ProfileError = pickle.loads(pickle.dumps(ProfileError(["a: one", "b: two"])))
    assert error.problems == ["a: one", "b: two"]
    assert str(error) == "a: one\nb: two"
