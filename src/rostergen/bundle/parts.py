"""The parts of a bundle into the files of a folder, each file in the order of the parts, whoever makes them.

Several processes make parts at a time. Each file is written from front to back by whoever has the turn: the maker of
the first part that is not complete writes as it goes, the makers of later parts keep what they make until their turn
comes. All they need to know then is how long the files are: they reserve their places, pass the turn on and write.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from types import SimpleNamespace
from typing import IO, TYPE_CHECKING, Any, BinaryIO, NamedTuple

from rostergen.bundle.encode import encode, header
from rostergen.bundle.packing import Compression, joined_crc, packer
from rostergen.bundle.tasks import Abandoned, Step, context_for, run_tasks, starting
from rostergen.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from rostergen.bundle.packing import Piece
    from rostergen.spec import FileSpec
    from rostergen.tables.table import Table

Part = Callable[[], "Iterator[tuple[Table, range]]"]
"""Makes runs of rows of tables; a generator may return a note. It is pickled where processes do not share memory."""

_HELD_BYTES = 10 << 20
"""What waits for its turn is kept in memory up to this size, and in a file beyond it."""
_CHUNK = 1 << 20
_PATIENCE = 1.0
"""Seconds between two looks whether anybody still waits for the part."""


@dataclass(frozen=True, slots=True)
class Written:
    """What is in a file, or was added to it."""

    rows: int = 0
    size: int = 0
    """Bytes before they were compressed."""
    crc: int | None = 0
    """CRC-32 of them, None in a folder, where nobody asks."""

    def then(self, other: Written | Piece) -> Written:
        """Return this with more behind it."""
        rows = self.rows + (other.rows if isinstance(other, Written) else 0)
        return Written(rows, self.size + other.size, joined_crc(self.crc, other.crc, other.size))


class Place(NamedTuple):
    """Where and how a bundle is written."""

    folder: Path
    scratch: Path
    """Where files may be that are gone at the end."""
    names: tuple[str, ...]
    """All files that there may be, without .csv."""
    compression: Compression | None
    """None keeps the files as they are."""


class Order:
    """Whose turn it is, and how long each file is: shared by all who write."""

    def __init__(self, n_files: int, context: Any = None) -> None:
        """`context` is that of multiprocessing which shares it; None is for one process."""
        self.turn = context.RawValue("q", 0) if context else SimpleNamespace(value=0)
        self.sizes = context.RawArray("q", n_files) if context else [0] * n_files
        self.changed = context.Condition() if context else threading.Condition()


@dataclass(frozen=True, slots=True)
class Made:
    """A part that is complete."""

    files: dict[str, Written]
    """What it added to each file."""
    note: object
    """What the maker of the part returned at its end."""


def write_parts(
    parts: Sequence[Part],
    place: Place,
    *,
    jobs: int = 1,
    progress: Callable[[Step], None] | None = None,
    made: Callable[[Made], None] | None = None,
    start_method: str | None = None,
) -> dict[str, Written]:
    """Write parts to the files of a folder, in their order, by up to `jobs` processes; return what is in each file.

    `progress` hears of every run of rows made, `made` of every part that is complete. If this process is interrupted or
    a part fails, all others end at once. Raises OSError and whatever a part raises; OutputError if processes cannot be
    started, one was killed, or a file is not as long in the end as what was written to it.
    """
    jobs = min(jobs, len(parts))
    context = context_for(jobs, start_method)
    with starting(jobs):
        order = Order(len(place.names), context)
    task = partial(write_part, parts, place)
    results = run_tasks(task, len(parts), context, (order,), jobs=jobs, progress=progress, done=made)
    total: dict[str, Written] = {}
    for result in results:
        for name, written in result.files.items():
            total[name] = total[name].then(written) if name in total else written
    for name, size in zip(place.names, order.sizes, strict=True):
        path = place.folder / f"{name}.csv"
        if size and path.stat().st_size != size:  # a bundle with a hole in it would look whole
            found = f"{path.name} has {path.stat().st_size} bytes and not the {size} that were written to it"
            raise OutputError(f"cannot write the bundle: {found}; look after the disk, or choose another place")
    return total


def write_part(
    parts: Sequence[Part],
    place: Place,
    order: Order,
    number: int,
    progress: Callable[[Step], None],
    alive: Callable[[], bool],
) -> Made:
    """Write the part of this number.

    A file gets its header with the first of its rows, so a file without rows does not exist. `progress` hears of every
    run of rows made. Raises OSError, and Abandoned once `alive` says no.
    """
    with ExitStack() as stack:
        adding = _Adding(number, place, order, stack, alive)
        runs, note = parts[number](), None
        while True:
            try:
                table, rows = next(runs)
            except StopIteration as end:
                note = end.value
                break
            if rows:
                size = 0
                for block in encode(table, rows):
                    adding.add(table.spec, block)
                    size += len(block)
                adding.count(table.spec, len(rows))
                progress(Step(len(rows), size))
            del table  # the next one may belong to another district, and there is no room for two
        return Made(adding.finish(), note)


class _Adding:
    """Adds a part to the files: at once while it has the turn, from what it holds when it gets it."""

    def __init__(self, number: int, place: Place, order: Order, stack: ExitStack, alive: Callable[[], bool]) -> None:
        self._number = number
        self._place = place
        self._order = order
        self._stack = stack
        self._alive = alive
        self._pack = packer(place.compression)
        self._headers: dict[str, Piece] = {}
        self._written: dict[str, Written] = {}
        self._files: dict[str, BinaryIO] = {}
        self._held = _Held(place.scratch, stack)
        self._mine = False

    def add(self, spec: FileSpec, block: memoryview) -> None:
        """Add some rows to a file."""
        if not self._alive():
            raise Abandoned
        name = spec.name
        if name not in self._headers:
            self._headers[name] = self._pack(header(spec))
        piece = self._pack(block)
        self._written[name] = self._written.get(name, Written()).then(piece)
        if not self._has_turn():
            self._held.add(name, bytes(piece.data))
            return
        self._release()
        self._write(name, self._reserve(name, len(piece.data)), piece.data)

    def count(self, spec: FileSpec, rows: int) -> None:
        """Count rows that were added to a file."""
        written = self._written[spec.name]
        self._written[spec.name] = replace(written, rows=written.rows + rows)

    def finish(self) -> dict[str, Written]:
        """Wait for the turn if need be, and pass it on as soon as can be; return what was added."""
        with self._order.changed:
            while self._order.turn.value != self._number:
                self._order.changed.wait(_PATIENCE)
                if not self._alive():
                    raise Abandoned
        places = [(name, self._reserve(name, size)) for name, size in self._held.sizes.items()]
        with self._order.changed:
            self._order.turn.value += 1
            self._order.changed.notify_all()
        self._release(dict(places))
        return self._written

    def _has_turn(self) -> bool:
        if not self._mine and self._order.turn.value == self._number:
            with self._order.changed:  # a processor may show the turn before the sizes that were written earlier
                self._mine = True
        return self._mine

    def _release(self, places: dict[str, int] | None = None) -> None:
        """Write what was held, to places that were reserved or are reserved now."""
        if not self._held.sizes:
            return
        if places is None:
            places = {name: self._reserve(name, size) for name, size in self._held.sizes.items()}
        for name, data in self._held.take():
            self._write(name, places[name], data)
            places[name] += len(data)

    def _reserve(self, name: str, size: int) -> int:
        """Return where in a file the next bytes of this part go; only who has the turn may ask."""
        i = self._place.names.index(name)
        place: int = self._order.sizes[i]
        if not place:
            first = self._headers[name]
            self._written[name] = Written(0, first.size, first.crc).then(self._written[name])
            self._write(name, 0, first.data)
            place = len(first.data)
        self._order.sizes[i] = place + size
        return place

    def _write(self, name: str, place: int, data: bytes | memoryview) -> None:
        file = self._files.get(name)
        if file is None:
            path = self._place.folder / f"{name}.csv"
            path.touch()
            file = self._files[name] = self._stack.enter_context(path.open("r+b", buffering=0))
        file.seek(place)
        written = file.write(data)
        while written < len(data):  # an unbuffered file may take a block in parts
            written += file.write(data[written:])


class _Held:
    """Bytes for files, in their order: in memory while they are few, in a file without a name from then on."""

    def __init__(self, scratch: Path, stack: ExitStack) -> None:
        self._scratch = scratch
        self._stack = stack
        self._in_memory: list[tuple[str, bytes]] = []
        self._in_file: list[tuple[str, int]] = []
        self._file: IO[bytes] | None = None
        self._memory = 0
        self.sizes: dict[str, int] = {}
        """Bytes held for each file."""

    def add(self, name: str, data: bytes) -> None:
        self._in_memory.append((name, data))
        self._memory += len(data)
        self.sizes[name] = self.sizes.get(name, 0) + len(data)
        if self._memory > _HELD_BYTES:
            if self._file is None:
                import tempfile  # seldom needed

                unnamed = tempfile.TemporaryFile(dir=self._scratch)  # noqa: SIM115 - the stack closes it
                self._file = self._stack.enter_context(unnamed)
            for name, data in self._in_memory:
                self._file.write(data)
                self._in_file.append((name, len(data)))
            self._in_memory, self._memory = [], 0

    def take(self) -> Iterator[tuple[str, bytes]]:
        """Yield everything held, once."""
        if self._file is not None:
            self._file.seek(0)
            for name, size in self._in_file:
                for start in range(0, size, _CHUNK):
                    yield name, self._file.read(min(_CHUNK, size - start))
        yield from self._in_memory
        self._in_memory, self._in_file, self._memory, self.sizes = [], [], 0, {}
