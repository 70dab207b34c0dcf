"""SQL for names and texts, and the names under which a scan has what it makes of the cells of a row."""

from __future__ import annotations


def text(value: str) -> str:
    """Return a text as an SQL literal."""
    return "'" + value.replace("'", "''") + "'"


def name(column: str) -> str:
    """Return a name as an SQL identifier."""
    return '"' + column.replace('"', '""') + '"'


def one_of(column: str, values: tuple[str, ...]) -> str:
    """Return the condition that a filled column holds one of the values."""
    return f"{name(column)} IN ({', '.join(map(text, values))})"


def matches(column: str, pattern: str) -> str:
    """Return the condition that the whole of a column matches a regular expression."""
    return f"regexp_full_match({name(column)}, {text(pattern)})"


def date(column: str) -> str:
    """Return the name under which the source of a scan has a column of dates as dates, so that each is read once."""
    return name(f"{column} as date")


def is_date(column: str) -> str:
    """Return the name under which the source of a scan knows whether a column holds a date, written as it should be."""
    return name(f"{column} is a date")


def kept(column: str) -> str:
    """Return the name under which a scan has what the table keeps of a column."""
    return name(f"{column} as kept")


def items_of(column: str) -> str:
    """Return the name under which a scan has a column of a list of texts as that list, split once."""
    return name(f"items of {column}")


def is_usual(column: str) -> str:
    """Return the name under which a scan knows whether a column is of its `usual_form`."""
    return name(f"{column} is usual")


def is_untidy(column: str) -> str:
    """Return the name under which a scan knows whether a list has more in it than ids and a comma between two."""
    return name(f"{column} is untidy")


MARK, MARK_OF_OTHERS = "\x1f", "\x1e"
"""What stands round the cells in the text of a row; hardly any cell has it."""

ROW_HAS_BLANKS = name("row has blanks")
ROW_IS_PADDED = name("row has a padded cell")
ROW_HAS_NULL_WORDS = name("row has a word for nothing")
ROW_HAS_SEPARATORS = name("row has semicolons or bars")
ROW_HAS_QUOTES = name("row has quotes")
ROW_HAS_POWERS = name("row has powers of ten")
ROW_IS_MISREAD = name("row is misread")
"""Names under which a scan has what can be told of all cells of a row at once; in a plain file, all but the words are
false."""
