"""What 1.2 adds to the gradebook: OR12-GRD and OR12-REF-27."""

import re
from collections import defaultdict

from oracle.reading import Bundle
from oracle.report import Report
from oracle.rules_values import split_list

RESULTS, ITEMS, SCALES, CATEGORIES = "results.csv", "lineItems.csv", "scoreScales.csv", "categories.csv"
OBJECTIVES = ("lineItemLearningObjectiveIds.csv", "resultLearningObjectiveIds.csv")
URN = re.compile(r"urn:uuid:[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
GRADED = ("fully graded", "partially graded")


def check_objectives(bundle: Bundle, report: Report) -> None:
    """OR12-GRD-08."""
    for file in OBJECTIVES:
        table = bundle.table(file)
        columns = (table.column(name) for name in ("source", "learningObjectiveId"))
        for line, source, objective in zip(table.lines, *columns, strict=True):
            if source == "case" and not URN.fullmatch(objective):
                report.add("OR12-GRD-08", file, line, f"{objective!r} is not urn:uuid: and a UUID")


def check_weights(bundle: Bundle, report: Report) -> None:
    """OR12-GRD-09."""
    categories, items = bundle.table(CATEGORIES), bundle.table(ITEMS)
    texts = dict(zip(categories.column("sourcedId"), categories.column("weight"), strict=True))
    weights = {category: int(text) for category, text in texts.items() if re.fullmatch("-?[0-9]+", text)}
    for line, category in zip(categories.lines, categories.column("sourcedId"), strict=True):
        if not 0 <= weights.get(category, 0) <= 100:
            report.add("OR12-GRD-09", CATEGORIES, line, f"weight {weights[category]}")
    used: defaultdict[str, set[str]] = defaultdict(set)
    for class_id, category in zip(items.column("classSourcedId"), items.column("categorySourcedId"), strict=True):
        used[class_id].add(category)
    for class_id, found in used.items():
        if found <= weights.keys() and (total := sum(weights[category] for category in found)) != 100:
            report.add("OR12-GRD-09", CATEGORIES, 0, f"the weights that class {class_id!r} uses add up to {total}")


def check_scales(bundle: Bundle, report: Report) -> None:
    """OR12-GRD-11."""
    scales, classes = bundle.table(SCALES), bundle.table("classes.csv")
    names = ("classSourcedId", "courseSourcedId", "orgSourcedId")
    courses, schools = classes.column("courseSourcedId"), classes.column("schoolSourcedId")
    for line, class_id, course, org in zip(scales.lines, *(scales.column(name) for name in names), strict=True):
        row = classes.index.get(class_id)
        if row is not None and (courses[row], schools[row]) != (course, org):
            report.add("OR12-GRD-11", SCALES, line, "the class belongs to another course or org")


def check_scores(bundle: Bundle, report: Report) -> None:
    """OR12-GRD-03, -04 and -10, and OR12-REF-27."""
    results, items, scales = (bundle.table(name) for name in (RESULTS, ITEMS, SCALES))
    if "textScore" not in results.columns:
        return
    values = {
        scale: {pair.strip("{}").partition(":")[0] for pair in split_list(text)}
        for scale, text in zip(scales.column("sourcedId"), scales.column("scoreScaleValue"), strict=True)
    }
    of_item = _scales_of(bundle, "lineItemScoreScales.csv", "lineItemSourcedId")
    of_result = _scales_of(bundle, "resultScoreScales.csv", "resultSourcedId")
    classes = items.column("classSourcedId")
    names = ("sourcedId", "lineItemSourcedId", "classSourcedId", "scoreStatus", "score", "textScore")
    flags = zip(*(results.column(name) for name in ("inProgress", "incomplete", "late", "missing")), strict=True)
    columns = (results.column(name) for name in names)
    for line, marks, result, item, class_id, status, score, text in zip(results.lines, flags, *columns, strict=True):
        row = items.index.get(item)
        if class_id and row is not None and classes[row] != class_id:
            report.add("OR12-REF-27", RESULTS, line, "the class is not that of the line item")
        if status in GRADED and not score and not text:
            report.add("OR12-GRD-03", RESULTS, line, f"{status} without a score")
        scale = of_result.get(result) or of_item.get(item)
        if text and scale in values and text not in values[scale]:
            report.add("OR12-GRD-04", RESULTS, line, f"textScore {text!r} is not of the scale")
        in_progress, incomplete, _, missing = (mark == "true" for mark in marks)
        if (status == "fully graded" and (in_progress or missing or incomplete)) or (in_progress and missing):
            report.add("OR12-GRD-10", RESULTS, line, f"{status}, but inProgress, incomplete or missing")


def _scales_of(bundle: Bundle, file: str, column: str) -> dict[str, str]:
    table = bundle.table(file)
    return dict(zip(table.column(column), table.column("scoreScaleSourcedId"), strict=True))
