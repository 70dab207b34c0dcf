"""What 1.2 adds to the roster: OR12-USR, OR12-ID-05, OR12-RES-02."""

from collections import Counter, defaultdict

from oracle.report import Report
from oracle.roster import NOBODY, Roster
from oracle.rules_links import report_repeated

USERS, ROLES, USER_RESOURCES = "users.csv", "roles.csv", "userResources.csv"


def check_roles(roster: Roster, report: Report) -> None:
    """Rows of roles.csv, each by itself and beside the others of its user."""
    roles, profiles = roster.bundle.table(ROLES), roster.bundle.table("userProfiles.csv")
    if ROLES not in roster.bundle.tables:
        return
    names = ("userSourcedId", "orgSourcedId", "role", "roleType", "beginDate", "endDate", "userProfileSourcedId")
    primary: Counter[tuple[str, str]] = Counter()
    equal: Counter[tuple[str, ...]] = Counter()
    owners = profiles.column("userSourcedId")
    for line, user, org, role, kind, begin, end, profile in zip(
        roles.lines, *(roles.column(name) for name in names), strict=True
    ):
        primary[user, org] += kind == "primary"
        if kind == "primary" and primary[user, org] == 2:
            report.add("OR12-USR-04", ROLES, line, f"a second primary role of user {user!r} in org {org!r}")
        equal[user, org, role, begin, end] += 1
        if equal[user, org, role, begin, end] == 2:
            report.add("OR12-USR-09", ROLES, line, f"user {user!r} is {role} of this org twice over")
        row = profiles.index.get(profile)
        if row is not None and owners[row] != user:
            report.add("OR12-USR-07", ROLES, line, "the profile belongs to another user")


def check_people_with_roles(roster: Roster, report: Report) -> None:
    """Every user has a role, one of them primary, and a main org that is among those of the roles."""
    if ROLES not in roster.bundle.tables:
        return
    report_repeated(roster.users, "userMasterIdentifier", "OR12-ID-05", report)
    kinds: defaultdict[str, set[str]] = defaultdict(set)
    orgs: defaultdict[str, set[str]] = defaultdict(set)
    roles = roster.bundle.table(ROLES)
    names = ("userSourcedId", "roleType", "orgSourcedId")
    for user, kind, org in zip(*(roles.column(name) for name in names), strict=True):
        kinds[user].add(kind)
        orgs[user].add(org)
    users = roster.users
    columns = (users.column(name) for name in ("sourcedId", "primaryOrgSourcedId"))
    for line, user, main in zip(users.lines, *columns, strict=True):
        if not kinds[user]:
            report.add("OR12-USR-05", USERS, line, "no role")
        elif "primary" not in kinds[user]:
            report.add("OR12-USR-08", USERS, line, "no primary role")
        if kinds[user] and main and main not in orgs[user]:
            report.add("OR12-USR-06", USERS, line, f"no role in the primary org {main!r}")


def check_user_resources(roster: Roster, report: Report) -> None:
    """OR12-RES-02."""
    table = roster.bundle.table(USER_RESOURCES)
    enrolled = set(zip(roster.class_of, roster.user_of, strict=True))
    names = ("userSourcedId", "orgSourcedId", "classSourcedId")
    for line, user, org, class_id in zip(table.lines, *(table.column(name) for name in names), strict=True):
        class_row, user_row = roster.classes.index.get(class_id), roster.users.index.get(user, NOBODY)
        if not org or class_row is None:
            continue
        if org != roster.class_schools[class_row]:
            report.add("OR12-RES-02", USER_RESOURCES, line, f"org {org!r} is not the school of the class")
        elif (class_row, user_row) not in enrolled:
            report.add("OR12-RES-02", USER_RESOURCES, line, "the user is not in the class")
