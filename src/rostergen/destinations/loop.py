"""Work in other threads, which Ctrl-C ends."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence

AT_ONCE = 4
"""Pieces of work that go on side by side."""

_SECONDS_TO_CANCEL = 20
_SECONDS_TO_HEAR = 0.5
"""Who waits longer hears no Ctrl-C on Windows."""


def apart(work: Callable[[], None], stop: Callable[[], None]) -> None:
    """Do some work in a thread, where no Ctrl-C hits it in the midst of a message; on Ctrl-C `stop` has to end it."""
    pool = ThreadPoolExecutor(1)
    future = pool.submit(work)
    try:
        while not wait([future], _SECONDS_TO_HEAR).done:
            pass
        future.result()
    except KeyboardInterrupt:
        stop()
        wait([future], _SECONDS_TO_CANCEL)
        raise
    finally:
        pool.shutdown(wait=False)


async def side_by_side(work: Sequence[Coroutine[Any, Any, Any]]) -> None:
    """Do some work, a few pieces at once; where one fails, the others end too."""
    room = asyncio.Semaphore(AT_ONCE)

    async def one(piece: Coroutine[Any, Any, Any]) -> None:
        try:
            async with room:
                await piece
        finally:
            piece.close()

    try:
        async with asyncio.TaskGroup() as group:
            for piece in work:
                group.create_task(one(piece))
    except ExceptionGroup as failed:
        raise failed.exceptions[0] from None


def finish(work: Coroutine[Any, Any, Any], loop: asyncio.AbstractEventLoop) -> Any:
    """Return what some work in another thread's loop comes to. Ctrl-C ends it, where fsspec would let it go on."""
    ended = threading.Event()

    async def watched() -> Any:
        try:
            return await work
        finally:
            ended.set()

    future = asyncio.run_coroutine_threadsafe(watched(), loop)
    try:
        while not ended.wait(_SECONDS_TO_HEAR):
            pass
        return future.result()
    except BaseException:
        future.cancel()
        ended.wait(_SECONDS_TO_CANCEL)
        raise
