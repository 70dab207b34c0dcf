"""How tests ask the judge of small bundles: through `judged`, which asks it of many at once."""

from __future__ import annotations

import inspect
from functools import partial
from typing import TYPE_CHECKING

import pytest

from .checks.breaking import Breaking, breaking
from .judging import judge
from .rehearsal import Rehearsal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .judging import Judged


@pytest.fixture(scope="module")
def rehearsal(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Rehearsal:
    """What the judge says to those tests of a module that need nothing but it and their parameters."""
    rehearsal = Rehearsal(tmp_path_factory.mktemp("side-by-side"))
    items = [item for item in request.session.items if isinstance(item, pytest.Function)]
    rehearsal.hear([partial(_try_out, item) for item in items if item.path == request.path and _needs_no_more(item)])
    return rehearsal


_ASKING: dict[str, Callable[[Judged], object]] = {"judged": lambda judged: judged, "broken": breaking}


def _parameters(item: pytest.Function) -> dict[str, object]:
    return dict(item.callspec.params) if hasattr(item, "callspec") else {}


def _needs_no_more(item: pytest.Function) -> bool:
    return inspect.signature(item.obj).parameters.keys() <= _parameters(item).keys() | _ASKING.keys()


def _try_out(item: pytest.Function, judged: Judged) -> None:
    asking = {name: make(judged) for name, make in _ASKING.items() if name in inspect.signature(item.obj).parameters}
    item.obj(**_parameters(item), **asking)


@pytest.fixture
def judged(rehearsal: Rehearsal, tmp_path: Path) -> Judged:
    """What is found in the files of a bundle of a version."""
    return partial(rehearsal.answer, folder=tmp_path)


@pytest.fixture
def broken(judged: Judged) -> Breaking:
    """What is found in the valid bundle of a version after a change."""
    return breaking(judged)


@pytest.fixture
def broken_alone(tmp_path: Path) -> Breaking:
    """The same for what is told from all that a bundle holds, so that no other may be in it."""
    return breaking(partial(judge, tmp_path))
