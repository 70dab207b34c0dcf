"""How a bundle gets its place: what others began or put there stays, and copies are waited for."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from destinations.servers import BUCKET
from destinations.test_publish import held, without_folders
from rostergen import OutputError, publish

if TYPE_CHECKING:
    from destinations.conftest import Somewhere


def test_a_failed_upload_takes_nobody_else_s_parts(
    s3: Somewhere, bundles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from s3fs import S3FileSystem

    own = ("in/district/users.csv", "in/district/deep/users.csv")
    foreign = ("in/district-2/users.csv", "in/district.zip", "in/districts", "in/other")

    async def begin_and_fail(*_: Any, **__: Any) -> None:
        raise PermissionError

    for key in (*own, *foreign):
        s3.system.call_s3("create_multipart_upload", Bucket=BUCKET, Key=key)
    with monkeypatch.context() as patched:
        patched.setattr(S3FileSystem, "_put_file", begin_and_fail)
        with pytest.raises(OutputError, match="permission denied"):
            publish(bundles / "one", f"{s3.url}/in/district")
    left = s3.system.list_multipart_uploads(BUCKET)
    assert {upload["Key"] for upload in left} == set(foreign)
    for upload in left:
        s3.system.call_s3("abort_multipart_upload", Bucket=BUCKET, Key=upload["Key"], UploadId=upload["UploadId"])


def test_nobody_may_list_the_parts_of_uploads(
    memory: Somewhere, bundles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That takes a permission of its own, and only an upload that failed has use for it."""
    from rostergen.destinations.place import Place

    def denied(*_: object) -> None:
        raise OutputError("permission denied")

    monkeypatch.setattr(Place, "forget_parts", denied)
    for name in ("one", "other"):
        publish(bundles / name, f"{memory.url}/x", force=True)
    assert without_folders(memory.files()) == held(bundles / "other", "x")
    monkeypatch.setattr(Place, "upload", denied)
    with pytest.raises(OutputError, match="denied; what may be left at /box/y could not be removed"):
        publish(bundles / "one", f"{memory.url}/y")


def test_copies_that_are_made_behind_our_back(
    memory: Somewhere, bundles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in Azure, where a copy says that it has begun: an empty object is there at first, and may stay so."""
    from rostergen.destinations import publish as module

    original = type(memory.system).cp_file
    pending: list[tuple[str, str]] = []
    looks = 0
    monkeypatch.setattr(module, "_UNTIL_NEXT_LOOK", 0)
    listed = type(memory.system).ls

    def begin(self: Any, path1: str, path2: str, **_: Any) -> None:
        pending.append((path1, path2))
        self.pipe_file(path2, b"")

    def look(self: Any, *args: Any, **options: Any) -> Any:
        nonlocal looks
        looks += 1
        if looks % 3 == 0 and pending:
            original(self, *pending.pop(0))
        return listed(self, *args, **options)

    publish(bundles / "one", f"{memory.url}/x")
    monkeypatch.setattr(type(memory.system), "cp_file", begin)
    monkeypatch.setattr(type(memory.system), "ls", look)
    publish(bundles / "other", f"{memory.url}/x", force=True)
    assert without_folders(memory.files()) == held(bundles / "other", "x")

    monkeypatch.setattr(type(memory.system), "ls", listed)  # no copy comes to its end from here on
    monkeypatch.setattr(module, "_PATIENCE", 0.01)
    with pytest.raises(OutputError, match=r"of \S+\.csv 0 of [\d,]+ bytes arrived; try again"):
        publish(bundles / "one", f"{memory.url}/x", force=True)
    assert without_folders(memory.files()) == held(bundles / "other", "x")


@pytest.mark.parametrize("name", ["x", "x.zip"])
def test_what_comes_to_the_target_meanwhile_stays(
    name: str, file: Somewhere, bundles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk would move the new bundle into a folder that is there, and over a file."""
    from rostergen.destinations.place import Place

    upload = Place.upload

    def late(place: Place, *args: Any) -> None:
        upload(place, *args)
        file.write("x/mine" if name == "x" else "x.zip", b"mine")

    monkeypatch.setattr(Place, "upload", late)
    with pytest.raises(OutputError, match="another program wrote there meanwhile, and what it wrote was kept"):
        publish(bundles / ("one" if name == "x" else "one.zip"), f"{file.url}/{name}")
    assert set(file.files().values()) - {b""} == {b"mine"}
    assert len(file.files()) == (2 if name == "x" else 1)


def test_a_zip_replaces_another_in_one_step(
    file: Somewhere, sftp: Somewhere, bundles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rostergen.destinations.place import Place

    for place in (file, sftp):
        publish(bundles / "one.zip", f"{place.url}/x.zip")
    monkeypatch.setattr(Place, "move", None)
    for place in (file, sftp):
        publish(bundles / "other.zip", f"{place.url}/x.zip", force=True)
        assert place.files() == {"x.zip": (bundles / "other.zip").read_bytes()}


@pytest.mark.parametrize("what", ["", "Server connection dropped"])
def test_a_connection_that_is_lost_at_the_last_step(
    what: str, sftp: Somewhere, bundles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from paramiko import SSHException

    from rostergen.destinations.sftp import Sftp

    def lost(*_: Any) -> None:
        raise SSHException(what) if what else EOFError

    publish(bundles / "one.zip", f"{sftp.url}/x.zip")
    monkeypatch.setattr(Sftp, "replace", lost)
    with pytest.raises(OutputError, match="the connection was lost"):
        publish(bundles / "other.zip", f"{sftp.url}/x.zip", force=True)
    assert sftp.files() == {"x.zip": (bundles / "one.zip").read_bytes()}


def test_a_server_that_cannot_replace_in_one_step(
    sftp: Somewhere, bundles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rostergen.destinations.sftp import Sftp

    def unsupported(*_: Any) -> None:
        raise OSError("Operation unsupported")

    monkeypatch.setattr(Sftp, "replace", unsupported)
    publish(bundles / "one.zip", f"{sftp.url}/x.zip")
    publish(bundles / "other.zip", f"{sftp.url}/x.zip", force=True)
    assert sftp.files() == {"x.zip": (bundles / "other.zip").read_bytes()}


def test_a_bundle_that_cannot_go_back_is_kept(sftp: Somewhere, bundles: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from rostergen.destinations.sftp import Sftp

    publish(bundles / "one", f"{sftp.url}/x")

    def only_away(self: Sftp, path1: str, path2: str) -> None:
        if not path2.endswith("/old"):
            raise OSError("no")
        self.ftp.rename(path1, path2)

    monkeypatch.setattr(Sftp, "mv", only_away)
    with pytest.raises(OutputError, match=r"the bundle that was there is now at /\.x\.\w+\.partial/old") as raised:
        publish(bundles / "other", f"{sftp.url}/x", force=True)
    assert "could not be removed" not in str(raised.value)
    (old,) = Path(sftp.root).glob(".x.*.partial/old")
    assert (old / "users.csv").read_bytes() == (bundles / "one/users.csv").read_bytes()
    shutil.rmtree(old.parent)
