"""The fenced blocks of the pages, *.md and docs/*.md, and how they are run.

- ```console: lines that start with "$ " are commands, the lines below are what they print. The commands of a page run
  one after another in one folder. A command may fail only if what it prints here starts with "rostergen: ".
- ```python: a program of its own, in the same folder.
- A block behind `<!-- file: NAME -->` is written to that file first.
- All other blocks are only looked at. Set-up is in ```sh blocks; .ci/run runs that of the README.

`python tests/docs/doc_blocks.py` runs the pages and puts what the commands really print into them.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])

PRINTED_WITH = {"faker": "40.63.0", "numpy": "2.4.6", "anyascii": "0.3.3"}
"""The versions with which the pages were printed: others make other people."""

_FENCE = re.compile(
    r"(?:<!-- file: (?P<file>\S+) -->\n)?```(?P<language>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)


@dataclass(frozen=True)
class Block:
    """A fenced block: `start` and `end` are where its text stands in the page."""

    language: str
    file: str | None
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Command:
    """A command of a console block with the output shown below it."""

    line: str
    shown: str


def blocks(page: str) -> list[Block]:
    """Return the blocks of a page's text."""
    return [
        Block(match["language"], match["file"], match["text"], match.start("text"), match.end("text"))
        for match in _FENCE.finditer(page)
    ]


def commands(text: str) -> list[Command]:
    """Return the commands of a console block."""
    parts = re.split(r"^\$ ((?:.*\\\n)*.*)\n", text, flags=re.MULTILINE)
    assert not parts[0], f"a console block begins with a command: {parts[0]!r}"
    return [Command(line, shown) for line, shown in zip(parts[1::2], parts[2::2], strict=True)]


def run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command in a folder, with the rostergen of this environment and its output as one text."""
    environment = os.environ | {
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "COLUMNS": "100",
        "TERM": "dumb",
        "PYTHONWARNINGS": "error",
    }
    return subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )


def run_page(page: str, folder: Path) -> str:
    """Run all blocks of a page in a folder; return the page with what its commands really print."""
    done, at = "", 0
    for block in blocks(page):
        if block.file:
            (folder / block.file).write_text(block.text, encoding="utf-8")
        text = block.text
        if block.language == "console":
            text = "".join(f"$ {command.line}\n{_printed(command, folder)}" for command in commands(text))
        elif block.language == "python":
            result = run([sys.executable, "-c", text], folder)
            assert result.returncode == 0, f"{text}\n{result.stdout}"
        done += page[at : block.start] + text
        at = block.end
    return done + page[at:]


def _printed(command: Command, folder: Path) -> str:
    result = run(["bash", "-o", "pipefail", "-c", command.line], folder)
    may_fail = command.shown.startswith("rostergen: ")
    assert may_fail == (result.returncode != 0), f"{command.line} ended with {result.returncode}:\n{result.stdout}"
    if may_fail:
        assert result.returncode in {2, 3}, f"{command.line} ended with {result.returncode}:\n{result.stdout}"
    return result.stdout


def without_seconds(page: str) -> str:
    """Return a page without what differs from run to run."""
    return re.sub(r"\d+\.\d s\b", "0.0 s", page)


def made_with_these_versions() -> bool:
    """Whether the pages were printed with the versions that are installed."""
    return {name: version(name) for name in PRINTED_WITH} == PRINTED_WITH


def _print_again() -> None:
    if not made_with_these_versions():
        raise SystemExit(f"install these versions first, or name others in {Path(__file__).name}: {PRINTED_WITH}")
    for path in PAGES:
        page = path.read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as folder:
            printed = run_page(page, Path(folder))
        if without_seconds(printed) != without_seconds(page):
            path.write_text(printed, encoding="utf-8")
            print(f"printed {path.relative_to(ROOT)} again")


if __name__ == "__main__":
    _print_again()
