"""What one cell can show by itself, as SQL conditions over its raw text: types, lists, terms, vocabularies, modes.

Each condition is true where a rule is broken. They are made from the tables of the specification, column by column, and
run inside the one scan that loads a file. A column of the text is NULL where it is blank.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from rostergen.spec import vocab
from rostergen.validate.kinds import kept_type
from rostergen.validate.names import (
    ROW_HAS_NULL_WORDS,
    ROW_HAS_POWERS,
    ROW_HAS_QUOTES,
    ROW_HAS_SEPARATORS,
    ROW_IS_MISREAD,
    ROW_IS_PADDED,
    is_date,
    is_untidy,
    is_usual,
    items_of,
    kept,
    matches,
    name,
    one_of,
    text,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rostergen.spec import Column, FileSpec, Version

NULL_WORDS = ("NULL", "null", "N/A", "n/a", "#N/A", "\\N")
"""What exporters write for "no value". A person may be called Null, but not NULL."""

SEPARATORS = "[,;|]"
"""What people put between the items of a list, as a regular expression; only the comma is right."""
PLAIN_NUMBER = "-?\\d+(\\.\\d+)?"

_LONGEST = 255
_MANY_CUT = 64
_TYPE_RULES = {
    "boolean": "OR-TYP-06",
    "date": "OR-TYP-03",
    "datetime": "OR-TYP-04",
    "year": "OR-TYP-05",
    "float": "OR-TYP-07",
    "integer": "OR-TYP-07",
}
_ENUM_RULES = {
    ("demographics", "sex"): "OR11-ENUM-07",
    ("academicSessions", "type"): "OR-ENUM-01",
    ("orgs", "type"): "OR-ENUM-02",
    ("classes", "classType"): "OR-ENUM-03",
    ("enrollments", "role"): "OR-ENUM-04",
    ("users", "role"): "OR11-ENUM-05",
    ("roles", "role"): "OR12-ENUM-05",
    ("roles", "roleType"): "OR12-ENUM-06",
    ("resources", "importance"): "OR-ENUM-08",
    ("resources", "roles"): "OR-ENUM-08",
    ("results", "scoreStatus"): "OR-ENUM-09",
    ("lineItemLearningObjectiveIds", "source"): "OR12-ENUM-10",
    ("resultLearningObjectiveIds", "source"): "OR12-ENUM-10",
}
_REQUIRED_RULES = {("1.1", "results", "score"): "OR11-GRD-03"}
"""Where a rule of its own says that a column may not be blank."""
GUID = "[0-9A-Za-z.\\-_/@]*"
_EXT = "ext:[0-9A-Za-z.\\-_]+"
_PAIR = "\\{[^:{},]+:[^{},]+\\}"
_CODES_AND_NUMBERS = {
    *("identifier", "username", "userMasterIdentifier", "phone", "sms", "classCode", "courseCode"),
    *("vendorId", "vendorResourceId", "applicationId"),
}
ROUNDED = "[0-9](\\.[0-9]+)?E\\+[0-9]+"
MISREAD = "[ÂÃÄÅ][\\x{80}-\\x{BF}€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€"  # noqa: RUF001 - that is the damage
"""What Windows-1252 makes of a letter of two bytes in UTF-8, or of a curly quote or a dash."""
_SHORT_TEXTS = {"username", "email", "identifier"}


@dataclass(frozen=True, slots=True)
class Condition:
    """Where `sql` is true, the row breaks rule `code` in `column`.

    `scan` is what the scan asks of every row instead, where that is cheaper: true wherever `sql` is, and seldom
    elsewhere. Only a file with such a row is asked again, exactly. DuckDB evaluates all of an AND or OR for a whole run
    of rows, but only what is needed of a CASE. Of several questions, any may be true, and what many conditions have
    in common is asked once: in a small file it costs more to plan a question than to ask it.
    """

    code: str
    column: str
    sql: str
    scan: str | tuple[str, ...] = ""
    when: str = ""
    """What holds wherever `sql` does, and seldom elsewhere: the scan asks no more of a row for which it does not.

    What has the same `when` is asked together, and `when` itself once.
    """
    of_whole_rows: bool = False
    """Whether it is not asked of rows that are reported as cut, short or far too long."""
    problem: str = ""
    """What the template of the rule calls the problem, where the rule knows several."""

    @property
    def in_scan(self) -> tuple[str, ...]:
        """What to ask in the scan."""
        return (self.scan or self.sql,) if isinstance(self.scan, str) else self.scan


def cell_conditions(version: Version, spec: FileSpec, mode: str) -> Iterator[Condition]:
    """Yield what single cells of a file can break, `mode` being "bulk" or "delta"."""
    for column in spec.columns:
        if column.required == "delta":
            yield from _mode_conditions(version, column, mode)
            continue
        blank = f"{name(column.name)} IS NULL"
        if column.required == "yes":
            rule = _REQUIRED_RULES.get((version.number, spec.name, column.name), "OR-CSV-13")
            yield Condition(rule, column.name, blank, _not_kept(spec, column) or blank, of_whole_rows=True)
        # What is wrong with an id may be its length, whatever its form.
        unusual = f"NOT {is_usual(column.name)}" if usual_form(column) and column.type != "guid" else ""
        for condition in _filled_conditions(version, spec, column):
            yield condition if condition.when or condition.scan in _OF_ROW else replace(condition, when=unusual)
        if column.type.endswith("_list"):
            yield from _list_conditions(spec, column)


def _not_kept(spec: FileSpec, column: Column) -> str:
    """Return the condition that the table keeps nothing of a column where something should be.

    That is so where a cell is blank, and but for sourcedIds also where it holds a word for that, or what is not of the
    type of the column. It is "" where the table keeps any text, or nothing at all.
    """
    kind = kept_type(spec, column)
    return f"{kept(column.name)} IS NULL" if column.required == "yes" and kind not in ("", "VARCHAR") else ""


def usual_form(column: Column) -> str:
    """Return the condition that a cell is of the form that most have, in which little can be wrong; "" for no form.

    A sourcedId of that form has no capitals either.
    """
    if column.type == "guid":
        return matches(column.name, GUID.replace("A-Z", ""))
    if column.vocabulary == "ceds_entry_grade_level":
        return one_of(column.name, vocab.CEDS_GRADES)
    return _are_pairs(column.name, ",") if column.type == "braced_pair_list" else ""


def _are_pairs(column: str, between: str) -> str:
    return matches(column, f"{_PAIR}({between}{_PAIR})*")


def _mode_conditions(version: Version, column: Column, mode: str) -> Iterator[Condition]:
    own = name(column.name)
    if mode == "bulk":
        yield Condition("OR-MODE-01", column.name, f"{own} IS NOT NULL")
        return
    yield Condition("OR-MODE-02", column.name, f"{own} IS NULL")
    if column.name == "status":
        known: tuple[str, ...] = vocab.STATUS
        if version.number == "1.1":
            yield Condition("OR11-MODE-04", column.name, f"{own} = 'inactive'")
            known = (*known, "inactive")
        yield Condition("OR-MODE-03", column.name, f"NOT {one_of(column.name, known)}")
    else:
        yield Condition("OR-TYP-04", column.name, f"NOT ({_datetime(column.name)})")
        # Clocks differ, but a day later than now is certainly later than the bundle was made.
        latest = (datetime.now(UTC) + timedelta(days=1)).strftime("%Y-%m-%d %H:%M:%S")
        later = f"try_cast({own} AS TIMESTAMP) > TIMESTAMP '{latest}'"
        yield Condition("OR-MODE-09", column.name, later, problem="is in the future")


def _filled_conditions(version: Version, spec: FileSpec, column: Column) -> Iterator[Condition]:
    own, null_word = name(column.name), one_of(column.name, NULL_WORDS)
    not_kept = _not_kept(spec, column)
    too_long, many_cut = f"length({own}) > {_LONGEST}", f"length({own}) BETWEEN {_MANY_CUT + 1} AND {_LONGEST}"
    # Bytes are counted faster than characters, and are never fewer.
    maybe_too_long, maybe_cut = f"strlen({own}) > {_LONGEST}", f"strlen({own}) > {_MANY_CUT}"
    sought = ROW_HAS_NULL_WORDS if column.name in sought_for_null_words(spec) else not_kept
    if rule := _TYPE_RULES.get(column.type):
        wrong = f"NOT ({_TYPES[column.type](column.name)})"
        yield Condition(rule, column.name, f"{wrong} AND NOT {null_word}", wrong)
        yield Condition("OR-CSV-12", column.name, null_word, wrong)
    elif column.type in ("enum", "enum_list"):
        yield from _enum_conditions(version, spec, column, null_word)
    elif column.type == "guid":
        strange = f"NOT {matches(column.name, GUID)}"
        rule = "OR11-TYP-02" if version.number == "1.1" else "OR12-TYP-02"
        yield Condition("OR-TYP-01", column.name, too_long, maybe_cut)
        yield Condition(rule, column.name, f"{strange} AND NOT {null_word}", strange, f"NOT {is_usual(column.name)}")
        yield Condition("OR-CSV-12", column.name, null_word, sought)
        yield Condition("RG-TRU-01", column.name, many_cut, maybe_cut)
    else:
        yield Condition("OR-CSV-12", column.name, null_word, sought)
        if column.type != "guid_ref":
            # Blanks round an id, a date or a term are seen by the rule of their type.
            padded = f"{own} <> trim({own}, {text(BLANKS)})"
            yield Condition("OR-CSV-15", column.name, padded, ROW_IS_PADDED)
        if column.type == "string":
            misread = f"regexp_matches({own}, {text(MISREAD)})"
            yield Condition("RG-CSV-08", column.name, misread, ROW_IS_MISREAD)
        if column.name in _CODES_AND_NUMBERS:
            yield Condition("RG-CSV-09", column.name, matches(column.name, f"-?{ROUNDED}"), ROW_HAS_POWERS)
        may_be_cut = column.name in _SHORT_TEXTS
        if column.type in ("string", "id"):
            maybe = maybe_cut if may_be_cut else maybe_too_long
            yield Condition("OR-CSV-14", column.name, too_long, maybe, of_whole_rows=True)
        if may_be_cut:
            yield Condition("RG-TRU-01", column.name, many_cut, maybe_cut)
    if column.vocabulary:
        yield from _vocabulary_conditions(version, column)


_OF_ROW = (ROW_HAS_NULL_WORDS, ROW_IS_PADDED)


def sought_for_null_words(spec: FileSpec) -> list[str]:
    """Return the columns in which nothing else that the scan asks sees a word for "no value"."""
    seen = (*_TYPE_RULES, "enum", "enum_list")
    return [c.name for c in spec.columns if c.type == "guid" or (c.type not in seen and not _not_kept(spec, c))]


BLANKS = " \t\u00a0"


def _datetime(column: str) -> str:
    form = matches(column, "\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z")
    return f"{name(column)} IS NULL OR ({form} AND try_cast({name(column)} AS TIMESTAMP) IS NOT NULL)"


_TYPES: dict[str, Callable[[str], str]] = {
    "boolean": lambda column: one_of(column, vocab.TRUE_FALSE),
    "date": lambda column: f"coalesce({is_date(column)}, {name(column)} IS NULL)",
    "datetime": _datetime,
    "year": lambda column: matches(column, "\\d{4}"),
    "float": lambda column: matches(column, PLAIN_NUMBER),
    "integer": lambda column: matches(column, "-?\\d+"),
}


def _enum_conditions(version: Version, spec: FileSpec, column: Column, null_word: str) -> Iterator[Condition]:
    if column.type == "enum_list":
        items = f"string_split({name(column.name)}, ',')"
        values = ", ".join(map(text, (*column.values, "")))
        own_term = f" AND NOT regexp_full_match(x, {text(_EXT)})" if column.open else ""
        foreign = f"len(list_filter({items}, lambda x: trim(x) NOT IN ({values}){own_term})) > 0"
    else:
        foreign = f"NOT {one_of(column.name, column.values)}"
        if column.open:
            foreign += f" AND NOT {matches(column.name, _EXT)}"
    rule = _ENUM_RULES[spec.name, column.name]
    if column.name == "sex":  # other terms, and so another rule, in each version
        rule = "OR11-ENUM-07" if version.number == "1.1" else "OR12-ENUM-07"
    extension = "OR11-ENUM-11" if version.number == "1.1" else "OR12-ENUM-11"
    starts = f"starts_with({name(column.name)}, 'ext:')"
    # One question to the scan serves all three, and that for blank cells.
    seen = _not_kept(spec, column) or foreign
    yield Condition(rule, column.name, f"{foreign} AND NOT {starts} AND NOT {null_word}", seen)
    yield Condition(extension, column.name, f"{starts} AND {foreign}", seen)
    yield Condition("OR-CSV-12", column.name, null_word, seen)


def _list_conditions(spec: FileSpec, column: Column) -> Iterator[Condition]:
    own = name(column.name)
    hashed = kept_type(spec, column) == "UBIGINT[]"
    unusual = f"NOT {is_usual(column.name)}" if usual_form(column) else ""
    if column.type == "braced_pair_list":
        rule = "OR-LST-06" if column.name == "userIds" else "OR12-LST-07"
        yield Condition(rule, column.name, f"NOT {_are_pairs(column.name, ', *')}", unusual)
    else:
        yield Condition("OR-LST-02", column.name, f"contains({own}, {text(chr(34))})", when=ROW_HAS_QUOTES)
    no_items = f"trim({own}, ', ') = ''"
    if column.required == "yes" and hashed:
        yield Condition("OR-LST-08", column.name, no_items, is_untidy(column.name))
    if hashed or column.type == "enum_list" or column.vocabulary in _CODES:
        split = f"contains({own}, ';') OR contains({own}, '|')"
        if hashed:
            yield Condition("OR-LST-01", column.name, split, is_untidy(column.name))
        else:
            yield Condition("OR-LST-01", column.name, split, when=ROW_HAS_SEPARATORS)
    texts = f"string_split({own}, ',')"
    twice = f"len(list_distinct({texts})) < len({texts})"
    untidy = f"regexp_matches({own}, '^,|,$|,,|, | ,')"
    sql = f"NOT {no_items} AND ({untidy} OR {twice})"
    if hashed:
        yield Condition("OR-LST-03", column.name, sql, (is_untidy(column.name), _has_twice(kept(column.name))))
    elif column.type == "braced_pair_list":
        yield Condition("OR-LST-03", column.name, sql, (unusual, _has_twice(items_of(column.name))))
    else:
        several = f"CASE WHEN contains({own}, ',') THEN {untidy} OR {twice} END"
        yield Condition("OR-LST-03", column.name, sql, several, unusual)


def _has_twice(items: str) -> str:
    """Return the condition that an item comes twice in a list; most have one or two."""
    return (
        f"CASE WHEN len({items}) = 2 THEN {items}[1] = {items}[2] "
        f"WHEN len({items}) > 2 THEN len(list_distinct({items})) < len({items}) END"
    )


_CODES = ("ceds_entry_grade_level", "sced_course_code")


def _vocabulary_conditions(version: Version, column: Column) -> Iterator[Condition]:
    """Yield what a vocabulary asks of a column; the binding 1.2 names none, so there it is only worth knowing."""
    prefix = "OR11" if version.number == "1.1" else "OR12"
    own = name(column.name)
    listed = f"list_filter(string_split({own}, ','), lambda x: trim(x) <> '')"
    split = f"NOT regexp_matches({own}, '[;|]')"  # where they are split by something else is another rule
    if column.vocabulary == "ceds_entry_grade_level":
        grades = ", ".join(map(text, vocab.CEDS_GRADES))
        strange = f"NOT list_has_all([{grades}], list_transform({listed}, lambda x: trim(x)))"
        grade = f"({'|'.join(vocab.CEDS_GRADES)})"
        maybe_strange = f"NOT {matches(column.name, f'{grade}(,{grade})*')}"
        yield Condition(f"{prefix}-VOC-01", column.name, f"{split} AND {strange}", maybe_strange)
    elif column.vocabulary == "sced_course_code":
        yield Condition(
            f"{prefix}-VOC-02",
            column.name,
            f"{split} AND NOT {matches(column.name, '[ ,]*[0-9]{5}([ ,]+[0-9]{5})*[ ,]*')}",
        )
    elif column.vocabulary in ("ceds_country_code", "ceds_state_abbreviation") and version.number == "1.1":
        yield Condition("OR11-VOC-03", column.name, f"NOT {matches(column.name, '[A-Z]{2}')}")
    elif column.vocabulary == "ceds_public_school_residence_status" and version.number == "1.1":
        yield Condition("OR11-VOC-03", column.name, f"NOT {one_of(column.name, vocab.CEDS_RESIDENCE)}")
