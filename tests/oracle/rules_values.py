"""Headers and values of every data file: OR-CSV, OR-LST, OR-TYP, OR-ENUM, VOC, OR-MODE.

A column is judged by its distinct values; rows are looked at only where a value is bad.
"""

import re
from datetime import date
from functools import cache
from types import ModuleType

from oracle.reading import Bundle, Table
from oracle.report import Report, show
from oracle.standard_v1p1 import BOOLEANS, BULK, DELTA, GRADES, RESIDENCE_STATUSES, Column

EMPTY_WORDS = frozenset({"NULL", "null", "N/A", "n/a", "NaN", "nan", "NaT", "None", "none", "<NA>", "nil", "undefined"})
LINE_BREAK = re.compile(r"[\r\n]")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffd\ufffe\uffff]")
METADATA = re.compile(r'metadata\.[^,"\r\n]+')
GUID = re.compile(r"[0-9A-Za-z.\-_/@]+")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
PATTERNS = {
    "year": (re.compile(r"[0-9]{4}"), "OR-TYP-05", "not YYYY"),
    "integer": (re.compile(r"-?[0-9]+"), "OR-TYP-07", "not a whole number"),
    "float": (re.compile(r"-?[0-9]+(\.[0-9]+)?"), "OR-TYP-07", "not a plain decimal number"),
    "braced_pair_list": (re.compile(r"\{[^:{},]+:[^{},]+\}"), "OR-LST-06", "not {type:id}"),
}
DATETIME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{3}Z")
SCED_CODE = re.compile(r"[0-9]{5}")
TWO_LETTERS = re.compile(r"[A-Z]{2}")
BLANK_RULES = {
    ("classes.csv", "termSourcedIds"): "OR-LST-08",
    ("users.csv", "orgSourcedIds"): "OR-LST-08",
    ("resources.csv", "vendorResourceId"): "OR-RES-01",
    ("results.csv", "score"): "OR11-GRD-03",
}
LONGEST = 255

Fault = tuple[str, str]  # rule, message


@cache
def day(value: str) -> int | None:
    """A date as a day number; None unless it is YYYY-MM-DD and in the calendar."""
    if not DAY.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value).toordinal()
    except ValueError:
        return None


def split_list(value: str) -> list[str]:
    """The items of a list, without the blanks that OR-LST-03 reports."""
    if " " in value or ",," in value:
        return [item for part in value.split(",") if (item := part.strip())]
    return value.split(",") if value else []


def check_headers(bundle: Bundle, report: Report) -> None:
    for name, table in bundle.tables.items():
        expected, header = bundle.standard.HEADERS[name], table.header
        fault = _header_fault(expected, header)
        if fault:
            report.add(fault[0], name, 1, fault[1])
        elif (extra := header[len(expected) :]) != sorted(extra):
            report.add("D-BND-04", name, 1, f"metadata columns are not sorted: {', '.join(extra)}")
        doubled = {title for title in header if header.count(title) > 1}
        if doubled:
            report.add("OR-CSV-06", name, 1, f"twice in the header: {show(doubled)}")
        if not len(table):
            report.add("OR-CSV-07", name, 1, "no data row")


def _header_fault(expected: list[str], header: list[str]) -> Fault | None:
    if not set(header) & set(expected):
        return "OR-CSV-03", "the first record is not the header"
    missing = [title for title in expected if title not in header]
    foreign = [title for title in header if title not in expected]
    by_lower_case = {title.lower(): title for title in foreign}
    if missing and all(title.lower() in by_lower_case for title in missing):
        return "OR-CSV-05", f"wrong case in the header: {show(by_lower_case[title.lower()] for title in missing)}"
    if missing:
        return "OR-CSV-04", f"columns missing: {show(missing)}; unknown: {show(foreign)}"
    if list(dict.fromkeys(title for title in header if title in expected)) != expected:
        return "OR-CSV-04", "columns are not in table order"
    not_metadata = [title for title in foreign if not METADATA.fullmatch(title)]
    if not_metadata:
        rule = "OR12-RES-03" if not_metadata == ["resourceSourcedIds"] else "OR-CSV-16"
        return rule, f"extra columns that are not metadata: {show(not_metadata)}"
    if foreign and header[: len(expected)] != expected:
        return "OR-CSV-16", "a metadata column before the last column of the standard"
    return None


def check_values(bundle: Bundle, report: Report) -> None:
    for name, table in bundle.tables.items():
        known = {column.name: column for column in bundle.standard.FILES[name]}
        for title in table.columns:
            _check_column(table, known.get(title, Column(title)), bundle.standard, report)


def _check_column(table: Table, column: Column, standard: ModuleType, report: Report) -> None:
    values = table.columns[column.name]
    faults = {value: fault for value in set(values) if (fault := _fault(value, column, table.name, standard))}
    if faults:
        for line, value in zip(table.lines, values, strict=True):
            if value in faults:
                rule, message = faults[value]
                report.add(rule, table.name, line, f"{column.name} {value[:80]!r}: {message}")


