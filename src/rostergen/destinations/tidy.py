"""What a run makes beside its target: it goes again, or the user is told what is left where."""

from __future__ import annotations

import secrets
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from rostergen.destinations.place import Place
from rostergen.errors import OutputError, RostergenError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rostergen.destinations.url import Url


class Tidy:
    """A target, and what a run has to remove or to put back around it."""

    def __init__(self, url: Url) -> None:
        self.url = url
        self._place = Place(url)
        self._target = self._place.path
        self._left = self._kept = ""
        self.complete = False
        """Whether the new bundle is in its place."""

    def close(self) -> None:
        """Let go of the connection."""
        self._place.close()

    @contextmanager
    def _room(self) -> Iterator[str]:
        """Yield the hidden folder of this run; remove it at the end, and those on the way to the target if empty.

        Nothing tells a run on another machine from one that was killed, so nobody sweeps the rooms of others.
        """
        room, made = self._hidden(), []
        try:
            if self._place.renames:
                for folder in [*self._missing(), room]:
                    self._place.make_folder(folder)
                    made.append(folder)
            yield room
        finally:
            if room in made or not self._place.renames:
                self._clean(lambda: self._place.remove_tree(room), room)
            for folder in [each for each in reversed(made) if each != room]:
                with suppress(RostergenError):  # it holds the bundle now
                    self._place.remove_folder(folder)

    def _hidden(self) -> str:
        """Return a path beside the target that no other run has."""
        return f"{self._place.parent}/.{self.url.name[:100]}.{secrets.token_hex(4)}.partial"

    def _missing(self) -> list[str]:
        """Return the folders on the way to the target that do not exist, the outermost first."""
        missing: list[str] = []
        folder = self._place.parent
        while folder and self._place.look(folder) is None:
            missing.insert(0, folder)
            folder = folder.rpartition("/")[0]
        return missing

    @contextmanager
    def _putting_back(self, put_back: Callable[[], None], old: str) -> Iterator[None]:
        """Undo a replacement that does not come to its end."""
        try:
            yield
        except BaseException as error:
            if not self._again(put_back):
                self._kept = old
                raise OutputError(
                    f"cannot write {self.url}: the bundle that was there is now at {old}, and cannot go back; move it "
                    f"there ({self.url.hide(str(error))})"
                ) from error
            raise

    def _clean(self, work: Callable[[], None], path: str) -> None:
        """Remove what this run made, unless it is needed; note what the other side does not let us remove."""
        if not self._kept and not self._again(work):
            self._left = path

    def _again(self, work: Callable[[], None]) -> bool:
        """Do some work, over a new connection where one is held and was lost; return whether it was done."""
        for _ in range(1 + self._place.renames):
            try:
                work()
            except RostergenError:
                with suppress(RostergenError):
                    self._place.reconnect()
            except KeyboardInterrupt:  # by somebody who cannot wait
                work()
                raise
            else:
                return True
        return False

    @contextmanager
    def _telling_what_is_left(self) -> Iterator[None]:
        try:
            yield
        except (RostergenError, KeyboardInterrupt) as error:
            if not self._left:
                raise
            said = str(error) or "the upload was stopped"
            raise type(error)(f"{said}; what may be left at {self._left} could not be removed") from error
        if self._left:
            done = "the bundle is complete" if self.complete else "permission to remove is needed"
            raise OutputError(f"{self.url}: cannot remove {self._left}, where this run wrote; remove it ({done})")
