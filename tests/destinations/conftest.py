"""Places to publish to, each empty and reached as a user would, and a bundle to publish."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from destinations.servers import BUCKET, PASSWORD, Server, az_server, gs_server, needs, s3_server, sftp_server
from rostergen import generate, load_profile, write_bundle

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

needs("fsspec")


@dataclass(frozen=True)
class Somewhere:
    """A place that a URL names, seen by a file system that is not the one under test."""

    url: str
    system: Any
    root: str

    def files(self) -> dict[str, bytes]:
        """All that is there, by its path from the root of the URL."""
        self.system.invalidate_cache()
        found = self.system.find(self.root, withdirs=not self.system.async_impl, detail=True)
        return {
            name.removeprefix(self.root).strip("/"): self.system.cat_file(name)
            if info["type"] == "file" and info["size"]
            else b""
            for name, info in found.items()
            if name.strip("/") != self.root.strip("/")
        }

    def write(self, name: str, content: bytes) -> None:
        if not self.system.async_impl:
            self.system.makedirs(f"{self.root}/{name}".rpartition("/")[0], exist_ok=True)
        self.system.pipe_file(f"{self.root}/{name}", content)


@pytest.fixture(scope="session")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one and other, folders, and with one.zip and other.zip. The other has a file less."""
    folder = tmp_path_factory.mktemp("bundles")
    for seed, name in enumerate(("one", "other")):
        district = generate(load_profile("rural", schools=1, students=30), seed=seed, school_year=2027)
        write_bundle(district, folder / name)
        write_bundle(district, folder / f"{name}.zip")
    (folder / "other/resources.csv").unlink()
    return folder


@pytest.fixture(scope="module")
def s3_process() -> Iterator[Server]:
    with s3_server() as server:
        yield server


@pytest.fixture(scope="module")
def gs_process() -> Iterator[Server]:
    with gs_server() as server:
        yield server


@pytest.fixture(scope="module")
def az_process() -> Iterator[Server]:
    with az_server() as server:
        yield server


@pytest.fixture(scope="module")
def sftp_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with sftp_server(tmp_path_factory.mktemp("sftp")) as server:
        yield server


@pytest.fixture
def s3(s3_process: Server, monkeypatch: pytest.MonkeyPatch) -> Somewhere:
    return s3_of(s3_process, monkeypatch)


def s3_of(server: Server, monkeypatch: pytest.MonkeyPatch) -> Somewhere:
    """Let AWS be this server."""
    for name, value in {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{server.port}",
        "AWS_ACCESS_KEY_ID": "testing-the-id",
        "AWS_SECRET_ACCESS_KEY": "testing-the-secret",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": "none",
        "AWS_SHARED_CREDENTIALS_FILE": "none",
    }.items():
        monkeypatch.setenv(name, value)
    from s3fs import S3FileSystem

    return _with_bucket(S3FileSystem(skip_instance_cache=True, use_listings_cache=False), "s3")


@pytest.fixture
def gs(gs_process: Server, monkeypatch: pytest.MonkeyPatch) -> Somewhere:
    monkeypatch.setenv("STORAGE_EMULATOR_HOST", f"http://127.0.0.1:{gs_process.port}")
    monkeypatch.setenv("NO_GCE_CHECK", "true")
    from gcsfs import GCSFileSystem

    return _with_bucket(GCSFileSystem(skip_instance_cache=True), "gs")


@pytest.fixture
def az(az_process: Server, monkeypatch: pytest.MonkeyPatch) -> Somewhere:
    # The account and the key that every Azurite has, as its documentation says.
    connection = {
        "DefaultEndpointsProtocol": "http",
        "AccountName": "devstoreaccount1",
        "AccountKey": "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==",
        "BlobEndpoint": f"http://127.0.0.1:{az_process.port}/devstoreaccount1",
    }
    text = ";".join(f"{name}={value}" for name, value in connection.items())
    monkeypatch.setenv("AZURE_STORAGE_CONNECTION_STRING", text)
    from adlfs import AzureBlobFileSystem

    return _with_bucket(AzureBlobFileSystem(connection_string=text, skip_instance_cache=True), "az")


def _with_bucket(system: Any, scheme: str) -> Somewhere:
    if system.exists(BUCKET):
        system.rm(BUCKET, recursive=True)
    system.mkdir(BUCKET)
    return Somewhere(f"{scheme}://{BUCKET}", system, BUCKET)


@pytest.fixture
def sftp(sftp_process: Server, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Somewhere:
    return sftp_of(sftp_process, monkeypatch, tmp_path_factory.mktemp("home"))


def sftp_of(server: Server, monkeypatch: pytest.MonkeyPatch, home: Path) -> Somewhere:
    """Let the user know the server and its password; what it holds is looked at on the disk."""
    from fsspec.config import conf, set_conf_env
    from fsspec.implementations.local import LocalFileSystem

    (home / ".ssh").mkdir()
    (home / ".ssh/known_hosts").write_text(f"[127.0.0.1]:{server.port} {server.key}\n")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("FSSPEC_SFTP_PASSWORD", PASSWORD)
    monkeypatch.setitem(conf, "sftp", {})
    set_conf_env(conf)
    system = LocalFileSystem()
    for name in system.ls(str(server.root), detail=False):
        system.rm(name, recursive=True)
    return Somewhere(f"sftp://qa@127.0.0.1:{server.port}", system, str(server.root))


@pytest.fixture
def memory() -> Somewhere:
    from fsspec.implementations.memory import MemoryFileSystem

    system = MemoryFileSystem()
    system.store.clear()
    system.pseudo_dirs[:] = [""]
    return Somewhere("memory://box", system, "/box")


@pytest.fixture
def file(tmp_path: Path) -> Somewhere:
    from fsspec.implementations.local import LocalFileSystem

    return Somewhere(f"file://{tmp_path}/box", LocalFileSystem(), f"{tmp_path}/box")


@pytest.fixture(params=["memory", "file", "s3", "gs", "az", "sftp"])
def somewhere(request: pytest.FixtureRequest) -> Somewhere:
    place = request.getfixturevalue(request.param)
    assert isinstance(place, Somewhere)
    return place


@pytest.fixture(params=["memory", "file"])
def nearby(request: pytest.FixtureRequest) -> Somewhere:
    """A store and a place where files can be renamed, without a server."""
    place = request.getfixturevalue(request.param)
    assert isinstance(place, Somewhere)
    return place
