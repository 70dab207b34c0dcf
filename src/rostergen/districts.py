"""The districts of a state: what each has to know of the others, which is next to nothing.

A district of a state is made by itself, anywhere and in any order, from the record that stands for it here.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rostergen import places
from rostergen.apportion import apportion, apportion_within
from rostergen.errors import ProfileError
from rostergen.profile.districts import (
    MAX_DISTRICT_SCHOOLS,
    MAX_DISTRICT_STUDENTS,
    MAX_STUDENTS_PER_SCHOOL,
    span_of,
)
from rostergen.profile.states import STATE_FIPS, STATE_NAMES
from rostergen.profile.telephones import AREA_CODES
from rostergen.rng import stream

if TYPE_CHECKING:
    from rostergen.profile.districts import Districts
    from rostergen.profile.model import Profile

_STUDENTS = (150, 600, 2500, 15_000, 50_000, 200_000)
_SCHOOLS = (1, 2, 5, 24, 76, 295)
"""Schools of a district by its students: judgment (2026), which gives the 7.5 schools that a district has on average
(99,388 schools, NCES Digest 2023, table 216.30; 13,318 districts, Digest 2022, table 214.20)."""


@dataclass(frozen=True, slots=True)
class State:
    """The state above the districts, an org of its own."""

    name: str
    identifier: str
    """Its two digits of every NCES identifier."""
    seed: int
    students: int


@dataclass(frozen=True, slots=True)
class District:
    """All that has to be known to make one district: small, and it can be sent anywhere (it can be pickled)."""

    number: int
    """1 for the largest, and so on down."""
    of: int
    """How many districts there are."""
    name: str
    identifier: str
    """NCES, 7 digits; no two districts of a state share one."""
    code: str
    """Its initials, with a number where others have them too; it tells its logins and addresses from theirs."""
    schools: int
    students: int
    common: Profile
    """The profile that the districts of a state share, as one of a single district."""
    seed: int
    state: State | None
    """None for a single district."""
    first_student: int
    """How many students the districts before it have, so that no two of a state share a number."""

    @property
    def numbering(self) -> tuple[int, int]:
        """How many students the districts before it have, and how many there are in all."""
        return self.first_student, self.state.students if self.state else self.students

    @property
    def padded_number(self) -> str:
        """Its number in as many digits as the last one's has."""
        return f"{self.number:0{len(str(self.of))}d}"

    @property
    def profile(self) -> Profile:
        """That of the state, but for the district's own name, schools, students, domains and area code.

        It is made anew each time: thousands of them would take more memory than a large district.
        """
        if self.state is None:
            return self.common
        accounts = self.common.accounts
        area_codes = AREA_CODES[self.common.district.state]
        area_code = accounts.area_code or area_codes[(self.number - 1) % len(area_codes)]
        domains = {
            kind: f"{self.code}.{getattr(accounts, kind)}"
            for kind in ("student_domain", "staff_domain", "guardian_domain")
        }
        return self.common.model_copy(
            update={
                "schools": self.schools,
                "students": self.students,
                "district": self.common.district.model_copy(update={"name": self.name}),
                "accounts": accounts.model_copy(update=domains | {"area_code": area_code}),
            }
        )


def districts_of(profile: Profile, seed: int) -> list[District]:
    """Return the districts of a profile, the largest first: one, or those of a state.

    It takes milliseconds, whatever the number of students; nothing of it depends on a school year.
    Raises ProfileError if the schools do not suffice for districts of these sizes.
    """
    if profile.districts.number == 1:
        return [_single(profile, seed)]
    sizes = _sizes(profile, seed)
    known = [*profile.districts.named, *[None] * (len(sizes) - len(profile.districts.named))]
    schools = _schools(profile, sizes)
    names = iter(_names(profile, seed))
    order = np.argsort(-sizes, kind="stable").tolist()
    called = [known_as.name if (known_as := known[i]) is not None else next(names) for i in order]
    codes = _codes(called)
    numbers = stream(seed, "districts.identifiers").permutation(10_000)[: len(order)] + 90_000
    state_code = profile.district.state
    state = State(STATE_NAMES[state_code], STATE_FIPS[state_code], seed, profile.students)
    before = np.cumsum(sizes[order]) - sizes[order]
    single = profile.districts.model_copy(update={"number": 1, "named": []})
    common = profile.model_copy(update={"districts": single})
    return [
        District(
            number=number,
            of=len(order),
            name=name,
            identifier=f"{state.identifier}{numbers[number - 1]:05d}",
            code=code,
            schools=int(schools[i]),
            students=int(sizes[i]),
            common=common,
            seed=int(stream(seed, "districts.seed", number).integers(2**63)),
            state=state,
            first_student=int(before[number - 1]),
        )
        for number, (i, name, code) in enumerate(zip(order, called, codes, strict=True), 1)
    ]


