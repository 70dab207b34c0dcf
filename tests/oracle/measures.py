"""Plain statistics of a bundle, to hold against published figures and the profile."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from statistics import fmean

from oracle.measures_people import Measures, measure_demographics, measure_families, measure_users, share
from oracle.reading import Bundle
from oracle.roster import NO_PERIODS, NOBODY, Roster
from oracle.rules_enrollments import SMALL_CLASS
from oracle.rules_people import Cutoff, school_year_of
from oracle.rules_values import split_list

LEVEL_WORDS = {
    "elementary": ("elementary", "primary", "grammar"),
    "middle": ("middle", "junior", "intermediate"),
    "high": ("high", "secondary"),
}


def spread(numbers: Iterable[float]) -> Measures:
    listed = sorted(numbers)
    if not listed:
        return {"count": 0}
    middle = listed[len(listed) // 2]
    return {
        "count": len(listed), "min": listed[0], "median": middle, "mean": round(fmean(listed), 2), "max": listed[-1],
    }  # fmt: skip


def measure_bundle(bundle: Bundle, roster: Roster, cutoff: Cutoff) -> Measures:
    return {
        "rows": {name: len(table) for name, table in bundle.tables.items()},
        "schoolYear": school_year_of(bundle),
        "sessions": dict(Counter(bundle.table("academicSessions.csv").column("type"))),
        "orgs": _measure_orgs(roster),
        "users": measure_users(roster),
        "classes": _measure_classes(roster),
        "teachers": _measure_teachers(roster),
        "enrollments": _measure_enrollments(roster),
        "families": measure_families(roster),
        "demographics": measure_demographics(roster, cutoff),
        "resources": _measure_resources(bundle),
    }


def _measure_orgs(roster: Roster) -> Measures:
    grades: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for student in roster.students:
        for org in split_list(roster.user_orgs[student]):
            grades[org][roster.user_grades[student]] += 1
    columns = (roster.orgs.column(name) for name in ("sourcedId", "name", "type"))
    levels: defaultdict[str, list[int]] = defaultdict(list)
    right_word: Counter[str] = Counter()
    for org, name, kind in zip(*columns, strict=True):
        if kind != "school":
            continue
        level = roster.level(",".join(grade for grade in grades[org] if grade))
        levels[level].append(grades[org].total())
        right_word[level] += any(word in name.lower() for word in LEVEL_WORDS.get(level, ()))
    return {
        "types": dict(Counter(roster.orgs.column("type"))),
        "students per school": {level: spread(sizes) for level, sizes in sorted(levels.items())},
        "schools named after their level": {
            level: share(right_word[level], len(levels[level])) for level in LEVEL_WORDS if level in levels
        },
    }


def _measure_classes(roster: Roster) -> Measures:
    sizes: defaultdict[str, list[int]] = defaultdict(list)
    small, teachers, lengths = 0, Counter[int](), Counter[int]()
    columns = (roster.classes.column(name) for name in ("grades", "classType", "termSourcedIds"))
    for row, (grades, kind, terms) in enumerate(zip(*columns, strict=True)):
        size = len(roster.students_of(row))
        sizes[f"{roster.level(grades)} {kind}"].append(size)
        small += size < SMALL_CLASS
        teachers[len(roster.teacher_rows(row))] += 1
        lengths[len(split_list(terms))] += 1
    rooms = set(zip(roster.class_schools, roster.classes.column("location"), strict=True))
    courses = set(roster.classes.column("courseSourcedId"))
    return {
        "size": {level: spread(found) for level, found in sorted(sizes.items())},
        "share with fewer than 5 students": share(small, len(roster.classes)),
        "teachers per class": dict(sorted(teachers.items())),
        "terms per class": dict(sorted(lengths.items())),
        "rooms": sum(bool(location) for _, location in rooms),
        "share without a room": share(roster.classes.column("location").count(""), len(roster.classes)),
        "courses with a class": share(len(courses), len(roster.bundle.table("courses.csv"))),
    }


def _measure_teachers(roster: Roster) -> Measures:
    codes = roster.classes.column("subjectCodes")
    loads, areas, classes = [], Counter[int](), []
    for user, role in enumerate(roster.user_roles):
        if role != "teacher":
            continue
        rows = [row for row in roster.by_user.get(user, []) if roster.roles[row] == "teacher"]
        taught = {roster.class_of[row] for row in rows} - {NOBODY}
        found = {int(code[:2]) % 50 for row in taught for code in split_list(codes[row]) if code[:2].isdecimal()}
        areas[len(found)] += 1
        classes.append(len(taught))
        periods = {period for row in taught for period in roster.class_periods[row]} - {NO_PERIODS}
        if periods:
            loads.append(len(periods))
    return {
        "students per teacher": share(len(roster.students), len(classes)),
        "classes": spread(classes),
        "periods, of those with any": spread(loads),
        "number of SCED areas": dict(sorted(areas.items())),
        "without a class": classes.count(0),
    }


def _measure_enrollments(roster: Roster) -> Measures:
    late_rows = early_rows = student_rows = 0
    late, early = set[int](), set[int]()
    per_student: Counter[int] = Counter()
    for row, (user, class_row) in enumerate(zip(roster.user_of, roster.class_of, strict=True)):
        if roster.roles[row] != "student" or NOBODY in (user, class_row) or not roster.spans[row]:
            continue
        student_rows += 1
        per_student[user] += 1
        if roster.spans[row][0][0] > roster.class_spans[class_row][0][0]:
            late_rows += 1
            late.add(user)
        if roster.spans[row][-1][1] < roster.class_spans[class_row][-1][1]:
            early_rows += 1
            early.add(user)
    return {
        "roles": dict(Counter(roster.roles)),
        "classes per student": spread(per_student.values()),
        "share of student rows that begin late": share(late_rows, student_rows),
        "share of student rows that end early": share(early_rows, student_rows),
        "share of students with a late entry": share(len(late), len(per_student)),
        "share of students with an early leave": share(len(early), len(per_student)),
    }


def _measure_resources(bundle: Bundle) -> Measures:
    resources = bundle.table("resources.csv")
    course_links, class_links = bundle.table("courseResources.csv"), bundle.table("classResources.csv")
    classes = bundle.table("classes.csv")
    ids = resources.column("vendorResourceId")
    of_course = set(zip(course_links.column("courseSourcedId"), course_links.column("resourceSourcedId"), strict=True))
    course_of = dict(zip(classes.column("sourcedId"), classes.column("courseSourcedId"), strict=True))
    of_class = zip(class_links.column("classSourcedId"), class_links.column("resourceSourcedId"), strict=True)
    repeats = sum((course_of.get(class_id, ""), resource) in of_course for class_id, resource in of_class)
    attached = {*course_links.column("resourceSourcedId"), *class_links.column("resourceSourcedId")}
    return {
        "importance": dict(Counter(resources.column("importance"))),
        "roles": dict(Counter(resources.column("roles"))),
        "share with an ISBN-13": share(sum(len(number.replace("-", "")) == 13 for number in ids), len(resources)),
        "not attached": len(set(resources.column("sourcedId")) - attached),
        "class links that repeat a course link": repeats,
        "files": [name for name in bundle.standard.FILES if name in bundle.entries],
    }
