"""Guardians and siblings: OR-USR-02 and D-FAM."""

from itertools import pairwise

from oracle.report import Report
from oracle.roster import Roster
from oracle.rules_values import split_list

USERS = "users.csv"
SIBLING_DAYS = 270


def check_agents(roster: Roster, report: Report) -> None:
    """Links from user to user, one by one."""
    users, index, roles = roster.users, roster.users.index, roster.user_roles
    listed = [
        [index[agent] for agent in split_list(agents) if agent in index] for agents in users.column("agentSourcedIds")
    ]
    links = {(row, agent) for row, agents in enumerate(listed) for agent in agents}
    names = users.column("sourcedId")
    for row, agents in enumerate(listed):
        line, role = users.lines[row], roles[row]
        for agent in agents:
            if agent == row:
                report.add("D-FAM-05", USERS, line, "is his own agent")
            elif role == "student" and not roster.is_guardian(agent) and roles[agent] != "aide":
                report.add("OR-USR-02", USERS, line, f"agent {names[agent]!r} of a student is a {roles[agent]}")
            elif not _is_family(roster, row, agent) and not _is_family(roster, agent, row):
                report.add("D-FAM-07", USERS, line, f"a {role} with an agent {names[agent]!r} who is a {roles[agent]}")
            elif (agent, row) not in links:
                report.add("D-FAM-03", USERS, line, f"lists {names[agent]!r}, who does not list him")
        if roster.is_guardian(row) and not roster.families.get(row):
            report.add("D-FAM-06", USERS, line, f"{role} without a child")


def check_families(roster: Roster, report: Report) -> None:
    """Guardians and the children they share."""
    lines, given = roster.users.lines, roster.users.column("givenName")
    too_close: set[tuple[int, int]] = set()
    namesakes: set[tuple[int, int]] = set()
    for guardian, children in roster.families.items():
        schools = {org for child in children for org in split_list(roster.user_orgs[child])}
        if roster.guardian_orgs(guardian) != schools:
            report.add("D-FAM-04", USERS, lines[guardian], "is not a guardian in the schools of the children")
        births = sorted((roster.birth_dates[child], child) for child in children if child in roster.birth_dates)
        too_close |= {(a, b) for (born, a), (later, b) in pairwise(births) if born < later < born + SIBLING_DAYS}
        named = sorted((given[child], child) for child in children)
        namesakes |= {(a, b) for (name, a), (same, b) in pairwise(named) if name == same}
    for a, b in sorted(too_close):
        days = roster.birth_dates[b] - roster.birth_dates[a]
        report.add("D-FAM-01", USERS, lines[b], f"born {days} days after the sibling of line {lines[a]}")
    for a, b in sorted(namesakes):
        report.add("D-FAM-02", USERS, lines[b], f"{given[b]!r} is also the name of the sibling of line {lines[a]}")


def _is_family(roster: Roster, guardian: int, student: int) -> bool:
    return roster.is_guardian(guardian) and roster.user_roles[student] == "student"
