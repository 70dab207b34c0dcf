"""Users and demographics: OR-USR, OR-DEM, OR-ID-04 and D-USR, D-DEM."""

import re
from collections import Counter
from datetime import date

from oracle.reading import Bundle
from oracle.report import Report, show
from oracle.roster import Roster
from oracle.rules_links import report_repeated
from oracle.rules_values import day, split_list

USERS, DEMOGRAPHICS = "users.csv", "demographics.csv"
YEAR = re.compile(r"[0-9]{4}")
NOT_A_NAME = re.compile(r"[0-9_@#/<>{}]")
LOGIN = re.compile(r"[a-z0-9._@-]+")
USER_ID = re.compile(r"\{[A-Za-z0-9]+:[A-Za-z0-9]+\}")
EMAIL = re.compile(r"[A-Za-z0-9._%+'-]+@([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)")
RESERVED_DOMAIN = re.compile(r"(.+\.)?(example\.(com|org|net)|[^.]+\.(example|test|invalid))", re.IGNORECASE)
RESERVED_PHONE = re.compile(r"555[ .-]?01[0-9]{2}(?![0-9])")
AGES = {"PR": (3,), "PK": (3, 4), "TK": (4,), "KG": (5,)} | {f"{grade:02}": (grade + 5,) for grade in range(1, 14)}
MOST_YEARS_OFF = 1
Cutoff = tuple[int, int]  # month and day on which the age of a grade is reached


def check_users(roster: Roster, report: Report) -> None:
    users = roster.users
    for column, rule in (("username", "OR-ID-04"), ("email", "D-USR-03"), ("identifier", "D-USR-04")):
        report_repeated(users, column, rule, report)
    org_types = dict(zip(roster.orgs.column("sourcedId"), roster.orgs.column("type"), strict=True))
    names = ("username", "email", "password", "grades")
    columns = (users.column(name) for name in names)
    for line, role, orgs, username, email, password, grades in zip(
        users.lines, roster.user_roles, roster.user_orgs, *columns, strict=True
    ):
        if username and not LOGIN.fullmatch(username):
            report.add("D-USR-01", USERS, line, f"username {username!r}")
        if email:
            _check_email(email, line, report)
        if password:
            report.add("OR-USR-10", USERS, line, "password is filled")
        if role != "student" and grades:
            report.add("OR-USR-03", USERS, line, f"a {role} with grades {grades!r}")
        if role == "student" and len(split_list(grades)) != 1:
            report.add("D-USR-05", USERS, line, f"student with grades {grades!r}")
        if (
            role in ("student", "teacher")
            and orgs
            and not any(org_types.get(org) == "school" for org in orgs.split(","))
        ):
            report.add("D-USR-08", USERS, line, f"{role} without a school")
    for column in ("givenName", "familyName", "middleName"):
        for line, name in zip(users.lines, users.column(column), strict=True):
            if not name.isalpha() and NOT_A_NAME.search(name):
                report.add("D-USR-10", USERS, line, f"{column} {name!r}")
    for column in ("phone", "sms"):
        for line, number in zip(users.lines, users.column(column), strict=True):
            if number and not RESERVED_PHONE.search(number):
                report.add("OR-USR-10", USERS, line, f"{column} {number!r} is not 555-01xx")
    _check_user_ids(roster, report)
    _check_schools_of_students(roster, report)


def _check_email(email: str, line: int, report: Report) -> None:
    found = EMAIL.fullmatch(email)
    if not found:
        report.add("D-USR-06", USERS, line, f"email {email!r}")
    elif not RESERVED_DOMAIN.fullmatch(found[1]):
        report.add("OR-USR-10", USERS, line, f"email {email!r} is not on a reserved domain")


def _check_user_ids(roster: Roster, report: Report) -> None:
    seen: set[str] = set()
    for line, listed in zip(roster.users.lines, roster.users.column("userIds"), strict=True):
        for item in set(split_list(listed)):
            if not USER_ID.fullmatch(item):
                report.add("D-USR-02", USERS, line, f"userIds item {item!r}")
            if item in seen:
                report.add("D-USR-07", USERS, line, f"userIds item {item!r} stands on another row too")
            seen.add(item)


def _check_schools_of_students(roster: Roster, report: Report) -> None:
    for student in roster.students:
        rows = roster.by_user.get(student, [])
        schools = {roster.class_schools[roster.class_of[row]] for row in rows if roster.class_of[row] >= 0}
        without = set(split_list(roster.user_orgs[student])) - schools
        if schools and without:
            report.add("D-USR-09", USERS, roster.users.lines[student], f"no class in school {show(without)}")


def school_year_of(bundle: Bundle) -> int | None:
    """The schoolYear most sessions state, or else the year in which the last of them ends."""
    sessions = bundle.table("academicSessions.csv")
    years = Counter(year for year in sessions.column("schoolYear") if YEAR.fullmatch(year))
    if years:
        return int(years.most_common(1)[0][0])
    last = max((day(end) or 0 for end in sessions.column("endDate")), default=0)
    return date.fromordinal(last).year if last else None


def years_off(grade: str, born: int, autumn: int, cutoff: Cutoff) -> int | None:
    """Years by which a student is too old (or, negative, too young) for the grade; None if the grade has no age."""
    expected = AGES.get(grade)
    if expected is None:
        return None
    birth = date.fromordinal(born)
    age = autumn - birth.year - ((birth.month, birth.day) > cutoff)
    return min((age - usual for usual in expected), key=abs)


def check_demographics(roster: Roster, report: Report, cutoff: Cutoff) -> None:
    demographics = roster.bundle.table(DEMOGRAPHICS)
    races = zip(*(demographics.column(name) for name in roster.bundle.standard.RACE_COLUMNS), strict=True)
    several = demographics.column("demographicRaceTwoOrMoreRaces")
    for line, race, two_or_more in zip(demographics.lines, races, several, strict=True):
        count = sum(flag == "true" for flag in race)
        if (count >= 2) != (two_or_more == "true"):
            report.add("OR-DEM-03", DEMOGRAPHICS, line, f"{count} races are true, two or more is {two_or_more!r}")
    year, birth = school_year_of(roster.bundle), demographics.column("birthDate")
    names = roster.users.column("sourcedId")
    for student in roster.students:
        row = demographics.index.get(names[student])
        if row is None:
            report.add("D-DEM-01", USERS, roster.users.lines[student], "student without demographics")
        elif not birth[row]:
            report.add("D-DEM-02", DEMOGRAPHICS, demographics.lines[row], "student without a birth date")
        elif year and (born := day(birth[row])):
            grade = roster.user_grades[student]
            off = years_off(grade, born, year - 1, cutoff)
            if off is not None and abs(off) > MOST_YEARS_OFF:
                message = f"born {birth[row]}, {off:+} years for grade {grade}"
                report.add("OR-DEM-04", DEMOGRAPHICS, demographics.lines[row], message)
