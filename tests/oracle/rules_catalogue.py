"""Courses, classes and resources: OR-LST-04, OR-LST-05, OR-RES and D-CRS, D-RES."""

from oracle.reading import Bundle, Table
from oracle.report import Report, show
from oracle.rules_links import repeated
from oracle.rules_values import split_list

COURSES, CLASSES, RESOURCES = "courses.csv", "classes.csv", "resources.csv"


def check_subjects(bundle: Bundle, report: Report) -> None:
    names: dict[str, str] = {}
    for file in (COURSES, CLASSES):
        table = bundle.table(file)
        columns = (table.column(name) for name in ("subjects", "subjectCodes", "grades"))
        for line, subjects, codes, grades in zip(table.lines, *columns, strict=True):
            titles, numbers = split_list(subjects), split_list(codes)
            if not titles and not numbers:
                report.add("D-CRS-01", file, line, "neither subjects nor subjectCodes")
            elif not titles or not numbers:
                report.add("OR-LST-05", file, line, f"{len(titles)} subjects, {len(numbers)} subjectCodes")
            elif len(titles) != len(numbers):
                report.add("OR-LST-04", file, line, f"{len(titles)} subjects, {len(numbers)} subjectCodes")
            else:
                for number, title in zip(numbers, titles, strict=True):
                    if names.setdefault(number, title) != title:
                        report.add("D-CRS-06", file, line, f"{number} is {title!r} here, {names[number]!r} elsewhere")
            if not grades:
                report.add("D-CRS-02", file, line, "no grades")


def check_terms(bundle: Bundle, report: Report) -> None:
    classes, sessions = bundle.table(CLASSES), bundle.table("academicSessions.csv")
    kinds = dict(zip(sessions.column("sourcedId"), sessions.column("type"), strict=True))
    for line, terms in zip(classes.lines, classes.column("termSourcedIds"), strict=True):
        foreign = {kinds[term] for term in split_list(terms) if term in kinds} - {"term", "semester"}
        if foreign:
            report.add("OR-REF-08", CLASSES, line, f"termSourcedIds name a session of type {show(foreign)}")


def check_courses_of_classes(bundle: Bundle, report: Report) -> None:
    classes, courses, orgs = bundle.table(CLASSES), bundle.table(COURSES), bundle.table("orgs.csv")
    kinds = dict(zip(orgs.column("sourcedId"), orgs.column("type"), strict=True))
    columns = (classes.column(name) for name in ("courseSourcedId", "schoolSourcedId", "grades", "subjectCodes"))
    grades_of, codes_of, org_of = (courses.column(name) for name in ("grades", "subjectCodes", "orgSourcedId"))
    for line, course, school, grades, codes in zip(classes.lines, *columns, strict=True):
        row = courses.index.get(course)
        if row is None:
            continue
        foreign = set(split_list(grades)) - set(split_list(grades_of[row]))
        if foreign and grades_of[row]:
            report.add("D-CRS-03", CLASSES, line, f"grades {show(foreign)} are not among those of the course")
        foreign = set(split_list(codes)) - set(split_list(codes_of[row]))
        if foreign and codes_of[row]:
            report.add("D-CRS-04", CLASSES, line, f"codes {show(foreign)} are not among those of the course")
        if org_of[row] != school and kinds.get(org_of[row]) == "school":
            report.add("D-CRS-05", CLASSES, line, f"the course belongs to another school, {org_of[row]!r}")


def check_resources(bundle: Bundle, report: Report) -> None:
    resources = bundle.table(RESOURCES)
    ids = resources.column("vendorResourceId")
    first: dict[tuple[str, str], int] = {}
    for line, vendor, number in zip(resources.lines, resources.column("vendorId"), ids, strict=True):
        known = first.setdefault((vendor, number), line)
        if known != line and number:
            report.add("OR-RES-01", RESOURCES, line, f"vendorResourceId {number!r} is also that of line {known}")
        if not isbn_is_right(number):
            report.add("D-RES-01", RESOURCES, line, f"{number!r} has a wrong ISBN-13 check digit")
    _check_attachments(bundle.table("courseResources.csv"), "courseSourcedId", report)
    _check_attachments(bundle.table("classResources.csv"), "classSourcedId", report)


def isbn_is_right(number: str) -> bool:
    """True also for what is not an ISBN-13 at all."""
    digits = number.replace("-", "")
    if len(digits) != 13 or not (digits.isascii() and digits.isdigit()):
        return True
    return sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits)) % 10 == 0


def _check_attachments(table: Table, holder: str, report: Report) -> None:
    pairs = [" ".join(pair) for pair in zip(table.column(holder), table.column("resourceSourcedId"), strict=True)]
    twice = repeated(pairs)
    for line, pair in zip(table.lines, pairs, strict=True):
        if pair in twice:
            report.add("D-RES-02", table.name, line, f"{holder} and resourceSourcedId of this row occur more than once")
