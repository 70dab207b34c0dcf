"""Every question can be asked of every bundle, whatever is in it and whatever is not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from rostergen.spec import VERSIONS
from rostergen.spec.rules import RULES
from rostergen.validate.checks import all_questions
from rostergen.validate.collector import Collector
from rostergen.validate.database import Database
from rostergen.validate.engine import Check, Engine, Step
from rostergen.validate.links import link_checks, missing, type_checks
from rostergen.validate.storage import NOT_FOLDED

from ..bundles import as_delta, rostering_only, valid_bundle, write_bundle
from ..judging import judge

if TYPE_CHECKING:
    from pathlib import Path

    from ..judging import Judged


@pytest.mark.parametrize("version", VERSIONS)
def test_every_question_is_good_sql(tmp_path: Path, version: str) -> None:
    # Also those that no bundle of the other tests gets as far as asking.
    spec = VERSIONS[version]
    with Database(tmp_path) as database:
        engine = Engine(spec, Collector(()), database)
        for file in spec.files:
            engine.load_nothing(file)
            engine.name_known(file)
        engine.run('CREATE TABLE "base users" AS FROM users')
        for question in all_questions(spec, {file.name: 1 for file in spec.files}):
            if isinstance(question, Step):
                engine.run(f'CREATE OR REPLACE TABLE "{question.name}" AS {question.sql}')
            else:
                assert engine.run(f"SELECT line FROM ({question.sql})") == []


@pytest.mark.parametrize("version", VERSIONS)
def test_questions_are_of_rules_and_columns_that_the_version_has(version: str) -> None:
    spec = VERSIONS[version]
    for question in all_questions(spec, {file.name: 1 for file in spec.files}):
        if isinstance(question, Check):
            assert version in RULES[question.code].versions
            assert question.column in spec.file(question.file).header


@pytest.mark.parametrize("version", VERSIONS)
def test_a_question_needs_files_and_what_it_reads(version: str) -> None:
    # Of small bundles many are judged as one, where rows of another might let a question be asked.
    spec = VERSIONS[version]
    links = [(check, target) for file in spec.files for check, target in link_checks(file)]
    types = [check for file in spec.files for check in type_checks(spec, file)]
    others = [*all_questions(spec, {file.name: 1 for file in spec.files}), *missing(spec, links)]
    questions = [*(check for check, _ in links), *types, *others]
    gates = {need for question in questions for need in question.needs if not re.search(rf"\b{need}\b", question.sql)}
    capitals = {f"capitals of {file.name}" for file in spec.files if file.name not in NOT_FOLDED}
    assert gates - {file.name for file in spec.files} == {"ambiguous", "unanswered", *capitals}


@pytest.mark.parametrize("version", VERSIONS)
def test_the_valid_bundle_has_no_finding(judged: Judged, version: str) -> None:
    assert judged(version, valid_bundle(version)) == []


@pytest.mark.parametrize("version", VERSIONS)
def test_nor_has_it_without_gradebook_and_resources(judged: Judged, version: str) -> None:
    assert judged(version, rostering_only(version)) == []


@pytest.mark.parametrize("version", VERSIONS)
def test_nor_has_it_as_a_delta(judged: Judged, version: str) -> None:
    files = valid_bundle(version)
    for rows in files.values():
        as_delta(rows)
    assert judged(version, files) == []


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("file", ["users", "classes", "orgs", "enrollments", "lineItems"])
def test_a_delta_of_one_file_is_judged_by_the_base(tmp_path: Path, version: str, file: str) -> None:
    base = write_bundle(tmp_path / "base", version, valid_bundle(version))
    files = {file: valid_bundle(version)[file][:1]}
    as_delta(files[file])
    assert judge(tmp_path, version, files, base=base) == []


FILES = [(version, file.name) for version, spec in VERSIONS.items() for file in spec.files]
IN_1_1 = {file.name for file in VERSIONS["1.1"].files[::2]}
FILES_OF_EITHER = [(version, file) for version, file in FILES if (version == "1.1") == (file in IN_1_1)]
"""Every file in one of the versions that have it."""


@pytest.mark.parametrize(("version", "file"), FILES)
def test_one_file_alone_gets_an_answer(judged: Judged, version: str, file: str) -> None:
    judged(version, {file: valid_bundle(version)[file]})


@pytest.mark.parametrize(("version", "file"), FILES_OF_EITHER)
def test_all_files_but_one_get_an_answer(judged: Judged, version: str, file: str) -> None:
    files = valid_bundle(version)
    del files[file]
    judged(version, files)


@pytest.mark.parametrize("version", VERSIONS)
def test_files_in_which_every_row_has_the_same_id_get_an_answer(judged: Judged, version: str) -> None:
    files = valid_bundle(version)
    for rows in files.values():
        for each in rows:
            each["sourcedId"] = "same"
    assert {each[0] for each in judged(version, files)} >= {"OR-ID-01", "OR-ID-03", "OR-DEM-01"}
