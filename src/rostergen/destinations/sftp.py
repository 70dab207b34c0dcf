"""SFTP as the user's own ssh knows the server: known hosts are checked, ~/.ssh/config is heeded.

fsspec's file system takes any key that a server shows, tells nothing while a file travels and replaces what is in the
way of a rename. This one does not.
"""

from __future__ import annotations

import getpass
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import paramiko
from fsspec.implementations.sftp import SFTPFileSystem

if TYPE_CHECKING:
    from fsspec.callbacks import Callback

_PATIENCE = 60.0
"""Seconds without a word from the server."""

_SYSTEM_HOSTS = Path("/etc/ssh/ssh_known_hosts")


class Sftp(SFTPFileSystem):
    """Files on an SFTP server."""

    @staticmethod
    def _get_kwargs_from_urls(urlpath: str) -> dict[str, Any]:
        options: dict[str, Any] = SFTPFileSystem._get_kwargs_from_urls(urlpath)
        options.pop("url_fragment", None)  # it is of the path
        return options | {name: unquote(options[name]) for name in ("username", "password") if name in options}

    def _connect(self) -> None:
        options = {"timeout": _PATIENCE, **self.ssh_kwargs}
        settings = _ssh_config(self.host)
        options.setdefault("port", int(settings.get("port", 22)))
        options.setdefault("username", settings.get("user") or getpass.getuser())
        if "identityfile" in settings:
            options.setdefault("key_filename", [file for file in settings["identityfile"] if Path(file).exists()])
        self.client = paramiko.SSHClient()
        with suppress(OSError):
            self.client.load_system_host_keys(str(_SYSTEM_HOSTS))
        for file in settings.get("userknownhostsfile", "~/.ssh/known_hosts").split():
            with suppress(OSError):
                self.client.load_system_host_keys(str(Path(file).expanduser()))
        lenient = settings.get("stricthostkeychecking", "ask").lower() in {"no", "off", "accept-new"}
        self.client.set_missing_host_key_policy(paramiko.AutoAddPolicy() if lenient else paramiko.RejectPolicy())
        try:
            self.client.connect(settings.get("hostname", self.host), **options)
            self.ftp = self.client.open_sftp()
        except BaseException:
            self.client.close()
            raise
        self.ftp.get_channel().settimeout(_PATIENCE)

    def put_file(self, lpath: str, rpath: str, callback: Callback | None = None, **_: Any) -> None:
        """Upload a file to a folder that exists."""
        heard = None if callback is None else lambda done, _: callback.absolute_update(done)
        self.ftp.put(lpath, rpath, callback=heard)

    def mv(self, path1: str, path2: str, **_: Any) -> None:
        """Rename a file or a folder; an OSError if there is something at the new name."""
        self.ftp.rename(path1, path2)

    def replace(self, path1: str, path2: str) -> None:
        """Rename a file over another in one step; an OSError from servers that cannot do that."""
        self.ftp.posix_rename(path1, path2)

    def close(self) -> None:
        """Say goodbye to the server."""
        self.client.close()


def _ssh_config(host: str) -> dict[str, Any]:
    """Return what the user's ssh is told of a host."""
    file = Path("~/.ssh/config").expanduser()
    return dict(paramiko.SSHConfig.from_path(str(file)).lookup(host)) if file.is_file() else {}
