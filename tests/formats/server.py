"""A real PostgreSQL server for the tests: started by them in a temporary folder, stopped and removed by them."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PASSWORD = "a/b@c s3cret"
"""With all that has to be escaped in a URL."""
ESCAPED = "a%2Fb%40c%20s3cret"


class MissingError(Exception):
    """Why there can be no server here."""


@dataclass(frozen=True)
class Server:
    """Where a server listens; its user is "tester"."""

    port: int
    sockets: Path

    @property
    def url(self) -> str:
        """The URL of its only database, by TCP and with the password."""
        return f"postgresql://tester:{ESCAPED}@127.0.0.1:{self.port}/postgres"

    @property
    def by_socket(self) -> str:
        """The URL of the same database, by a socket in a folder and without a password."""
        return f"postgresql://tester@/postgres?host={self.sockets}&port={self.port}"


@contextmanager
def running_server() -> Iterator[Server]:
    """Yield a server. Raises MissingError, which says why, where there can be none."""
    programs = _programs()
    user = _user()
    # Not in pytest's folders: their names are too long for a socket, and other users may not enter them.
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        if user:
            shutil.chown(folder, user)
        (folder / "password").write_text(PASSWORD)
        (folder / "password").chmod(0o644)
        _run(
            user, programs / "initdb", "-D", folder / "data", "-U", "tester", "-E", "UTF8", "--no-sync",
            "--auth-local=trust", "--auth-host=scram-sha-256", f"--pwfile={folder / 'password'}",
        )  # fmt: skip
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        settings = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        control = (programs / "pg_ctl", "-D", folder / "data", "-w")
        _run(user, *control, "-l", folder / "log", "-o", settings, "start")
        try:
            yield Server(port, folder)
        finally:
            _run(user, *control, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    """Return the folder of the server's programs, which Debian keeps out of PATH."""
    on_path = shutil.which("initdb")
    found = [Path(on_path)] if on_path else sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        raise MissingError("no PostgreSQL server is installed (Debian: apt-get install postgresql)")
    return found[-1].parent


def _user() -> str | None:
    """Return as whom the server runs; None if that is who we are. It refuses to be root."""
    if os.getuid() != 0:
        return None
    if shutil.which("runuser") is None:
        raise MissingError("PostgreSQL refuses to run as root, and there is no runuser")
    return (
        "postgres" if subprocess.run(["id", "postgres"], capture_output=True, check=False).returncode == 0 else "nobody"
    )


def _run(user: str | None, *command: object) -> None:
    as_user = ["runuser", "-u", user, "--"] if user else []
    # No pipes: the server would keep them open.
    done = subprocess.run(
        [*as_user, *map(str, command)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/", check=False
    )
    if done.returncode:
        raise MissingError(f"{command[0]} fails with {done.returncode}; run it by hand to see why")