def _fault(value: str, column: Column, file: str, standard: ModuleType) -> Fault | None:
    """What is wrong with a value, if anything."""
    if not value:
        return (BLANK_RULES.get((file, column.name), "OR-CSV-13"), "required") if column.required else None
    if value != value.strip():
        return "OR-CSV-15", "leading or trailing blank"
    if LINE_BREAK.search(value):
        return "OR-CSV-09", "line break"
    if CONTROL.search(value):
        return "D-BND-06", "control or replacement character"
    if not column.kind.endswith("_list"):
        return _item_fault(value, column, standard)
    items = value.split(",")
    if any(not item or item != item.strip() for item in items):
        return "OR-LST-03", "an item is blank, or a blank stands beside a separator"
    if len(set(items)) < len(items):
        return "OR-LST-03", "an item twice"
    return next((fault for item in items if (fault := _item_fault(item, column, standard))), None)


def _item_fault(item: str, column: Column, standard: ModuleType) -> Fault | None:
    if item in EMPTY_WORDS:
        return "OR-CSV-12", "a word for nothing; leave the field blank"
    match column.kind.removesuffix("_list"):
        case "string" | "id":
            return _text_fault(item, column, standard.RULES)
        case "guid" | "guid_ref":
            if len(item) > LONGEST:
                return "OR-TYP-01", "longer than 255 characters"
            return (
                None if GUID.fullmatch(item) else (standard.RULES["guid"], "a GUID has letters, digits and . - _ / @")
            )
        case "enum":
            if item in column.values:
                return None
            if column.open and standard.OWN_TERM.fullmatch(item):
                return None
            rule = standard.RULES["own term"] if item.startswith("ext:") else column.rule
            if column.name == "status" and item == "inactive":
                rule = standard.RULES["inactive"]
            return rule, f"not one of {column.values}"
        case "boolean":
            return None if item in BOOLEANS else ("OR-TYP-06", "not true or false")
        case "date":
            return None if day(item) is not None else ("OR-TYP-03", "not a date YYYY-MM-DD of the calendar")
        case "datetime":
            found = DATETIME.fullmatch(item)
            right = found is not None and day(found[1]) is not None
            return None if right else ("OR-TYP-04", "not YYYY-MM-DDTHH:MM:SS.sssZ")
    pattern, rule, message = PATTERNS[column.kind]
    return None if pattern.fullmatch(item) else (column.rule or rule, message)


def _text_fault(item: str, column: Column, rules: dict[str, str]) -> Fault | None:
    if len(item) > LONGEST:
        return "OR-CSV-14", "longer than 255 characters"
    match column.vocabulary:
        case "grades":
            return None if item in GRADES else (rules["grades"], f"{item!r} is not a CEDS grade code")
        case "sced":
            return None if SCED_CODE.fullmatch(item) else (rules["sced"], f"{item!r} is not a five digit SCED code")
        case "country" | "state":
            return None if TWO_LETTERS.fullmatch(item) else (rules["codes"], "not a two letter code")
        case "residence":
            return None if item in RESIDENCE_STATUSES else (rules["codes"], "not one of 01652 to 01656")
    return None


def check_modes_of_rows(bundle: Bundle, report: Report) -> None:
    for name, table in bundle.tables.items():
        mode = bundle.modes.get(name, BULK)
        if mode not in (BULK, DELTA) or not len(table):
            continue
        marks = list(zip(table.column("status"), table.column("dateLastModified"), strict=True))
        distinct = set(marks)
        wanted = (False, False) if mode == BULK else (True, True)
        if {(bool(status), bool(modified)) for status, modified in distinct} == {(not wanted[0], not wanted[1])}:
            report.add("OR-MAN-09", name, 0, f"{mode} by the manifest, but no row is")
        rule = "OR-MODE-01" if mode == BULK else "OR-MODE-02"
        state = "blank in bulk rows" if mode == BULK else "filled in delta rows"
        if any((bool(status), bool(modified)) != wanted for status, modified in distinct):
            for line, (status, modified) in zip(table.lines, marks, strict=True):
                if (bool(status), bool(modified)) != wanted:
                    report.add(rule, name, line, f"status {status!r}, dateLastModified {modified!r}: {state}")


def check_date_order(bundle: Bundle, report: Report) -> None:
    for name, first, last in (
        ("academicSessions.csv", "startDate", "endDate"),
        ("enrollments.csv", "beginDate", "endDate"),
    ):
        table = bundle.table(name)
        pairs = list(zip(table.column(first), table.column(last), strict=True))
        wrong = {(begin, end) for begin, end in set(pairs) if (day(begin) or 0) >= (day(end) or 1 << 30)}
        if wrong:
            for line, pair in zip(table.lines, pairs, strict=True):
                if pair in wrong:
                    report.add("OR-TYP-08", name, line, f"{first} {pair[0]} is not before {last} {pair[1]}")
