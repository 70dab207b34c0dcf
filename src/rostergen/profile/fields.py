"""The building blocks of the profile model: documented keys, percentages, grade spans and distributions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import fsum
from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic.types import JsonDict

GRADES = ("PK", "KG", "01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12")
"""The grades a generated district can have (CEDS codes); the index of a grade is its number everywhere in the world."""


JUDGMENT = "judgment of the project (2026), not a statistic"
"""The source of a default that no document gives."""


class Model(BaseModel):
    """Base of every section of a profile: unknown keys are errors, a text is no number, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False, validate_default=True)


class Part(Model):
    """Base of sections that only a profile as a whole is made with: their own validators are never built."""

    model_config = ConfigDict(defer_build=True)


@dataclass(frozen=True)
class Form:
    """What a valid value looks like, in the words of error messages and of the reference."""

    words: str


def _digits_as_text(value: Any) -> Any:
    """Let a code or grade be written without quotes where YAML takes it for a number: 52030, 10."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Digits = BeforeValidator(_digits_as_text)


def key(default: Any, meaning: str, *, unit: str = "", source: str = "", **limits: Any) -> Any:
    """Declare a profile key: its default, meaning, unit and, for a published figure, the source of the default."""
    extra: JsonDict = {name: text for name, text in (("unit", unit), ("source", source)) if text}
    factory = {"default_factory": default} if callable(default) else {"default": default}
    return Field(description=meaning, json_schema_extra=extra or None, **factory, **limits)


def percent(default: float, meaning: str, *, of: str, source: str = "") -> Any:
    """Declare a key that is a percentage (0 to 100) of `of`."""
    return key(default, meaning, unit=f"% of {of}", source=source, ge=0, le=100)


def _adds_up(shares: Mapping[Any, float]) -> Mapping[Any, float]:
    if negative := [name for name, share in shares.items() if share < 0]:
        raise ValueError(f"the share of {negative[0]} is negative")
    if abs((total := sum(shares.values())) - 100) > 1:
        raise ValueError(f"the shares add up to {total:g}, not to 100 (1 more or less is rounding)")
    return shares


Share = Annotated[float, Field(ge=0, le=100)]
Shares = Annotated[dict[str, Share], AfterValidator(_adds_up), Form("names with percentages that add up to 100")]
"""Names with percentages that add up to 100."""


def _span(text: str) -> str:
    first, _, last = text.partition("-")
    last = last or first
    if first not in GRADES or last not in GRADES:
        raise ValueError(
            f"'{text}' is not a grade or a span of grades such as 09-12; the grades are {', '.join(GRADES)}"
        )
    if GRADES.index(first) > GRADES.index(last):
        raise ValueError(f"'{text}' runs backwards; write {last}-{first}")
    return text


GradeSpan = Annotated[str, AfterValidator(_span), Digits, Form("a grade such as 09 or a span of grades such as KG-05")]
"""One grade ("09") or a span ("KG-05")."""

Grade = Annotated[
    str, Field(pattern=f"^({'|'.join(GRADES)})$"), Digits, Form(f"a grade: PK, KG or {GRADES[2]} to {GRADES[-1]}")
]

Slug = Annotated[
    str,
    Field(pattern=r"^[a-z][a-z0-9_]*$"),
    Form("a name of small letters, digits and _, with a letter first, such as visual_arts"),
]
_CONTROL = r"\x00-\x1f\x7f-\x9f\u2028\u2029"


def _one_line(most: int, besides: str = "") -> Any:
    """Return the limits of a text without control characters and `besides`, and without a blank at either end."""
    inner, outer = rf"[^{besides}{_CONTROL}]", rf"[^\s{besides}{_CONTROL}]"
    return Field(max_length=most, pattern=f"^{outer}({inner}*{outer})?$")


OneLine = Annotated[
    str, _one_line(100), Form("text of at most 100 characters on one line, without a blank at either end")
]
Title = Annotated[
    str,
    _one_line(100, ","),
    Form("text of at most 100 characters on one line, without commas and without a blank at either end"),
]
"""A text that OneRoster may join with others by commas."""


def _day(text: str) -> str:
    day_of_school_year(text)
    return text


def day_of_school_year(text: str) -> int:
    """Return the number of a day "MM-DD" of a year that runs from 1 July (0) to 30 June, without 29 February."""
    month, day = int(text[:2]), int(text[3:])
    days = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    if not (1 <= month <= 12 and 1 <= day <= days[month - 1]):
        raise ValueError(f"'{text}' is not a day of the year (MM-DD, without 02-29)")
    return (sum(days[: month - 1]) + day - 182) % 365


Day = Annotated[
    str, Field(pattern=r"^[0-9]{2}-[0-9]{2}$"), AfterValidator(_day), Form("a day of the year as MM-DD, such as 09-01")
]


@cache
def grades_of(span: str) -> range:
    """Return the grade numbers of a valid span: "KG-02" gives range(1, 4)."""
    first, _, last = span.partition("-")
    return range(GRADES.index(first), GRADES.index(last or first) + 1)


class _Bounded(Model):
    min: float | None = Field(default=None, description="Smallest value; a draw below it becomes it.")
    max: float | None = Field(default=None, description="Largest value; a draw above it becomes it.")

    @model_validator(mode="after")
    def _ordered(self) -> _Bounded:
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError(f"min {self.min:g} is above max {self.max:g}")
        return self

    def _within(self, values: np.ndarray) -> np.ndarray:
        low = -np.inf if self.min is None else self.min
        clipped: np.ndarray = np.clip(values, low, np.inf if self.max is None else self.max)
        return clipped


class Constant(Model):
    """Always the same value; written as a plain number."""

    dist: Literal["constant"] = "constant"
    value: float = Field(description="The value.")

    def draw(self, rng: np.random.Generator, n: int) -> np.ndarray:
        """Return `n` float64 values."""
        return np.full(n, self.value)

    @property
    def expected(self) -> float:
        """The value around which draws lie."""
        return self.value


class Normal(_Bounded):
    """Normal distribution, clipped to min and max."""

    dist: Literal["normal"]
    mean: float = Field(description="Mean.")
    sd: float = Field(ge=0, description="Standard deviation.")

    @model_validator(mode="after")
    def _mean_within(self) -> Normal:
        if (self.min is not None and self.mean < self.min) or (self.max is not None and self.mean > self.max):
            raise ValueError(f"mean {self.mean:g} is not between min and max")
        return self

    def draw(self, rng: np.random.Generator, n: int) -> np.ndarray:
        """Return `n` float64 values."""
        return self._within(rng.normal(self.mean, self.sd, n))

    @property
    def expected(self) -> float:
        """The value around which draws lie."""
        return self.mean


class Lognormal(_Bounded):
    """Lognormal distribution, given by its median and the sigma of the logarithm, clipped to min and max."""

    dist: Literal["lognormal"]
    median: float = Field(gt=0, description="Median.")
    sigma: float = Field(ge=0, le=3, description="Standard deviation of the natural logarithm.")

    def draw(self, rng: np.random.Generator, n: int) -> np.ndarray:
        """Return `n` float64 values."""
        return self._within(rng.lognormal(float(np.log(self.median)), self.sigma, n))

    @property
    def expected(self) -> float:
        """The value around which draws lie."""
        return self.median


def _numbers_as_keys(weights: Any) -> Any:
    """Turn the keys of a mapping into numbers where they are: YAML keys arrive as text."""
    if not isinstance(weights, dict):
        return weights
    numbers: dict[Any, Any] = {}
    for name, weight in weights.items():
        try:
            value = float(name)
        except (TypeError, ValueError):
            value = name
        if value in numbers:
            raise ValueError(f"the value {name} is given twice")
        numbers[value] = weight
    return numbers


class Choices(Model):
    """A few values with percentages that add up to 100."""

    dist: Literal["choices"]
    weights: Annotated[
        dict[float, Share],
        BeforeValidator(_numbers_as_keys),
        AfterValidator(_adds_up),
        Form("values with percentages that add up to 100: {1: 60, 2: 40}"),
    ] = Field(min_length=1, description="Value: percentage.")

    def draw(self, rng: np.random.Generator, n: int) -> np.ndarray:
        """Return `n` float64 values."""
        weights = np.array(list(self.weights.values()))
        return rng.choice(np.array(list(self.weights)), size=n, p=weights / weights.sum())

    @property
    def expected(self) -> float:
        """The value around which draws lie."""
        return fsum(value * weight for value, weight in self.weights.items()) / fsum(self.weights.values())


def _plain_number(value: Any) -> Any:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return {"dist": "constant", "value": value}
    return value


Distribution = Annotated[
    Annotated[Constant | Normal | Lognormal | Choices, Field(discriminator="dist")],
    BeforeValidator(_plain_number, json_schema_input_type=float | Constant | Normal | Lognormal | Choices),
]
"""{dist: normal, mean: 23, sd: 3, min: 8, max: 30}, {dist: lognormal, median: 430, sigma: 0.45},
{dist: choices, weights: {1: 60, 2: 40}} or a plain number."""


def whole_numbers(least: int, most: int) -> AfterValidator:
    """Return a validator of distributions whose draws are counts from `least` to `most`."""

    def check(distribution: Constant | Normal | Lognormal | Choices) -> Constant | Normal | Lognormal | Choices:
        if isinstance(distribution, Normal | Lognormal):
            ends = (distribution.min, distribution.max)
            if None in ends:
                raise ValueError(f"state min and max, from {least} to {most}")
            values = [end for end in ends if end is not None]
        else:
            values = [distribution.value] if isinstance(distribution, Constant) else list(distribution.weights)
        for value in values:
            if not (least <= value <= most and value == int(value)):
                raise ValueError(f"{value:g} is not a whole number from {least} to {most}")
        return distribution

    return AfterValidator(check)
