"""For the tests of an importer: bundles, whole and broken, as fixtures of pytest.

def test_my_importer_reports_every_fault(oneroster_fault, broken_bundle):
    broken = broken_bundle(oneroster_fault)
    broken.check(my_importer(broken.path))

pytest finds this module by itself; docs/faults.md shows it at work. What costs time is imported when it is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rostergen.faults.grade import Score
    from rostergen.faults.key import Key

_MARK = "oneroster_faults"


class MakeBundle(Protocol):
    """What the fixture oneroster_bundle is."""

    def __call__(
        self,
        *,
        profile: str = "rural",
        students: int = 60,
        schools: int = 3,
        seed: int = 1,
        oneroster: str = "1.1",
        gradebook: bool = False,
    ) -> Path:
        """Return a zip with a valid bundle, made once for each combination."""


class BreakBundle(Protocol):
    """What the fixture broken_bundle is."""

    def __call__(self, *faults: str, bundle: str | Path | None = None, seed: int = 1) -> Broken:
        """Return a broken copy of a bundle, by default one that oneroster_bundle makes; faults as in break --fault."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A broken bundle with its answer key; `whole` is the bundle as it was."""

    path: Path
    whole: Path
    key: Key

    def grade(self, report: Iterable[Mapping[str, object]], before: Iterable[Mapping[str, object]] = ()) -> Score:
        """Hold what an importer reports against the key: mappings with file, line or sourcedId, and message.

        `before` is what it reports on the bundle as it was.
        """
        from rostergen.faults.grade import grade
        from rostergen.faults.reported import from_mappings

        return grade(self.key, from_mappings(report), from_mappings(before))

    def check(self, report: Iterable[Mapping[str, object]], before: Iterable[Mapping[str, object]] = ()) -> None:
        """Fail the test if anything in the key is missed or anything else is reported, and say what."""
        from rostergen.faults.scores import as_text

        score = self.grade(report, before)
        if not score.ok:
            pytest.fail(as_text(score), pytrace=False)


def pytest_configure(config: pytest.Config) -> None:
    """Register the mark."""
    config.addinivalue_line(
        "markers", f"{_MARK}(*names): of all faults, let oneroster_fault be only these: names, or levels such as values"
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that asks for oneroster_fault once for each fault."""
    if "oneroster_fault" in metafunc.fixturenames:
        mark = metafunc.definition.get_closest_marker(_MARK)
        metafunc.parametrize("oneroster_fault", _faults(mark.args if mark else ()))


def _faults(wanted: Iterable[str]) -> list[str]:
    from rostergen.errors import UsageError
    from rostergen.faults.catalogue import FAULTS
    from rostergen.faults.model import LEVELS
    from rostergen.faults.wishes import fault_called

    names = list(wanted)
    if not names:
        return list(FAULTS)
    problem, exact = "", set()
    try:
        exact = {fault_called(name).name for name in names if name not in LEVELS}
    except UsageError as error:
        problem = str(error)
    if problem:  # not above, or pytest would show the one error within the other
        pytest.fail(f"{_MARK}: {problem}", pytrace=False)
    return [fault.name for fault in FAULTS.values() if fault.name in exact or fault.level in names]


@pytest.fixture(scope="session")
def oneroster_bundle(tmp_path_factory: pytest.TempPathFactory) -> MakeBundle:
    """Return a function that makes a valid bundle, as in `oneroster_bundle(profile="urban", students=200)`."""
    made: dict[tuple[Any, ...], Path] = {}

    def make(
        *,
        profile: str = "rural",
        students: int = 60,
        schools: int = 3,
        seed: int = 1,
        oneroster: str = "1.1",
        gradebook: bool = False,
    ) -> Path:
        asked = profile, students, schools, seed, oneroster, gradebook
        if asked not in made:
            from rostergen import generate, load_profile, write_bundle

            path = tmp_path_factory.mktemp("oneroster") / "oneroster.zip"
            district = generate(load_profile(profile, schools=schools, students=students), seed=seed, school_year=2027)
            write_bundle(district, path, oneroster=oneroster, gradebook=gradebook)
            made[asked] = path
        return made[asked]

    return make


@pytest.fixture
def broken_bundle(tmp_path: Path, oneroster_bundle: MakeBundle) -> BreakBundle:
    """Return a function that breaks a bundle, as in `broken_bundle("grade-without-zero=3")`.

    A fault for which the bundle has no place skips the test.
    """

    def break_(*faults: str, bundle: str | Path | None = None, seed: int = 1) -> Broken:
        from rostergen.errors import UsageError
        from rostergen.faults.deliver import break_bundle
        from rostergen.faults.wishes import wish

        whole = Path(bundle) if bundle is not None else oneroster_bundle()
        out = tmp_path / "broken" / "oneroster.zip"
        wishes = [wish(fault) for fault in faults]
        try:
            done = break_bundle(whole, out, wishes, seed=seed, force=True)
        except UsageError as error:
            pytest.skip(str(error))
        return Broken(out, whole, done.keys[0])

    return break_
