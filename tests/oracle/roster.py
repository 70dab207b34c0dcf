"""Users, classes and enrollments as row numbers and spans of days, worked out once for all rules that need them."""

import re
from array import array
from collections import defaultdict
from functools import cached_property

from oracle.reading import Bundle, Table
from oracle.rules_values import day, split_list

NOBODY = -1
NO_PERIODS = "homeroom"  # stands for the day of a homeroom that states no periods
GUARDIAN_ROLES = ("parent", "guardian", "relative")
ELEMENTARY = ("IT", "PR", "PK", "TK", "KG", "01", "02", "03", "04", "05")
MIDDLE = ("06", "07", "08")
HIGH = ("09", "10", "11", "12")

WEEKDAYS = "MTWRF"

Meeting = tuple[str, str]  # period, weekdays: "4(TR)" is period 4 on Tuesday and Thursday, "4" on all days
Spans = tuple[tuple[int, int], ...]  # [first day, day after the last), sorted, apart


def merged(spans: list[tuple[int, int]]) -> Spans:
    result: list[tuple[int, int]] = []
    for first, last in sorted(span for span in spans if span[0] < span[1]):
        if result and first <= result[-1][1]:
            result[-1] = (result[-1][0], max(last, result[-1][1]))
        else:
            result.append((first, last))
    return tuple(result)


def meeting(period: str) -> Meeting:
    stated = re.fullmatch(rf"(.+)\(([{WEEKDAYS}]+)\)", period)
    return (stated[1], stated[2]) if stated else (period, WEEKDAYS)


def clipped(spans: Spans, first: int, last: int) -> Spans:
    return tuple((max(start, first), min(end, last)) for start, end in spans if max(start, first) < min(end, last))


