"""Real servers on loopback, each a process of its own that a test may stop."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

BUCKET = "district"
PASSWORD = "correct horse"


@dataclass(frozen=True)
class Server:
    """A server that runs until it is stopped."""

    process: subprocess.Popen[str]
    port: int
    key: str = ""
    root: Path = Path()

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


@contextmanager
def s3_server() -> Iterator[Server]:
    """moto's S3 server."""
    needs("moto", "flask", "flask_cors", "s3fs")
    port = _free_port()
    with _running([sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]) as process:
        _wait_for(process, port)
        yield Server(process, port)


@contextmanager
def gs_server() -> Iterator[Server]:
    """An emulator of Google Cloud Storage."""
    needs("gcp_storage_emulator", "gcsfs")
    port = _free_port()
    serve = f"from gcp_storage_emulator.server import create_server as c; c('127.0.0.1', {port}, in_memory=True).run()"
    with _running([sys.executable, "-c", serve]) as process:
        _wait_for(process, port)
        yield Server(process, port)


@contextmanager
def az_server() -> Iterator[Server]:
    """Azurite, Microsoft's emulator of Azure's blobs."""
    needs("adlfs")
    program = shutil.which("azurite-blob")
    if program is None:
        pytest.skip("needs azurite-blob on the search path: npm install azurite")
    port = _free_port()
    options = ["--inMemoryPersistence", "--disableTelemetry", "--skipApiVersionCheck", "--silent"]
    with _running([program, *options, "--blobHost", "127.0.0.1", "--blobPort", str(port)]) as process:
        _wait_for(process, port)
        yield Server(process, port)


@contextmanager
def sftp_server(root: Path) -> Iterator[Server]:
    """asyncssh's SFTP server, with a folder as its root."""
    needs("asyncssh", "paramiko")
    with _running([sys.executable, str(Path(__file__).with_name("sftp_server.py")), str(root)]) as process:
        assert process.stdout is not None
        port, _, key = process.stdout.readline().strip().partition(" ")
        yield Server(process, int(port), key, root)


def needs(*packages: str) -> None:
    """Skip where a package is not installed."""
    for package in packages:
        pytest.importorskip(package, reason=f"needs {package}, of the extra test-cloud")


@contextmanager
def _running(program: list[str]) -> Iterator[subprocess.Popen[str]]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    process = subprocess.Popen(
        program,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
        env=environment,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait_for(process: subprocess.Popen[str], port: int) -> None:
    for _ in range(600):
        assert process.poll() is None, "the server did not start"
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the server does not answer")
