"""A file system of fsspec, with every trouble as an error of ours; nothing else touches one.

fsspec has two kinds. Where files can be renamed (SFTP, a disk), what is uploaded under another name appears at once.
An object store cannot rename, but there every single object appears at once.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

from rostergen.destinations.loop import AT_ONCE, apart, finish, side_by_side
from rostergen.destinations.systems import file_system
from rostergen.destinations.troubles import told
from rostergen.errors import OutputError, RostergenError, UsageError

try:
    from fsspec import AbstractFileSystem
    from fsspec.callbacks import Callback
except ImportError as error:
    raise UsageError(
        f"a URL needs a package that is not installed ({error.name}): python -m pip install 'rostergen[cloud]'"
    ) from error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from rostergen.destinations.url import Url

_PART = 8 << 20
"""Bytes. As many parts of a file as files travel at once, so at most 16 are in memory."""

_MOST_PARTS = 9_000
"""S3 allows 10,000."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands somewhere: "file", "directory" or something else, and its bytes if they are known."""

    kind: str
    size: int | None


class Place:
    """Where a URL leads to: `path` in the terms of its file system.

    Raises UsageError for a URL that cannot be one to write to, OutputError for all that the other side says.
    """

    def __init__(self, url: Url) -> None:
        self.url = url
        self._kind = file_system(url)
        self.renames = not self._kind.async_impl and self._kind.mv is not AbstractFileSystem.mv
        self.reconnect()

    def reconnect(self) -> None:
        """Connect, or connect again."""
        self._torn = False
        with self._telling():
            # A file system of its own, which nobody else holds and changes.
            options = self._kind._get_kwargs_from_urls(self.url.typed) | {"skip_instance_cache": True}
            self._system = self._kind(**options)
            self.path: str = self._kind._strip_protocol(self.url.typed).rstrip("/")

    @property
    def parent(self) -> str:
        """The folder or bucket that the path is in."""
        return self.path.rpartition("/")[0]

    def look(self, path: str) -> Entry | None:
        """Return what stands at a path, None if nothing does."""
        try:
            with self._telling(but=FileNotFoundError):
                self._system.invalidate_cache()
                return _entry(self._call("info", path))
        except FileNotFoundError:
            return None

    def entries(self, folder: str) -> dict[str, Entry]:
        """Return what a folder holds, by name."""
        try:
            with self._telling(but=FileNotFoundError):
                self._system.invalidate_cache()
                listed = self._call("ls", folder, detail=True)
        except FileNotFoundError:
            return {}
        paths = {each["name"].rstrip("/"): each for each in listed}
        paths.pop(folder, None)  # an empty object that a console made to show a folder
        return {path.rpartition("/")[2]: _entry(each) for path, each in paths.items()}

    def tree(self, folder: str) -> dict[str, Entry]:
        """Return the files below a folder, by their paths from there."""
        return dict(sorted(self._walk(folder, "")))

    def _walk(self, folder: str, prefix: str) -> Iterator[tuple[str, Entry]]:
        for name, entry in self.entries(folder).items():
            if entry.kind == "directory":
                yield from self._walk(f"{folder}/{name}", f"{prefix}{name}/")
            else:
                yield f"{prefix}{name}", entry

    @contextmanager
    def reading(self, path: str) -> Iterator[BinaryIO]:
        """Yield a file, open for reading at any place of it."""
        with self._telling(), self._system.open(path, "rb") as file:
            yield file

    def make_folder(self, folder: str) -> None:
        """Make a folder in one that exists; there must be nothing."""
        with self._telling():
            self._call("mkdir", folder, create_parents=False)

    def upload(self, files: Sequence[tuple[Path, str]], hear: Callable[[int], None]) -> None:
        """Upload files, each to a path in a folder that exists; `hear` is told of bytes that are there."""
        with self._telling():
            if self._system.async_impl:
                finish(side_by_side([self._put(*each, hear) for each in files]), self._system.loop)
                return
            apart(lambda: self._put_all(files, hear), self._stop)

    def _put_all(self, files: Sequence[tuple[Path, str]], hear: Callable[[int], None]) -> None:
        for local, path in files:
            if self._torn:
                return
            heard = _Heard(hear)
            self._system.put_file(str(local), path, callback=heard)
            heard.absolute_update(local.stat().st_size)

    def _stop(self) -> None:
        self._torn = True
        self.close()

    async def _put(self, local: Path, path: str, hear: Callable[[int], None]) -> None:
        heard, size = _Heard(hear), local.stat().st_size
        await self._system._put_file(str(local), path, callback=heard, **_in_parts(self._system, size))
        heard.absolute_update(size)

    def write(self, path: str, content: bytes) -> None:
        """Write a small file."""
        with self._telling():
            self._call("pipe_file", path, content)

    def copy(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Copy objects, on the server's side."""
        self._each("cp_file", pairs)

    def remove(self, files: Iterable[str]) -> None:
        """Remove files."""
        self._each("rm_file", ((file,) for file in files))

    def remove_tree(self, folder: str) -> None:
        """Remove a folder with all that is in it."""
        held = self.entries(folder)
        for name, entry in held.items():
            if entry.kind == "directory":
                self.remove_tree(f"{folder}/{name}")
        self.remove(f"{folder}/{name}" for name, entry in held.items() if entry.kind != "directory")
        self.remove_folder(folder)

    def remove_folder(self, folder: str) -> None:
        """Remove an empty folder; in a store it is nothing but the beginning of names."""
        if not self._kind.async_impl and self.look(folder) is not None:
            with self._telling():
                self._system.rmdir(folder)

    def move(self, old: str, new: str) -> None:
        """Rename a file or folder to a name that nothing has; some file systems would take what is there for a folder.

        Raises OutputError if something came there meanwhile.
        """
        if self.look(new) is not None:
            raise OutputError(
                f"cannot write {self.url}: another program wrote there meanwhile, and what it wrote was kept; try again"
            )
        with self._telling():
            self._system.mv(old, new)

    def replace(self, old: str, new: str) -> bool:
        """Rename a file over another in one step; return whether the other side can do that."""
        if not hasattr(self._system, "replace"):
            return False
        try:
            with self._telling(but=OSError):
                self._system.replace(old, new)
        except OSError:
            return False
        return True

    def forget_parts(self, path: str) -> None:
        """Remove what was uploaded of a file, or of those below a folder, and not to its end: S3 keeps it for money."""
        if _library(self._system) != "s3fs":
            return
        bucket, prefix, _ = self._system.split_path(path)
        # Without its bucket nothing is left.
        with self._telling(but=FileNotFoundError), suppress(FileNotFoundError):
            begun = self._call("call_s3", "list_multipart_uploads", Bucket=bucket, Prefix=prefix)
            for upload in begun.get("Uploads", ()):
                if f"{upload['Key']}/".startswith(f"{prefix}/"):  # and not of a neighbour whose name begins alike
                    parts = {"Bucket": bucket, "Key": upload["Key"], "UploadId": upload["UploadId"]}
                    self._call("call_s3", "abort_multipart_upload", **parts)

    def close(self) -> None:
        """Let go of the connection."""
        with suppress(Exception):
            getattr(self._system, "close", lambda: None)()

    def _call(self, method: str, *args: Any, **options: Any) -> Any:
        if self._system.async_impl:
            return finish(getattr(self._system, f"_{method}")(*args, **options), self._system.loop)
        return getattr(self._system, method)(*args, **options)

    def _each(self, method: str, calls: Iterable[tuple[str, ...]]) -> None:
        with self._telling():
            if self._system.async_impl:
                ask = getattr(self._system, f"_{method}")
                finish(side_by_side([ask(*args) for args in calls]), self._system.loop)
                return
            for args in calls:
                getattr(self._system, method)(*args)

    @contextmanager
    def _telling(self, but: type[Exception] | tuple[()] = ()) -> Iterator[None]:
        if self._torn:
            self.close()
            self.reconnect()
        try:
            yield
        except KeyboardInterrupt:  # perhaps within a message, behind which the server would understand no other
            self._torn = not self._kind.async_impl
            raise
        except RostergenError:
            raise
        except but:
            raise
        except Exception as error:
            raise told(error, self.url) from error


class _Heard(Callback):
    """Hears how far a file is, and says by how much that is further than before."""

    def __init__(self, hear: Callable[[int], None]) -> None:
        super().__init__()
        self.value = 0
        self._hear = hear

    def relative_update(self, inc: int = 1) -> None:
        self.absolute_update(self.value + inc)

    def absolute_update(self, value: int) -> None:
        if value > self.value:
            self._hear(value - self.value)
            self.value = value


def _in_parts(system: Any, size: int) -> dict[str, int]:
    """Return how a library is asked to send a large file in parts, so that few of them are in memory."""
    part = max(_PART, -(-size // _MOST_PARTS))
    options = {
        "s3fs": {"chunksize": part, "max_concurrency": AT_ONCE},
        "gcsfs": {"chunksize": _PART},
        "adlfs": {"max_concurrency": AT_ONCE},
    }
    return options.get(_library(system), {})


def _library(system: Any) -> str:
    return type(system).__module__.partition(".")[0]


def _entry(info: dict[str, Any]) -> Entry:
    return Entry(str(info["type"]), info.get("size"))
