from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest

from rostergen.errors import InputError
from rostergen.faults.grade import grade
from rostergen.faults.key import Consequence, Copy, Injected, Key, Touched, shortened
from rostergen.faults.reported import Reported, from_mappings, load_report
from rostergen.faults.scores import as_json, as_junit, as_text

if TYPE_CHECKING:
    from pathlib import Path

ROW = Injected(
    *("null-word", "form", "OR-CSV-12", "error", "reject row", "row"),
    *("users.csv", 7, "middleName", "u-7", "Ann", "NULL"),
)
FILE = Injected(
    *("semicolons", "form", "RG-CSV-03", "error", "reject bundle", "file"), "orgs.csv", 1, "", "", None, None
)
BUNDLE = Injected(
    *("no-manifest", "packaging", "OR-PKG-03", "error", "reject bundle", "bundle"), "", None, "", "", None, None
)
INFO = replace(ROW, fault="user-disabled", rule="OR-MODE-08", importer="accept", line=9, sourced_id="u-9")


def key(*faults: Injected) -> Key:
    return Key("broken.zip", "1.1", 1, "", faults)


@pytest.mark.parametrize(
    "row",
    [
        Reported("users.csv", 7),
        Reported("users", 7, message="bad"),
        Reported("export/USERS.csv", 7),
        Reported("users.csv", 99, "u-7"),
        Reported("", None, "u-7"),
        Reported("users.csv", 7, rule="E42"),
        Reported("users.csv", 7, rule="OR-CSV-12"),
    ],
)
def test_a_row_is_found_by_its_line_or_its_id(row: Reported) -> None:
    score = grade(key(ROW), [row])
    assert (score.found, score.missed, score.false_alarms, score.ok) == (1, (), (), True)


@pytest.mark.parametrize(
    "row",
    [
        Reported("users.csv", 8),
        Reported("orgs.csv", 7),
        Reported("users.csv"),
        Reported("", 7),
        Reported("users.csv", 7, rule="OR-CSV-13"),
        Reported("users.csv", None, "u-8"),
    ],
)
def test_anything_else_is_a_false_alarm(row: Reported) -> None:
    score = grade(key(ROW), [row])
    assert (score.found, score.missed, score.false_alarms, score.ok) == (0, (ROW,), (row,), False)


def test_a_file_is_found_by_anything_about_it_and_a_bundle_by_anything() -> None:
    assert grade(key(FILE), [Reported("orgs.csv", 3), Reported("orgs.csv")]).ok
    assert not grade(key(FILE), [Reported("users.csv", 3)]).ok
    assert grade(key(BUNDLE), [Reported(message="no manifest")]).ok
    assert grade(key(BUNDLE), [Reported("manifest.csv")]).ok


def test_a_wrong_id_is_found_as_it_was_and_as_it_is() -> None:
    """An importer reports what it reads, which is the wrong id."""
    for wrong in ("u-8", "u-" + "9" * 300):
        fault = replace(ROW, column="sourcedId", before="u-7", after=shortened(wrong))
        assert grade(key(fault), [Reported("users.csv", None, "u-7"), Reported("users.csv", None, wrong)]).ok
    assert not grade(key(ROW), [Reported("users.csv", None, "NULL")]).ok


def test_a_line_that_was_touched_is_as_good_as_the_one_where_it_shows() -> None:
    fault = replace(ROW, touched=(Touched("enrollments.csv", 3), Touched("orgs.csv")))
    assert grade(key(fault), [Reported("enrollments.csv", 3)]).ok
    assert not grade(key(fault), [Reported("orgs.csv"), Reported("users.csv", 7)]).ok


def test_a_row_is_nearer_than_its_file() -> None:
    whole = replace(FILE, file="users.csv")
    score = grade(key(whole, ROW), [Reported("users.csv", 7)])
    assert score.missed == (whole,)


def test_what_follows_from_a_fault_is_no_false_alarm() -> None:
    fault = replace(ROW, consequences=(Consequence("OR-REF-09", "enrollments.csv"), Consequence("OR-ID-01", "", 3)))
    rows = [Reported("users.csv", 7), Reported("enrollments.csv", 5), Reported("classes.csv", 3)]
    assert grade(key(fault), rows).ok
    assert not grade(key(fault), [*rows, Reported("classes.csv", 4)]).ok


