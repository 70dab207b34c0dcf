"""Pins the tiny districts anew: `PYTHONPATH=src python -m tests.golden.regenerate`."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from .bundles import CASES, PINNED, hashes


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        pinned = {name: hashes(case, Path(folder, str(i))) for i, (name, case) in enumerate(CASES.items())}
    PINNED.write_text(json.dumps(pinned, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