class Roster:
    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        self.users, self.classes = bundle.table("users.csv"), bundle.table("classes.csv")
        self.enrollments, self.orgs = bundle.table("enrollments.csv"), bundle.table("orgs.csv")
        self.duties = self._duties()
        self.user_grades = self.users.column("grades")
        self.class_schools = self.classes.column("schoolSourcedId")
        self.roles = self.enrollments.column("role")
        self.user_of = self._rows(self.users, "userSourcedId")  # enrollment row -> user row
        self.class_of = self._rows(self.classes, "classSourcedId")  # enrollment row -> class row

    def _rows(self, target: Table, column: str) -> "array[int]":
        find = target.index.get
        return array("l", (find(value, NOBODY) for value in self.enrollments.column(column)))

    def _duties(self) -> list[dict[str, list[str]]]:
        """User row -> role -> orgs: the role of the row in 1.1, its rows of roles.csv in 1.2, the main org first."""
        if "role" in self.users.columns or "roles.csv" not in self.bundle.tables:
            columns = (self.users.column(name) for name in ("role", "orgSourcedIds"))
            return [{role: split_list(orgs)} for role, orgs in zip(*columns, strict=True)]
        found: list[dict[str, list[str]]] = [{} for _ in self.users.lines]
        main, roles = self.users.column("primaryOrgSourcedId"), self.bundle.table("roles.csv")
        users = (self.users.index.get(user, NOBODY) for user in roles.column("userSourcedId"))
        columns = (roles.column(name) for name in ("orgSourcedId", "roleType", "role"))
        rows = [row for row in zip(users, *columns, strict=True) if row[0] != NOBODY]
        for user, org, _, role in sorted(rows, key=lambda row: (row[1] != main[row[0]], row[2] != "primary")):
            found[user].setdefault(role, []).append(org)
        return found

    @cached_property
    def user_roles(self) -> list[str]:
        """User row -> the role, the main one where there are several."""
        return [next(iter(duties), "") for duties in self.duties]

    @cached_property
    def user_orgs(self) -> list[str]:
        """User row -> the orgs of all roles, as a list in a field."""
        return [",".join(dict.fromkeys(org for orgs in duties.values() for org in orgs)) for duties in self.duties]

    def is_guardian(self, user: int) -> bool:
        return not self.duties[user].keys().isdisjoint(GUARDIAN_ROLES)

    def guardian_orgs(self, user: int) -> set[str]:
        return {org for role, orgs in self.duties[user].items() if role in GUARDIAN_ROLES for org in orgs}

    @cached_property
    def students(self) -> list[int]:
        return [row for row, duties in enumerate(self.duties) if "student" in duties]

    @cached_property
    def session_spans(self) -> dict[str, tuple[int, int]]:
        sessions = self.bundle.table("academicSessions.csv")
        columns = (sessions.column(name) for name in ("sourcedId", "startDate", "endDate"))
        spans = ((name, day(start), day(end)) for name, start, end in zip(*columns, strict=True))
        return {name: (first, last) for name, first, last in spans if first and last}

    @cached_property
    def innermost_sessions(self) -> list[tuple[int, int]]:
        """The sessions without a session beneath them: together, the days of instruction."""
        outer = set(self.bundle.table("academicSessions.csv").column("parentSourcedId"))
        return [span for name, span in self.session_spans.items() if name not in outer]

    @cached_property
    def class_spans(self) -> list[Spans]:
        """Class row -> the days of its terms."""
        terms = self.classes.column("termSourcedIds")
        known = {
            listed: merged([self.session_spans[term] for term in split_list(listed) if term in self.session_spans])
            for listed in set(terms)
        }
        return [known[listed] for listed in terms]

    @cached_property
    def class_periods(self) -> list[tuple[str, ...]]:
        kinds, periods = self.classes.column("classType"), self.classes.column("periods")
        known = {listed: tuple(dict.fromkeys(split_list(listed))) for listed in set(periods)}
        return [
            known[listed] or ((NO_PERIODS,) if kind == "homeroom" else ())
            for kind, listed in zip(kinds, periods, strict=True)
        ]

    @cached_property
    def class_meetings(self) -> list[tuple[Meeting, ...]]:
        known = {periods: tuple(map(meeting, periods)) for periods in set(self.class_periods)}
        return [known[periods] for periods in self.class_periods]

    @cached_property
    def spans(self) -> list[Spans]:
        """Enrollment row -> the days on which it holds: those of the class, from beginDate to endDate."""
        begins, ends = self.enrollments.column("beginDate"), self.enrollments.column("endDate")
        known: dict[tuple[Spans, str, str], Spans] = {}
        result: list[Spans] = []
        for class_row, begin, end in zip(self.class_of, begins, ends, strict=True):
            key = (self.class_spans[class_row] if class_row != NOBODY else (), begin, end)
            if key not in known:
                known[key] = clipped(key[0], day(begin) or 0, day(end) or 1 << 30)
            result.append(known[key])
        return result

    @cached_property
    def by_user(self) -> dict[int, list[int]]:
        """User row -> enrollment rows."""
        return self._grouped(self.user_of)

    @cached_property
    def by_class(self) -> dict[int, list[int]]:
        """Class row -> enrollment rows."""
        return self._grouped(self.class_of)

    @staticmethod
    def _grouped(keys: "array[int]") -> dict[int, list[int]]:
        groups: defaultdict[int, list[int]] = defaultdict(list)
        for row, key in enumerate(keys):
            if key != NOBODY:
                groups[key].append(row)
        return groups

    def students_of(self, class_row: int) -> set[int]:
        rows = self.by_class.get(class_row, [])
        return {self.user_of[row] for row in rows if self.roles[row] == "student"} - {NOBODY}

    def teacher_rows(self, class_row: int) -> list[int]:
        return [row for row in self.by_class.get(class_row, []) if self.roles[row] == "teacher"]

    @cached_property
    def families(self) -> dict[int, list[int]]:
        """Guardian row -> rows of the students linked to him, from either side."""
        families: defaultdict[int, dict[int, None]] = defaultdict(dict)
        index = self.users.index
        for row, listed in enumerate(self.users.column("agentSourcedIds")):
            for agent in map(index.get, split_list(listed)):
                if agent is None or agent == row:
                    continue
                if self.user_roles[row] == "student" and self.is_guardian(agent):
                    families[agent][row] = None
                elif self.is_guardian(row) and self.user_roles[agent] == "student":
                    families[row][agent] = None
        return {guardian: list(students) for guardian, students in families.items()}

    @cached_property
    def birth_dates(self) -> dict[int, int]:
        """User row -> day of birth."""
        demographics, index = self.bundle.table("demographics.csv"), self.users.index
        pairs = zip(demographics.column("sourcedId"), demographics.column("birthDate"), strict=True)
        rows = ((index.get(sourced_id), day(born)) for sourced_id, born in pairs)
        return {row: born for row, born in rows if row is not None and born is not None}

    def level(self, grades: str) -> str:
        """Level of a list of grades: elementary, middle, high or mixed."""
        listed = set(split_list(grades))
        for name, level in (("elementary", ELEMENTARY), ("middle", MIDDLE), ("high", HIGH)):
            if listed and listed <= set(level):
                return name
        return "mixed"
