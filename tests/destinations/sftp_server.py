"""An SFTP server for tests, a process of its own: `python sftp_server.py ROOT`. It prints its port and its host key.

The user `qa` with the password `correct horse` sees ROOT as /. Below /read-only nothing can be made.
"""

from __future__ import annotations

import asyncio
import sys

import asyncssh


class Door(asyncssh.SSHServer):
    def begin_auth(self, username: str) -> bool:
        return True

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == ("qa", "correct horse")


class Rooted(asyncssh.SFTPServer):
    def __init__(self, chan: asyncssh.SSHServerChannel) -> None:
        super().__init__(chan, chroot=sys.argv[1])

    def mkdir(self, path: bytes, attrs: asyncssh.SFTPAttrs) -> None:
        if path.startswith(b"/read-only"):
            raise asyncssh.SFTPPermissionDenied("not here")
        super().mkdir(path, attrs)


async def serve() -> None:
    key = asyncssh.generate_private_key("ssh-ed25519")
    server = await asyncssh.listen("127.0.0.1", 0, server_factory=Door, server_host_keys=[key], sftp_factory=Rooted)
    print(server.get_port(), key.export_public_key().decode().strip(), flush=True)
    await server.wait_closed()


asyncio.run(serve())
