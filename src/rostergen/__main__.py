"""`python -m rostergen` does what `rostergen` does."""

from __future__ import annotations

import sys

from rostergen.cli import main

if __name__ == "__main__":
    sys.exit(main())
