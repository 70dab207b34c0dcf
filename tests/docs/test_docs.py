"""The pages describe what exists: commands run and print what is shown, no option is missing, links lead somewhere."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from doc_blocks import PAGES, ROOT, blocks, commands, made_with_these_versions, run, run_page, without_seconds

import rostergen

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = {path: path.read_text(encoding="utf-8") for path in PAGES}
of_every_page = pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.relative_to(ROOT).as_posix())


@of_every_page
def test_the_examples_run_and_print_what_the_page_shows(path: Path, tmp_path: Path) -> None:
    printed = run_page(TEXTS[path], tmp_path)
    if made_with_these_versions():
        message = "if it should print that: python tests/docs/doc_blocks.py"
        assert without_seconds(printed) == without_seconds(TEXTS[path]), message


def test_the_pages_have_examples() -> None:
    found = [block.language for text in TEXTS.values() for block in blocks(text)]
    assert found.count("console") >= 8
    assert found.count("python") >= 2


def test_commands_of_a_block() -> None:
    first, second = commands("$ one \\\n    more\nshown\nshown too\n$ two\n")
    assert (first.line, first.shown) == ("one \\\n    more", "shown\nshown too\n")
    assert (second.line, second.shown) == ("two", "")


def help_pages(tmp_path: Path, *command: str) -> dict[str, str]:
    """The help of rostergen and of all commands below it."""
    text = run(["rostergen", *command, "--help"], tmp_path).stdout
    listed = re.findall(r"^  ([a-z]+)  ", text.partition("\nCommands:")[2], re.MULTILINE)
    pages = {" ".join(["rostergen", *command]): text}
    for name in listed:
        pages |= help_pages(tmp_path, *command, name)
    return pages


def test_every_command_and_option_is_documented(tmp_path: Path) -> None:
    pages = help_pages(tmp_path)
    assert {"rostergen", "rostergen profiles", "rostergen profiles schema"} <= set(pages)
    docs = "\n".join(TEXTS.values())
    missing = [command for command in pages if not re.search(rf"{command}\b", docs)]
    options = {option for text in pages.values() for option in re.findall(r"(?<![\w-])--?[a-z][a-z-]*", text)}
    assert {"--schools", "--school-year", "-o"} <= options
    missing += [option for option in sorted(options) if not re.search(rf"(?<![\w-]){option}(?![\w-])", docs)]
    assert not missing


@of_every_page
def test_links_lead_somewhere(path: Path) -> None:
    text = re.sub(r"```.*?```", "", TEXTS[path], flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if "://" in target:
            continue
        name, _, anchor = target.partition("#")
        linked = path.parent / name if name else path
        assert linked.exists(), target
        assert not anchor or anchor in anchors(linked), target


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub and GitLab make them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_page_is_linked_from_the_readme() -> None:
    for path in (ROOT / "docs").glob("*.md"):
        assert f"(docs/{path.name})" in TEXTS[ROOT / "README.md"], path.name


def test_the_changelog_has_the_version() -> None:
    pattern = rf"^## {re.escape(rostergen.__version__)} \(\d{{4}}-\d\d-\d\d\)$"
    assert re.search(pattern, TEXTS[ROOT / "CHANGELOG.md"], re.MULTILINE)


@of_every_page
def test_no_path_of_a_machine_and_no_registry(path: Path) -> None:
    assert not re.search(r"/(home|root|Users|work|tmp|opt)/|pypi\.org|pythonhosted", TEXTS[path])
