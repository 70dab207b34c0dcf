"""Enrollments: OR-ENR and the promises about who is in a class (D-ENR, D-CLS)."""

from collections import Counter, defaultdict
from itertools import combinations, pairwise

from oracle.report import Report, show
from oracle.roster import NOBODY, Roster
from oracle.rules_values import day, split_list

ENROLLMENTS, CLASSES = "enrollments.csv", "classes.csv"
USER_ROLES_FOR = {
    "student": ("student",),
    "teacher": ("teacher",),
    "administrator": ("administrator",),
    "proctor": ("proctor", "teacher", "aide", "administrator"),
}
SMALL_CLASS, SMALL_SCHOOL, SMALL_CLASSES_ALLOWED = 5, 100, 0.02


def check_rows(roster: Roster, report: Report) -> None:
    """Rules that look at one enrollment, its class and its user."""
    table = roster.enrollments
    schools, primaries = table.column("schoolSourcedId"), table.column("primary")
    orgs = {listed: frozenset(split_list(listed)) for listed in set(roster.user_orgs)}
    rule = roster.bundle.standard.RULES["class of user"]
    # 1.2 accepts a role in an org above the school, and does not ask that roles match.
    match_roles = "role" in roster.users.columns
    parents = dict(zip(*(roster.orgs.column(name) for name in ("sourcedId", "parentSourcedId")), strict=True))

    def allowed(school: str) -> list[str]:
        chain = [school]
        while not match_roles and (above := parents.get(chain[-1])) and above not in chain:
            chain.append(above)
        return chain

    people = {"student", "teacher"}
    begins, ends = table.column("beginDate"), table.column("endDate")
    for row, (line, role, school, primary) in enumerate(
        zip(table.lines, roster.roles, schools, primaries, strict=True)
    ):
        class_row, user_row = roster.class_of[row], roster.user_of[row]
        if primary == "true" and role != "teacher":
            report.add("OR-ENR-01", ENROLLMENTS, line, f"primary is true for a {role}")
        if not primary and role == "teacher":
            report.add("D-ENR-02", ENROLLMENTS, line, "primary is blank for a teacher")
        if class_row != NOBODY and school != roster.class_schools[class_row]:
            report.add("OR-ENR-05", ENROLLMENTS, line, f"school {school!r} is not that of the class")
        if user_row != NOBODY:
            user_role = roster.user_roles[user_row]
            if match_roles and user_role not in USER_ROLES_FOR.get(role, (user_role,)):
                report.add(rule, ENROLLMENTS, line, f"a user of role {user_role} is enrolled as {role}")
            if orgs[roster.user_orgs[user_row]].isdisjoint(allowed(school)):
                report.add(rule, ENROLLMENTS, line, f"the user does not belong to school {school!r}")
        if role in people and not (begins[row] and ends[row]):
            report.add("D-ENR-03", ENROLLMENTS, line, "beginDate or endDate is blank")


def check_dates(roster: Roster, report: Report) -> None:
    """OR-ENR-04, judged once for every distinct class term and pair of dates."""
    table = roster.enrollments
    verdicts: dict[tuple[int, int, str, str], bool] = {}
    dates = zip(table.lines, roster.class_of, table.column("beginDate"), table.column("endDate"), strict=True)
    for line, class_row, begin, end in dates:
        if class_row == NOBODY or not roster.class_spans[class_row]:
            continue
        first, last = roster.class_spans[class_row][0][0], roster.class_spans[class_row][-1][1]
        key = (first, last, begin, end)
        if key not in verdicts:
            start, stop = day(begin), day(end)
            verdicts[key] = (start is None or first <= start < last) and (stop is None or first < stop <= last)
        if not verdicts[key]:
            report.add("OR-ENR-04", ENROLLMENTS, line, f"{begin} to {end} is not within the sessions of the class")


def check_doubles(roster: Roster, report: Report) -> None:
    """OR-ENR-06 where class, user, role and days repeat, D-ENR-01 where only class and user do."""
    pairs = list(zip(roster.class_of, roster.user_of, strict=True))
    if len(set(pairs)) == len(pairs):
        return
    lines, groups = roster.enrollments.lines, defaultdict(list)
    often = {pair for pair, times in Counter(pairs).items() if times > 1 and NOBODY not in pair}
    for row, pair in enumerate(pairs):
        if pair in often:
            groups[pair].append(row)
    for rows in groups.values():
        for one, other in pairwise(rows):
            same = roster.roles[one] == roster.roles[other] and _overlap(roster, one, other)
            rule = "OR-ENR-06" if same else "D-ENR-01"
            report.add(rule, ENROLLMENTS, lines[other], f"class and user are those of line {lines[one]}")


def _overlap(roster: Roster, one: int, other: int) -> bool:
    return any(
        max(start, first) < min(end, last) for start, end in roster.spans[one] for first, last in roster.spans[other]
    )


def check_classes(roster: Roster, report: Report) -> None:
    """Every class has students of its grades and exactly one primary teacher."""
    primaries, lines = roster.enrollments.column("primary"), roster.enrollments.lines
    class_grades = roster.classes.column("grades")
    kinds, periods = roster.classes.column("classType"), roster.classes.column("periods")
    for row, line in enumerate(roster.classes.lines):
        teachers = roster.teacher_rows(row)
        primary = [teacher for teacher in teachers if primaries[teacher] == "true"]
        together = [pair for pair in combinations(primary[:20], 2) if _overlap(roster, *pair)]
        if together:
            numbers = sorted({lines[teacher] for pair in together for teacher in pair})
            report.add(
                "OR-ENR-02", CLASSES, line, f"several primary teachers at once: enrollments lines {show(numbers)}"
            )
        elif teachers and not primary:
            report.add("OR-ENR-03", CLASSES, line, f"{len(teachers)} teachers, none of them primary")
        elif len(primary) != 1:
            report.add("D-CLS-02", CLASSES, line, f"{len(primary)} primary teachers")
        students = roster.students_of(row)
        if not students:
            report.add("D-CLS-01", CLASSES, line, "no student")
        allowed = set(split_list(class_grades[row]))
        foreign = {grade for student in students for grade in split_list(roster.user_grades[student])} - allowed
        if allowed and foreign:
            report.add(
                "D-CLS-03", CLASSES, line, f"students of grade {show(foreign)} in a class of {class_grades[row]}"
            )
        if kinds[row] == "scheduled" and not periods[row]:
            report.add("D-CLS-05", CLASSES, line, "a scheduled class without periods")


def check_sizes(roster: Roster, report: Report) -> None:
    """D-CLS-06."""
    populations: Counter[str] = Counter()
    for student in roster.students:
        populations.update(split_list(roster.user_orgs[student]))
    sizes = [
        len(roster.students_of(row))
        for row, school in enumerate(roster.class_schools)
        if populations[school] >= SMALL_SCHOOL
    ]
    small = sum(size < SMALL_CLASS for size in sizes)
    if small and small >= SMALL_CLASSES_ALLOWED * len(sizes):
        report.add("D-CLS-06", CLASSES, 0, f"{small} of {len(sizes)} classes have fewer than {SMALL_CLASS} students")
