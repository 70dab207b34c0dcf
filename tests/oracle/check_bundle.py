"""Judges a OneRoster 1.1 or 1.2 bulk bundle, folder or zip: `python tests/oracle/check_bundle.py PATH`.

Prints problems as `RULE file:line message` and ends with 1 if there are any. `OR` codes are those of the rule
catalogue, `D-` codes are in codes.py.
"""

import argparse
import gc
import json
import sys
from functools import partial
from pathlib import Path

if str(Path(__file__).parents[1]) not in sys.path:
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from oracle import rules_catalogue as catalogue
from oracle import rules_enrollments as enrollments
from oracle import rules_families as families
from oracle import rules_gradebook as gradebook
from oracle import rules_links as links
from oracle import rules_package as package
from oracle import rules_people as people
from oracle import rules_roles as duties
from oracle import rules_scales as scales
from oracle import rules_trees as trees
from oracle import rules_values as values
from oracle import timetable
from oracle.measures import measure_bundle
from oracle.measures_people import Measures
from oracle.reading import Bundle, read_bundle
from oracle.report import Report, show
from oracle.roster import Roster

FIRST_OF_SEPTEMBER = (9, 1)


def check_bundle(
    path: Path | str,
    *,
    schools: int | None = None,
    students: int | None = None,
    year: int | None = None,
    cutoff: people.Cutoff = FIRST_OF_SEPTEMBER,
) -> list[str]:
    """All problems of a bundle; `schools`, `students` and `year` are exact expectations."""
    bundle, report = _judged(Path(path), cutoff)
    check_counts(bundle, report, schools, students, year)
    return report.problems()


def measure(path: Path | str, *, cutoff: people.Cutoff = FIRST_OF_SEPTEMBER) -> Measures:
    """Plain statistics of a bundle."""
    bundle = read_bundle(Path(path), Report())
    return measure_bundle(bundle, Roster(bundle), cutoff)


def _judged(path: Path, cutoff: people.Cutoff) -> tuple[Bundle, Report]:
    report = Report()
    bundle = read_bundle(path, report)
    if bundle.entries or not report.counts:
        judge(bundle, report, cutoff)
    return bundle, report


def judge(bundle: Bundle, report: Report, cutoff: people.Cutoff = FIRST_OF_SEPTEMBER) -> None:
    roster = Roster(bundle)
    of_bundle = (
        package.check_package, package.check_manifest, package.check_promised_files, values.check_headers,
        values.check_values, values.check_modes_of_rows, values.check_date_order, links.check_ids,
        links.check_references, trees.check_orgs, trees.check_promised_orgs, trees.check_sessions,
        catalogue.check_subjects, catalogue.check_terms, catalogue.check_courses_of_classes,
        catalogue.check_resources, scales.check_objectives, scales.check_weights, scales.check_scales,
        scales.check_scores,
    )  # fmt: skip
    of_roster = (
        people.check_users, families.check_agents, families.check_families, enrollments.check_rows,
        enrollments.check_dates, enrollments.check_doubles, enrollments.check_classes, enrollments.check_sizes,
        timetable.check_people, timetable.check_rooms, timetable.check_days, timetable.check_attendance,
        gradebook.check_line_items, gradebook.check_results, duties.check_roles, duties.check_people_with_roles,
        duties.check_user_resources,
    )  # fmt: skip
    checks = [
        *(partial(check, bundle, report) for check in of_bundle),
        *(partial(check, roster, report) for check in of_roster),
        partial(people.check_demographics, roster, report, cutoff),
    ]
    for check in checks:
        try:
            check()
        except Exception as error:  # a bundle may be odder than this judge expects
            report.add("D-BND-00", "bundle", 0, f"{check.func.__name__} could not finish: {error!r}")


def check_counts(bundle: Bundle, report: Report, schools: int | None, students: int | None, year: int | None) -> None:
    found_schools = bundle.table("orgs.csv").column("type").count("school")
    found_students = len(Roster(bundle).students)
    if schools not in (None, found_schools):
        report.add("D-CNT-01", "orgs.csv", 0, f"{found_schools} schools, not {schools}")
    if students not in (None, found_students):
        report.add("D-CNT-02", "users.csv", 0, f"{found_students} students, not {students}")
    years = set(bundle.table("academicSessions.csv").column("schoolYear"))
    if year is not None and years != {str(year)}:
        report.add("D-CNT-03", "academicSessions.csv", 0, f"schoolYear {show(years) or 'missing'}, not {year}")


def _cutoff(text: str) -> people.Cutoff:
    month, day = map(int, text.split("-"))
    return month, day


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("path", type=Path)
    parser.add_argument("--stats", action="store_true", help="print statistics as JSON too")
    parser.add_argument("--max", type=int, default=50, help="print at most so many problems (default 50)")
    parser.add_argument("--only", default="", metavar="PREFIX", help="only rules whose code starts so, as OR or D-TT")
    parser.add_argument("--schools", type=int, help="exact number of schools")
    parser.add_argument("--students", type=int, help="exact number of students")
    parser.add_argument("--year", type=int, help="year in which the school year ends")
    parser.add_argument(
        "--cutoff", type=_cutoff, default="09-01", metavar="MM-DD", help="day on which ages count (default 09-01)"
    )
    options = parser.parse_args()
    gc.disable()  # a quarter faster, and nothing here leaves cycles behind
    bundle, report = _judged(options.path, options.cutoff)
    check_counts(bundle, report, options.schools, options.students, options.year)
    problems = [problem for problem in report.problems() if problem.startswith(options.only)]
    for problem in problems[: options.max]:
        print(problem)
    if len(problems) > options.max:
        print(f"... and {len(problems) - options.max} more lines")
    counts = {rule: count for rule, count in sorted(report.counts.items()) if rule.startswith(options.only)}
    print(f"{sum(counts.values())} problems", *(f"{rule}={count}" for rule, count in counts.items()), sep="  ")
    if options.stats:
        print(json.dumps(measure_bundle(bundle, Roster(bundle), options.cutoff), indent=2, ensure_ascii=False))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
