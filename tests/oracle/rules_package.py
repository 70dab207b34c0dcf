"""Packaging and manifest: OR-PKG, OR-MAN, and what this project promises about the set of files."""

from collections import Counter
from pathlib import PurePosixPath

from oracle.reading import Bundle
from oracle.report import Report, show

MANIFEST = "manifest.csv"
MAY_LACK = "userResources.csv"  # a small district may have nobody with a title of his own
GRADEBOOK = ("categories.csv", "lineItems.csv")


def check_package(bundle: Bundle, report: Report) -> None:
    known = (MANIFEST, *bundle.standard.FILES)
    for name, times in Counter(bundle.entries).items():
        _check_entry(name, bundle, report)
        if times > 1:
            report.add("OR-PKG-04", name, 0, f"{times} entries of this name")
    csv_files = {name for name in bundle.entries if name.endswith(".csv") and "/" not in name}
    if len(csv_files) > len(known):
        report.add(
            bundle.standard.RULES["files"], MANIFEST, 0, f"{len(csv_files)} CSV files, at most {len(known)} are allowed"
        )
    if MANIFEST not in bundle.entries:
        report.add("OR-PKG-03", MANIFEST, 0, "no manifest")
    for name in bundle.standard.ROSTERING_MINIMUM:
        if name not in bundle.entries:
            report.add(bundle.standard.RULES["minimum"], name, 0, "a rostering bundle needs this file")


def _check_entry(name: str, bundle: Bundle, report: Report) -> None:
    known = (MANIFEST, *bundle.standard.FILES)
    path = PurePosixPath(name)
    hidden = any(part.startswith((".", "__")) for part in path.parts)
    if name in known:
        return
    if not hidden and (name.endswith("/") or ("/" in name and path.suffix in (".csv", ".zip"))):
        report.add("OR-PKG-02", name, 0, "a folder, or not at the root of the bundle")
    elif path.suffix == ".zip" and not hidden:
        report.add("OR-PKG-02", name, 0, "a zip inside the bundle")
    elif name in bundle.standard.FILES_ONLY_IN_V1P2:
        report.add("OR11-PKG-05", name, 0, "a file of OneRoster 1.2")
    elif path.suffix.lower() == ".csv" and not hidden:
        report.add("OR-PKG-04", name, 0, f"not a file name of this version; known: {show(known, len(known))}")
    else:
        report.add("OR-PKG-08", name, 0, "a foreign entry")


def check_promised_files(bundle: Bundle, report: Report) -> None:
    standard = bundle.standard
    graded = [name for name in GRADEBOOK if name in bundle.entries]
    if graded and len(graded) < len(GRADEBOOK):
        report.add("D-BND-02", graded[0], 0, f"a part of the gradebook, which is {show(GRADEBOOK)}")
    for name in standard.FILES:
        if name not in (*standard.GRADEBOOK_FILES, *standard.ROSTERING_MINIMUM, MAY_LACK, *bundle.entries):
            report.add("D-BND-01", name, 0, "not there")


def check_manifest(bundle: Bundle, report: Report) -> None:
    if bundle.manifest is None:
        return
    standard = bundle.standard
    header, *rows = bundle.manifest or [(1, [])]
    if header[1] != standard.MANIFEST_HEADER:
        report.add("OR-MAN-01", MANIFEST, 1, f"header {','.join(header[1])!r}, not {standard.MANIFEST_HEADER}")
    seen: dict[str, int] = {}
    for line, fields in rows:
        if len(fields) != 2:
            report.add("OR-MAN-01", MANIFEST, line, f"{len(fields)} cells, not 2")
            continue
        key, value = fields
        _check_property(key, value, line, bundle, report)
        if key in seen:
            report.add("OR-MAN-07", MANIFEST, line, f"{key} twice")
        seen[key] = line
    for key in (*standard.MANIFEST_FILE_ROWS, *standard.MANIFEST_VERSIONS):
        if key not in seen:
            rule = standard.MANIFEST_VERSIONS[key][1] if key in standard.MANIFEST_VERSIONS else "OR-MAN-02"
            report.add(rule, MANIFEST, 0, f"no row {key}")
    expected = [key for key in standard.MANIFEST_ORDER if key in seen]
    if [key for key in seen if key in expected] != expected:
        report.add("OR-MAN-10", MANIFEST, 0, "rows are not in document order")
    _check_modes(bundle, report)


def _check_property(key: str, value: str, line: int, bundle: Bundle, report: Report) -> None:
    standard = bundle.standard
    if key in standard.MANIFEST_VERSIONS:
        expected, rule = standard.MANIFEST_VERSIONS[key]
        if value != expected:
            report.add(rule, MANIFEST, line, f"{key} is {value!r}, not {expected!r}")
    elif key in standard.MANIFEST_FILE_ROWS:
        if value not in standard.MANIFEST_MODES:
            report.add("OR-MAN-05", MANIFEST, line, f"{key} is {value!r}, not one of {standard.MANIFEST_MODES}")
        elif value == standard.DELTA:
            report.add("D-BND-03", MANIFEST, line, f"{key} is delta")
    elif key.startswith("file."):
        report.add("OR-MAN-06", MANIFEST, line, f"{key} names no file of this version")
    elif key not in standard.MANIFEST_OPTIONAL:
        report.add("OR-MAN-07", MANIFEST, line, f"unknown property {key!r}")
    elif not value:
        report.add("OR-MAN-01", MANIFEST, line, f"{key} has no value")


def _check_modes(bundle: Bundle, report: Report) -> None:
    for name, mode in bundle.modes.items():
        present = name in bundle.entries
        if present and mode == bundle.standard.ABSENT:
            report.add("OR-PKG-06", name, 0, "in the bundle, but absent by the manifest")
        if not present and mode in (bundle.standard.BULK, bundle.standard.DELTA):
            report.add("OR-PKG-06", name, 0, f"not in the bundle, but {mode} by the manifest")
    for name in bundle.standard.FILES:
        if name in bundle.entries and name not in bundle.modes:
            report.add("OR-PKG-06", name, 0, "in the bundle, but not in the manifest")
