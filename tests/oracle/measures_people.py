"""Statistics of users, families and demographics."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from oracle.roster import Roster
from oracle.rules_people import DEMOGRAPHICS, Cutoff, school_year_of, years_off
from oracle.rules_values import day, split_list

Measures = dict[str, Any]


def share(part: float, whole: float) -> float:
    return round(part / whole, 4) if whole else 0.0


def shares(counts: Counter[Any]) -> Measures:
    total = counts.total()
    return {str(key): share(count, total) for key, count in sorted(counts.items(), key=lambda pair: str(pair[0]))}


def measure_users(roster: Roster) -> Measures:
    users = roster.users
    given, family = users.column("givenName"), users.column("familyName")
    names = list(zip(given, family, strict=True))
    emails = Counter(role for role, email in zip(roster.user_roles, users.column("email"), strict=True) if email)
    roles = Counter(roster.user_roles)
    return {
        "roles": dict(roles),
        "grades": dict(sorted(Counter(roster.user_grades[student] for student in roster.students).items())),
        "share with an email": {role: share(emails[role], count) for role, count in roles.items()},
        "distinct given names": len(set(given)),
        "distinct surnames": len(set(family)),
        "distinct full names": share(len(set(names)), len(names)),
        "share of names beyond ASCII": share(sum(not (one + two).isascii() for one, two in names), len(names)),
        "share of names with an apostrophe": share(sum("'" in one + two for one, two in names), len(names)),
        "share of surnames with a hyphen": share(sum("-" in two for _, two in names), len(names)),
        "most frequent surnames": [name for name, _ in Counter(family).most_common(5)],
    }


def _households(roster: Roster) -> list[list[int]]:
    """Students connected through guardians."""
    head: dict[int, int] = {}

    def find(student: int) -> int:
        while head.setdefault(student, student) != student:
            head[student] = head[head[student]]
            student = head[student]
        return student

    for children in roster.families.values():
        for child in children[1:]:
            head[find(child)] = find(children[0])
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for student in roster.students:
        groups[find(student)].append(student)
    return list(groups.values())


def _guardians(roster: Roster) -> dict[int, tuple[int, ...]]:
    """Student row -> his guardians."""
    guardians: defaultdict[int, list[int]] = defaultdict(list)
    for guardian, children in roster.families.items():
        for child in children:
            guardians[child].append(guardian)
    return {student: tuple(sorted(listed)) for student, listed in guardians.items()}


def measure_families(roster: Roster) -> Measures:
    guardians, families = _guardians(roster), _households(roster)
    surnames = roster.users.column("familyName")
    several = [family for family in families if len(family) > 1]
    born_together = Counter(
        (listed, roster.birth_dates[student]) for student, listed in guardians.items() if student in roster.birth_dates
    )
    numbers = Counter(min(len(guardians.get(student, ())), 3) for student in roster.students)
    like_guardian = sum(
        any(surnames[student] == surnames[guardian] for guardian in listed) for student, listed in guardians.items()
    )
    return {
        "share of students by guardians (3: three or more)": shares(numbers),
        "guardian roles": dict(Counter(roster.user_roles[guardian] for guardian in roster.families)),
        "share of families by students": shares(Counter(map(len, families))),
        "share of students with a sibling": share(sum(map(len, several)), len(roster.students)),
        "sibling families with one surname": share(sum(_same(surnames, family) for family in several), len(several)),
        "sibling families with one set of guardians": share(
            sum(len({guardians.get(student) for student in family}) == 1 for family in several), len(several)
        ),
        "sibling families in several schools": share(
            sum(len(set(_schools(roster, family))) > 1 for family in several), len(several)
        ),
        "share of students who are twins": share(
            sum(times for times in born_together.values() if times > 1), len(roster.students)
        ),
        "share of students with the surname of a guardian": share(like_guardian, len(guardians)),
    }


def _same(values: list[str], rows: list[int]) -> bool:
    return len({values[row] for row in rows}) == 1


def _schools(roster: Roster, family: list[int]) -> Iterator[str]:
    for student in family:
        yield from split_list(roster.user_orgs[student])


def measure_demographics(roster: Roster, cutoff: Cutoff) -> Measures:
    table = roster.bundle.table(DEMOGRAPHICS)
    flags = {
        name: table.column(name).count("true")
        for name in (*roster.bundle.standard.RACE_COLUMNS, "hispanicOrLatinoEthnicity")
    }
    races = list(zip(*(table.column(name) for name in roster.bundle.standard.RACE_COLUMNS), strict=True))
    hispanic = table.column("hispanicOrLatinoEthnicity")
    by_ethnicity: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for listed, ethnicity in zip(races, hispanic, strict=True):
        by_ethnicity["Hispanic" if ethnicity == "true" else "not Hispanic"][listed.count("true")] += 1
    off: Counter[int] = Counter()
    year = school_year_of(roster.bundle)
    for student in roster.students:
        born = roster.birth_dates.get(student)
        years = years_off(roster.user_grades[student], born, year - 1, cutoff) if born and year else None
        if years is not None:
            off[years] += 1
    months = Counter(born[5:7] for born in table.column("birthDate") if day(born))
    return {
        "share of rows by flag": {name: share(count, len(table)) for name, count in flags.items()},
        "races given": {ethnicity: shares(counts) for ethnicity, counts in sorted(by_ethnicity.items())},
        "sex": shares(Counter(table.column("sex"))),
        "years off the age of the grade": shares(off),
        "birth months": shares(months),
        "countries": dict(Counter(table.column("countryOfBirthCode")).most_common(5)),
        "states": dict(Counter(table.column("stateOfBirthAbbreviation")).most_common(5)),
    }