def test_what_is_wrong_with_a_row_is_wrong_with_its_copy() -> None:
    fault = replace(ROW, copies=(Copy("users.csv", 7, 3),))
    old, copy = Reported("users.csv", 3, rule="OR-LST-05"), Reported("users.csv", 7, rule="OR-LST-05")
    hit = Reported("users.csv", 7, rule="OR-CSV-12")
    assert grade(key(fault), [hit, old, copy], [old]).ok
    assert grade(key(fault), [hit, copy]).false_alarms == (copy,)
    assert grade(key(fault), [hit, old, replace(copy, rule="OR-VOC-04")], [old]).false_alarms
    assert grade(key(fault), [hit, old, replace(copy, line=8)], [old]).false_alarms


def test_what_is_to_be_accepted_need_not_be_reported() -> None:
    assert grade(key(INFO), []).ok
    assert grade(key(INFO), [Reported("users.csv", 9)]).found == 1


def test_infos_and_what_was_said_before_are_not_held_against_anybody() -> None:
    assert grade(key(), [Reported("users.csv", 1, severity="info")]).ok
    old = Reported("users.csv", 3, message="bad")
    assert grade(key(), [replace(old, line=4)], [old]).ok
    assert not grade(key(), [old, old], [old]).ok


def test_reports_are_read_from_csv_and_json(tmp_path: Path) -> None:
    rows = [Reported("users.csv", 7, "u-7", "bad"), Reported("orgs.csv", None, "", "worse, much")]
    texts = [
        'file,line,sourcedId,message\nusers.csv,7,u-7,bad\norgs.csv,,,"worse, much"\n',
        '\ufeffFile,Line Number,sourced_id,Error\r\nusers.csv,7,u-7,bad\r\norgs.csv,,,"worse, much"\r\n',
    ]
    objects: list[dict[str, object]] = [
        {"file": "users.csv", "line": 7, "sourcedId": "u-7", "message": "bad"},
        {"file": "orgs.csv", "line": None, "message": "worse, much"},
    ]
    texts.append('file,line,sourcedId,message\nusers.csv,7.0,u-7,bad\norgs.csv,,,"worse, much"\n')
    texts += [json.dumps(objects), json.dumps({"errors": objects}), "\n".join(map(json.dumps, objects))]
    for text in texts:
        path = tmp_path / "report"
        path.write_text(text, encoding="utf-8")
        assert load_report(path).rows == rows, text
    assert from_mappings(objects) == rows
    for text in ("[]", "file,line,message\n"):
        (tmp_path / "report").write_text(text, encoding="utf-8")
        assert load_report(tmp_path / "report").rows == []


@pytest.mark.parametrize(
    "text",
    [
        *(
            "hello\n",
            "file,line\nusers.csv,x\n",
            "file,line\nusers.csv,²\n",
            '"file',
            'file,line\n"users.csv',
            "[1]",
            "{",
        ),
        *('{"groups": [{"count": 2, "findings": []}]}', '{"groups": [1]}', '{"groups": [{"findings": 3}]}'),
        *('{"groups": [{"count": "x", "findings": [1]}]}', '{"groups": {}}', '{"findings": {"a": 1}}'),
        *('[{"path": "users.csv", "number": 3}]', "[" * 100_000),
    ],
)
def test_what_is_no_report_is_refused_in_one_line(text: str, tmp_path: Path) -> None:
    path = tmp_path / "report"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="cannot read the report") as refused:
        load_report(path)
    assert "\n" not in str(refused.value)


def test_a_score_as_text_json_and_junit() -> None:
    score = grade(key(ROW, FILE, INFO), [Reported("users.csv", 7), Reported("users.csv", 8, message="<odd>\0")])
    text = as_text(score)
    assert "1 of 3 faults found, 1 missed of 2 to be reported (50 %), 1 false alarm" in text
    assert "orgs.csv line 1: semicolons (RG-CSV-03)" in text
    data = json.loads(as_json(score))
    assert (data["found"], data["missed"], len(data["falseAlarms"]), data["ok"]) == (1, 1, 1, False)
    suite = ElementTree.fromstring(as_junit(score))
    assert (suite.get("tests"), suite.get("failures")) == ("4", "2")
