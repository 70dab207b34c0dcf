"""From a profile's name or file to a valid `Profile`, or to all that is wrong with it.

Every profile is stated on top of another: `extends: NAME` (a built-in profile, or a file beside this one), and at the
bottom the defaults of the model. `merge` says how one changes the other.
"""

from __future__ import annotations

import os
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import ValidationError

from rostergen.errors import ProfileError, UsageError
from rostergen.locales import known_locales
from rostergen.profile.builtin import builtin_names, read_builtin
from rostergen.profile.districts import (
    MAX_DISTRICT_SCHOOLS,
    MAX_DISTRICT_STUDENTS,
    MAX_DISTRICTS,
    MAX_STUDENTS_PER_SCHOOL,
)
from rostergen.profile.merge import extend, put
from rostergen.profile.model import MAX_SCHOOLS, MAX_STUDENTS, Profile
from rostergen.profile.outline import defaults
from rostergen.profile.problems import Problem, did_you_mean, explain, found, problem_at
from rostergen.profile.strict_yaml import MAX_DEPTH, MAX_PROBLEMS, Tree, parse, parse_value, read_text

if TYPE_CHECKING:
    from collections.abc import Sequence

DEFAULT = "suburban"

_NONE: list[Any] = []


class Spelling(NamedTuple):
    """How an error names what was given beside the profile: as in Python, or as options."""

    setting: str = "setting"
    schools: str = "schools ="
    students: str = "students ="
    districts: str = "districts ="


class Counts(NamedTuple):
    """How many of each are asked for beside the profile; None leaves it to the profile, or to the others."""

    schools: int | None = None
    students: int | None = None
    districts: int | None = None


def load_profile(
    source: str | os.PathLike[str] = DEFAULT,
    *,
    settings: Sequence[str] = (),
    schools: int | None = None,
    students: int | None = None,
    districts: int | None = None,
) -> Profile:
    """Return the profile that a name or a file states, with some keys set from outside.

    Args:
        source: the name of a built-in profile, or a YAML file: a path object, or a text that ends in .yaml or .yml or
            has a folder in it.
        settings: single keys to change, each as `key.path=value`, with the value in YAML. They win over the file.
        schools: the number of schools. If `students` is not given too, the students change in proportion.
        students: the number of students. If `schools` is not given too, the schools change in proportion.
        districts: the number of districts of a state, of which schools and students are the totals. If neither of those
            is given too, both change in proportion.

    Raises:
        UsageError: an argument is not of its type.
        ProfileError: with a line for every problem: its place, the key, what was found and what is allowed.
        ProfileReadError: one of those; a file cannot be read.

    """
    if not isinstance(source, str | os.PathLike):
        raise UsageError(f"source: {found(source, 'the name of a profile, or the path of a YAML file')}")
    if isinstance(settings, str) or not all(isinstance(setting, str) for setting in settings):
        raise UsageError(f"settings: {found(settings, 'a list of texts key.path=value')}")
    return read_profile(source, settings, Counts(schools, students, districts), Spelling())


def read_profile(
    source: str | os.PathLike[str],
    settings: Sequence[str],
    counts: Counts,
    spelling: Spelling,
) -> Profile:
    """Do what `load_profile` does; errors name what was given as `spelling` says."""
    source = _source(source)
    problems: list[Problem] = []
    tree = Tree(defaults(), {})
    for each in reversed(_chain(source)):
        tree = extend(tree, each, problems)
    if not isinstance(source, Path) and (options := _option_names(settings, counts, spelling)):
        # A built-in profile is right by itself, so what is wrong with the whole comes from the options.
        tree.lines[()] = (" ".join(options), 0)
    profile = tree
    tree = _with_settings(tree, settings, spelling, problems)
    tree = _with_counts(tree, counts, spelling, problems)
    tree = _with_named(tree, profile)
    problems += _unknown_locales(tree)
    try:
        valid = Profile.model_validate(tree.value)
    except ValidationError as error:
        raise _report(problems + explain(error, tree)) from None
    if problems:
        raise _report(problems)
    return valid


