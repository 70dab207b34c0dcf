"""The profile model seen as a tree of keys: what may stand under each, and how it is called in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property, reduce
from operator import or_
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin

from pydantic_core import PydanticUndefined

from rostergen.profile.fields import Choices, Constant, Form, Lognormal, Model, Normal
from rostergen.profile.model import Profile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic.fields import FieldInfo

DISTRIBUTIONS: dict[str, type[Model]] = {
    "normal": Normal,
    "lognormal": Lognormal,
    "choices": Choices,
    "constant": Constant,
}

DISTRIBUTION_FORMS = (
    "{dist: normal, mean: 23, sd: 3, min: 8, max: 30}",
    "{dist: lognormal, median: 430, sigma: 0.45}",
    "{dist: choices, weights: {1: 60, 2: 40}}",
)


@dataclass(frozen=True)
class Key:
    """One key of a profile, or the values of a mapping whose keys are free.

    `type` is a type without Annotated and None, `marks` are the limits and forms that stood around it.
    """

    type: Any
    marks: tuple[Any, ...] = ()
    nullable: bool = False
    info: FieldInfo | None = None

    @classmethod
    def of(cls, annotation: Any, marks: tuple[Any, ...] = (), info: FieldInfo | None = None) -> Key:
        """Return the key that a type annotation describes."""
        nullable = False
        while True:
            if get_origin(annotation) is Annotated:
                annotation, *inner = get_args(annotation)
                # pydantic's Field(ge=0) inside Annotated keeps its limits in a list of its own
                marks = (*(mark for each in inner for mark in getattr(each, "metadata", [each])), *marks)
            elif get_origin(annotation) in (Union, UnionType) and NoneType in get_args(annotation):
                nullable = True
                annotation = reduce(or_, (arg for arg in get_args(annotation) if arg is not NoneType))
            else:
                return cls(annotation, marks, nullable, info)

    @property
    def is_section(self) -> bool:
        """Whether it holds a fixed set of keys."""
        return isinstance(self.type, type) and issubclass(self.type, Model)

    @property
    def is_flat(self) -> bool:
        """Whether it is a section of single values only, which fits on a line."""
        nested = (key.is_section or key.is_distribution or key.is_mapping for key in self.keys.values())
        return self.is_section and not any(nested)

    @property
    def is_distribution(self) -> bool:
        """Whether it is a number that may vary."""
        return Normal in get_args(self.type)

    @property
    def is_mapping(self) -> bool:
        """Whether it holds keys of the user's choice."""
        return get_origin(self.type) is dict

    @property
    def merges(self) -> bool:
        """Whether an extending profile changes it key by key; otherwise it replaces the whole."""
        return self.is_section or (self.is_mapping and (self.values.is_section or self.values.is_mapping))

    @cached_property
    def keys(self) -> dict[str, Key]:
        """The keys of a section; none for anything else."""
        if not self.is_section:
            return {}
        fields = self.type.model_fields
        return {name: Key.of(field.annotation, tuple(field.metadata), field) for name, field in fields.items()}

    @cached_property
    def values(self) -> Key:
        """What stands under each key of a mapping with free keys, or in each place of a list."""
        return Key.of(get_args(self.type)[-1])

    @cached_property
    def free_key(self) -> Key:
        """What the keys of a mapping with free keys look like."""
        return Key.of(get_args(self.type)[0])

    def child(self, name: str | int) -> Key | None:
        """Return what stands under a key, a position in a list or, for a distribution, the name of its kind."""
        if self.is_distribution:
            return Key(DISTRIBUTIONS[name]) if name in DISTRIBUTIONS else None
        if self.is_mapping or get_origin(self.type) is list:
            return self.values
        return self.keys.get(str(name))

    @property
    def meaning(self) -> str:
        """What it is for."""
        return (self.info and self.info.description) or ""

    @property
    def unit(self) -> str:
        """What its numbers count."""
        return self._extra("unit")

    @property
    def source(self) -> str:
        """Where the default comes from."""
        return self._extra("source")

    @property
    def default(self) -> Any:
        """The default that stands at this key in the model, as plain data; None if it has to be stated.

        Where a section above has a default of its own for this key, that one counts: see `defaults`.
        """
        default = self.info.get_default(call_default_factory=True) if self.info else None
        if default is PydanticUndefined:
            return None
        return default.model_dump() if isinstance(default, Model) else default

    def _extra(self, name: str) -> str:
        extra = self.info.json_schema_extra if self.info else None
        return str(extra.get(name, "")) if isinstance(extra, dict) else ""

    @property
    def form(self) -> str:
        """What the model says a valid value looks like, where its type does not say enough."""
        forms = [mark.words for mark in self.marks if isinstance(mark, Form)]
        return forms[-1] if forms else ""

    @property
    def words(self) -> str:
        """What may stand here, in words that complete "allowed: "."""
        text = self.form or self._type_words()
        return f"{text}, or null" if self.nullable else text

    def _type_words(self) -> str:
        if self.is_section:
            return f"the keys {', '.join(self.keys)}"
        if self.is_distribution:
            return f"a number, {', '.join(DISTRIBUTION_FORMS[:-1])} or {DISTRIBUTION_FORMS[-1]}"
        if self.is_mapping:
            return f"a mapping of keys ({self.free_key.words}) to values ({self.values.words})"
        if get_origin(self.type) is list:
            return f"a list in brackets, each item {self.values.words}"
        if get_origin(self.type) is Literal:
            return f"one of {', '.join(get_args(self.type))}"
        if self.type is bool:
            return "true or false"
        if self.type is str:
            return f"text{self._length_words()}"
        return f"a {'whole ' if self.type is int else ''}number{self._range_words()}"

    def limit(self, name: str) -> Any:
        """Return a limit such as "ge" or "max_length", or None."""
        return next((limit for mark in self.marks if (limit := getattr(mark, name, None)) is not None), None)

    def _length_words(self) -> str:
        longest = self.limit("max_length")
        return "" if longest is None else f" of at most {longest} characters"

    def _range_words(self) -> str:
        least, above, most = (self.limit(name) for name in ("ge", "gt", "le"))
        if above is not None:
            return f" above {above}" + ("" if most is None else f", at most {most}")
        if least is None:
            return "" if most is None else f" of at most {most}"
        return f" of at least {least}" if most is None else f" from {least} to {most}"


UNKNOWN = Key(object)
"""Stands for a key that the model does not have."""


@cache
def outline() -> Key:
    """Return the whole profile as a key."""
    return Key(Profile)


@cache
def defaults() -> dict[str, Any]:
    """Return the profile that states nothing, as plain data. It is shared: do not change it."""
    return Profile().model_dump()


def all_keys(key: Key, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Key]]:
    """Yield every key below `key` with its path, top down; NAME stands for a key of the user's choice."""
    if key.is_mapping:
        yield from all_keys(key.values, (*path, "NAME"))
    for name, child in key.keys.items():
        yield (*path, name), child
        yield from all_keys(child, (*path, name))