def single_identity(profile: Profile, rng: np.random.Generator) -> tuple[str, str]:
    """Return name and NCES identifier of a district without a state, from the stream "plan.names"."""
    name = profile.district.name or places.district_name(rng)
    return name, f"{STATE_FIPS[profile.district.state]}{int(rng.integers(90_000, 100_000)):05d}"


def _single(profile: Profile, seed: int) -> District:
    name, identifier = single_identity(profile, stream(seed, "plan.names"))
    return District(
        number=1,
        of=1,
        name=name,
        identifier=identifier,
        code=_codes([name])[0],
        schools=profile.schools,
        students=profile.students,
        common=profile,
        seed=seed,
        state=None,
        first_student=0,
    )


def _sizes(profile: Profile, seed: int) -> np.ndarray:
    """Return the students of the named districts and of all others (int64), exactly those of the profile together.

    Named districts that do not state theirs have the largest of what is drawn, the first of them the most.
    """
    districts = profile.districts
    sizes = np.array([each.students or 0 for each in districts.named], np.int64)
    others = districts.number - int(np.count_nonzero(sizes))
    if not others:
        return sizes
    drawn = _drawn(districts, others, stream(seed, "districts.sizes"))
    low, high = np.ones(others, np.int64), np.full(others, districts.largest or MAX_DISTRICT_STUDENTS)
    n_open = np.count_nonzero(sizes == 0)
    high[np.argsort(-drawn, kind="stable")[:n_open]] = MAX_DISTRICT_STUDENTS
    rest = apportion_within(low, high, drawn, profile.students - int(sizes.sum()))
    largest = np.argsort(-rest, kind="stable")[:n_open]
    sizes[sizes == 0] = rest[largest]
    return np.concatenate([sizes, np.delete(rest, largest)])


def _drawn(districts: Districts, n: int, rng: np.random.Generator) -> np.ndarray:
    """Draw the sizes of districts as their classes have them: float64 (n)."""
    ends = np.log([span_of(name) for name in districts.sizes])
    of_class = apportion(np.array(list(districts.sizes.values())), n)
    low, high = np.repeat(ends, of_class, axis=0).T
    drawn: np.ndarray = np.exp(low + (high - low) * rng.random(n))
    return drawn


def _schools(profile: Profile, sizes: np.ndarray) -> np.ndarray:
    """Divide the schools among districts of these sizes (int64)."""
    low, high = -(-sizes // MAX_STUDENTS_PER_SCHOOL), np.minimum(sizes, MAX_DISTRICT_SCHOOLS)
    for i, known in enumerate(profile.districts.named):
        if known.schools is not None:
            low[i] = high[i] = known.schools
    if not low.sum() <= profile.schools <= high.sum():
        few = profile.schools < low.sum()
        raise ProfileError(
            [
                f"schools: {profile.schools} are {'fewer' if few else 'more'} than the districts as they are drawn can "
                f"have, which is {low.sum()} to {high.sum()}; ask for {'more' if few else 'fewer'} schools"
            ]
        )
    usual = np.exp(np.interp(np.log(sizes), np.log(_STUDENTS), np.log(_SCHOOLS))) * np.maximum(1, sizes / _STUDENTS[-1])
    return apportion_within(low, high, usual, profile.schools)


def _names(profile: Profile, seed: int) -> list[str]:
    """Return names for the districts that are not named."""
    districts = profile.districts
    taken = {each.name.casefold() for each in districts.named}
    n = districts.number - len(districts.named)
    return places.district_names(stream(seed, "districts.names"), n, districts.title, taken)


def _codes(names: list[str]) -> list[str]:
    """Return initials for each name, in small letters; with a number for all but the first that has them."""
    seen: Counter[str] = Counter()
    codes = []
    for name in names:
        initials = "".join(
            word[0] for word in name.replace("-", " ").split() if word[0].isascii() and word[0].isalpha()
        )
        initials = initials.lower()[:10] or "d"
        seen[initials] += 1
        codes.append(initials + (str(seen[initials]) if seen[initials] > 1 else ""))
    return codes