def _unknown_locales(tree: Tree) -> list[Problem]:
    names = tree.value.get("names")
    names = names if isinstance(names, dict) else {}
    by_group = names.get("by_group")
    mixes: dict[tuple[str, ...], Any] = {("locales",): names.get("locales")}
    mixes |= {("by_group", group): mix for group, mix in (by_group if isinstance(by_group, dict) else {}).items()}
    known = known_locales()
    return [
        problem_at(
            tree.lines,
            ("names", *path, locale),
            f"'{locale}' is not a locale that Faker knows{did_you_mean(locale, known)}",
        )
        for path, mix in mixes.items()
        for locale in (mix if isinstance(mix, dict) else {})
        if locale not in known
    ]


def _report(problems: list[Problem]) -> ProfileError:
    more = ["and more problems"] if len(problems) > MAX_PROBLEMS else []
    return ProfileError([*map(str, sorted(problems)[:MAX_PROBLEMS]), *more])


def is_yaml(name: str) -> bool:
    """Return whether a name is that of a YAML file."""
    return name.lower().endswith((".yaml", ".yml"))


def _source(name: str | os.PathLike[str], folder: Path = Path()) -> str | Path:
    """Return the name of a built-in profile as it is and the name of a file, looked up in `folder`, as a path."""
    separators = (os.sep, os.altsep or os.sep)
    if isinstance(name, str) and not is_yaml(name) and not any(each in name for each in separators):
        return name
    return folder / name


def _chain(source: str | Path) -> list[Tree]:
    """Return what a profile states, what the profile it extends states, and so on, all without `extends`."""
    sources = [source]
    chain = [_tree(source, _text(source))]
    while "extends" in chain[-1].value:
        try:
            sources.append(_base(chain[-1].value.pop("extends"), sources))
            text = _text(sources[-1])
        except ProfileError as error:
            problems = [problem_at(chain[-1].lines, ("extends",), problem) for problem in error.problems]
            raise type(error)([str(problem) for problem in problems]) from None
        chain.append(_tree(sources[-1], text))
    return chain


def _base(extends: Any, sources: list[str | Path]) -> str | Path:
    """Return the source that the last of `sources` extends."""
    if not isinstance(extends, str):
        raise ProfileError([found(extends, "the name of a built-in profile, or of a file that ends in .yaml")])
    extending = sources[-1]
    base = _source(extends, extending.parent if isinstance(extending, Path) else Path())
    if _identity(base) in map(_identity, sources):
        raise ProfileError([f"profiles extend each other in a circle: {' > '.join(map(str, [*sources, base]))}"])
    return base


def _identity(source: str | Path) -> str | Path:
    return source if isinstance(source, str) else Path(os.path.realpath(source))


def _text(source: str | Path) -> str:
    if isinstance(source, Path):
        return read_text(source)
    if source not in (names := builtin_names()):
        hint = did_you_mean(source, names)
        known = f"the built-in profiles are {', '.join(names)}; the name of a file ends in .yaml"
        raise ProfileError([f"unknown profile '{source}'; {known}{hint}"])
    return read_builtin(source)


def _tree(source: str | Path, text: str) -> Tree:
    if isinstance(source, Path):
        return parse(text, str(source))
    # Without lines of its own, a problem that a built-in profile has a part in is placed in what was put on top of it.
    return Tree(parse(text, source).value, {(): (f"built-in profile {source}", 0)})


def _option_names(settings: Sequence[str], counts: Counts, spelling: Spelling) -> list[str]:
    return [f"{spelling.setting} {each}" for each in settings] + [
        f"{getattr(spelling, name)} {n}" for name, n in counts._asdict().items() if n is not None
    ]


def _with_settings(tree: Tree, settings: Sequence[str], spelling: Spelling, problems: list[Problem]) -> Tree:
    for setting in settings:
        option = f"{spelling.setting} {setting}"
        name, equals, text = setting.partition("=")
        path = tuple(name.split("."))
        if not equals or not all(path) or len(path) > MAX_DEPTH:
            problems.append(Problem((option, 0), "", "write key.path=value, such as class_sizes.high.cap=30"))
            continue
        if path[0] == "extends":
            problems.append(Problem((option, 0), "", "what a profile extends can only be stated in a file"))
            continue
        try:
            tree = put(tree, path, parse_value(text, option), option, problems)
        except ProfileError as error:
            problems += [Problem((whole_line, 0), "", "") for whole_line in error.problems]
    return tree


