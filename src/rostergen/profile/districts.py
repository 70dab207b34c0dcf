"""Profile section about the districts of a state: how many, which of them by name, and how large."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, Field, model_validator

from rostergen.profile.fields import Form, Model, OneLine, Part, Shares, key

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_DISTRICTS = 10_000
MAX_DISTRICT_STUDENTS = 2_000_000
MAX_DISTRICT_SCHOOLS = 5_000
MAX_STUDENTS_PER_SCHOOL = 20_000

_NAME_NONE = "name none with --set 'districts.named=[]'"

_SIZES = {
    "25-299": 19.21, "300-599": 14.43, "600-999": 13.59, "1000-2499": 23.92, "2500-4999": 13.92, "5000-9999": 7.48,
    "10000-24999": 4.58, "25000-150000": 2.0,
}  # fmt: skip


def span_of(text: str) -> tuple[int, int]:
    """Return the ends of a size class: "300-599" gives (300, 599). Raises ValueError."""
    low, dash, high = text.partition("-")
    if not (dash and low.isascii() and low.isdigit() and high.isascii() and high.isdigit()):
        raise ValueError(f"'{text}' is not a size class such as 300-599")
    if not 1 <= int(low) <= int(high) <= MAX_DISTRICT_STUDENTS:
        raise ValueError(f"the size class '{text}' has to run upwards, from 1 to {MAX_DISTRICT_STUDENTS} at most")
    return int(low), int(high)


def _classes(sizes: Mapping[str, float]) -> Mapping[str, float]:
    for name in sizes:
        span_of(name)
    return sizes


class Named(Model):
    """A district of a state that is known by its name."""

    name: OneLine = key(..., "Its name.")
    students: Annotated[int, Field(ge=1, le=MAX_DISTRICT_STUDENTS)] | None = key(
        None,
        "Its students, exactly; when left out drawn as those of the others, the largest for the first such district.",
        unit="students",
    )
    schools: int | None = key(
        None,
        "Its schools, exactly; by its students when left out.",
        unit="schools",
        ge=1,
        le=MAX_DISTRICT_SCHOOLS,
    )

    @model_validator(mode="after")
    def _enough_of_each(self) -> Named:
        if self.schools is None:
            return self
        if self.students is None:
            raise ValueError(f"schools: {self.name} needs its students too, or leave both out")
        if self.schools > self.students:
            raise ValueError(f"schools: {self.schools} are more than the {self.students} students of {self.name}")
        if self.students > self.schools * MAX_STUDENTS_PER_SCHOOL:
            raise ValueError(f"schools: too few for {self.name}, with over {MAX_STUDENTS_PER_SCHOOL} students a school")
        return self


class Districts(Part):
    """The districts of a state."""

    number: int = key(
        1,
        "Districts, of which schools and students are the totals; with more than one, a state stands above them.",
        unit="districts",
        ge=1,
        le=MAX_DISTRICTS,
    )
    named: Annotated[
        list[Named], Form("a list of districts, each {name: NAME}, with students: N and schools: N where known")
    ] = key(
        list,
        "Districts with names of their own; the others have invented names. Where options make the state smaller than "
        "the profile does, sizes that are stated here do not hold: the named are the largest then, in their order.",
    )
    title: OneLine | None = key(None, "Ends the names of the others; drawn when left out.")
    sizes: Annotated[
        Shares,
        AfterValidator(_classes),
        Form("size classes such as 300-599 with percentages that add up to 100"),
    ] = key(
        lambda: dict(_SIZES),
        "Sizes of the others: so many of each class, within a class any factor is as likely as another; scaled so that "
        "the totals are exact.",
        unit="% of districts",
        source="NCES Digest of Education Statistics 2022, table 214.20 (2021-22), which leaves both ends open: 25 by "
        "judgment, 150000 so that 13,318 districts have the 50 million students of the country",
    )
    largest: Annotated[int, Field(ge=1, le=MAX_DISTRICT_STUDENTS)] | None = key(
        None, "None of the others is larger.", unit="students"
    )

    @model_validator(mode="after")
    def _consistent(self) -> Districts:
        names = [each.name.casefold() for each in self.named]
        if repeated := [each.name for each in self.named if names.count(each.name.casefold()) > 1]:
            raise ValueError(f"named: '{repeated[0]}' is there twice; every district needs a name of its own")
        if self.number == 1 and len(self.named) == 1:
            raise ValueError("named: a single district has its name from district.name")
        if len(self.named) > self.number:
            raise ValueError(
                f"number: {self.number} districts are fewer than the {len(self.named)} that are named; {_NAME_NONE}"
            )
        return self

    def check_totals(self, schools: int, students: int) -> None:
        """Raise ValueError if so many schools and students cannot be divided among the districts."""
        if schools > self.number * MAX_DISTRICT_SCHOOLS:
            raise ValueError(f"schools: {schools} are over {MAX_DISTRICT_SCHOOLS} a district; ask for more districts")
        if students > self.number * MAX_DISTRICT_STUDENTS:
            raise ValueError(
                f"students: {students} are over {MAX_DISTRICT_STUDENTS} a district; ask for more districts"
            )
        for what, n in (("students", students), ("schools", schools)):
            if self.number > n:
                raise ValueError(
                    f"{what}: {n} {what} are fewer than the {self.number} districts; every district needs one"
                )
        if self.number == 1:
            return
        stated = [each.students for each in self.named if each.students is not None]
        others, known = self.number - len(stated), sum(stated)
        if known + others > students:
            rest = f", and each of the other {others} needs one" if others else ""
            raise ValueError(
                f"students: {students} students are too few, for the districts that are named have {known}{rest}; "
                f"ask for more, or {_NAME_NONE}"
            )
        if not others and known < students:
            raise ValueError(
                f"students: {students} students are too many, for all districts are named and have {known}; "
                f"ask for {known}, or {_NAME_NONE}"
            )
        most = self.largest or MAX_DISTRICT_STUDENTS
        unnamed = self.number - len(self.named)
        if students - known > unnamed * most + (others - unnamed) * MAX_DISTRICT_STUDENTS:
            raise ValueError(
                f"students: {students - known} in {others} district(s) are over {most} a district, the largest that "
                "those without a name may be"
            )