def _with_counts(tree: Tree, counts: Counts, spelling: Spelling, problems: list[Problem]) -> Tree:
    """Return the tree with the counts that are asked for, and with those that follow from them in proportion."""
    schools, students, _ = counts
    own_schools, own_students = tree.value["schools"], tree.value["students"]
    set_by_option = {key for key in ("schools", "students") if tree.lines.get((key,), ("", 1))[1] == 0}
    if counts.districts is not None:
        others_asked_for = schools is not None or students is not None or set_by_option
        tree = _with_districts(tree, counts.districts, spelling, problems, alone=not others_asked_for)
    districts = _districts(tree)
    if schools is not None:
        option = f"{spelling.schools} {schools}"
        tree = put(tree, ("schools",), schools, option, problems)
        if students is None and "students" not in set_by_option and _countable(schools, own_schools, own_students):
            in_proportion = round(schools * own_students / own_schools)
            tree = put(tree, ("students",), _students_within(in_proportion, schools, districts), option, problems)
    if students is not None:
        option = f"{spelling.students} {students}"
        tree = put(tree, ("students",), students, option, problems)
        if schools is None and "schools" not in set_by_option and _countable(students, own_schools, own_students):
            in_proportion = round(students * own_schools / own_students)
            tree = put(tree, ("schools",), _schools_within(in_proportion, students, districts), option, problems)
    return tree


def _with_districts(tree: Tree, districts: int, spelling: Spelling, problems: list[Problem], *, alone: bool) -> Tree:
    """Return the tree with the number of districts, and if that came `alone`, schools and students in proportion."""
    option = f"{spelling.districts} {districts}"
    own = (_districts(tree), tree.value["schools"], tree.value["students"])
    tree = put(tree, ("districts", "number"), districts, option, problems)
    if alone and districts <= MAX_DISTRICTS and _countable(districts, *own):
        schools = max(districts, min(round(own[1] * districts / own[0]), MAX_SCHOOLS))
        students = _students_within(round(own[2] * districts / own[0]), schools, districts)
        for key, n in (("schools", schools), ("students", students)):
            tree = put(tree, (key,), n, option, problems)
    return tree


def _with_named(tree: Tree, profile: Tree) -> Tree:
    """Return the tree with named districts that fit, if options made the state smaller than the profile states it.

    Sizes that belong to the larger state are left out, and so are the smallest districts that are too many. The name
    of a single district is `district.name`. What an option says of names stays.
    """
    named, number = _named(profile), _districts(tree)
    students, stated = tree.value["students"], profile.value["students"]
    smaller = _countable(students, stated) and students < stated
    fewer = number < min(len(named), _districts(profile))
    if _named(tree) is not named or not (smaller or fewer) or not all(isinstance(each, dict) for each in named):
        return tree
    sizes = [each.get("students", 1) for each in named]
    if not _countable(*sizes):
        return tree
    order = sorted(range(len(named)), key=lambda i: -sizes[i])[: number if number > 1 else 0]
    names = [{key: value for key, value in named[i].items() if key not in {"students", "schools"}} for i in order]
    return Tree(tree.value | {"districts": tree.value["districts"] | {"named": names}}, tree.lines)


def _named(tree: Tree) -> list[Any]:
    """Return the named districts of a tree as they are stated, none if that is no list."""
    section = tree.value.get("districts")
    named = section.get("named") if isinstance(section, dict) else None
    return named if isinstance(named, list) else _NONE


def _districts(tree: Tree) -> int:
    """Return the number of districts that a tree states, 1 if it is none."""
    section = tree.value.get("districts")
    number = section.get("number") if isinstance(section, dict) else None
    return number if isinstance(number, int) and 1 <= number <= MAX_DISTRICTS else 1


def _students_within(students: int, schools: int, districts: int) -> int:
    most = min(MAX_STUDENTS, districts * MAX_DISTRICT_STUDENTS, schools * MAX_STUDENTS_PER_SCHOOL)
    return max(schools, min(students, most))


def _schools_within(schools: int, students: int, districts: int) -> int:
    least = max(districts, ceil(students / MAX_STUDENTS_PER_SCHOOL))
    return max(least, min(schools, MAX_SCHOOLS, districts * MAX_DISTRICT_SCHOOLS, students))


def _countable(*numbers: Any) -> bool:
    """Whether all are counts that can be scaled; what is wrong with them the model says."""
    return all(isinstance(number, int) and 1 <= number <= MAX_STUDENTS for number in numbers)
