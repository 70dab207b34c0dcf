"""Judge thousands of spoilt bundles: `python -m tests.validate.fuzz [EXAMPLES]`, 10,000 if nothing is said.

Every one must get a verdict. An example that fails is printed with the seed that makes it again.
"""

from __future__ import annotations

import sys

from hypothesis import given, settings

from rostergen.validate.run import validate_bundle

from .mutations import SPOILINGS, Spoiling, judge_spoilt


def main(examples: int) -> None:
    judged = 0

    @settings(max_examples=examples, deadline=None, database=None)
    @given(SPOILINGS)
    def judge(spoiling: Spoiling) -> None:
        nonlocal judged
        judge_spoilt(spoiling, validate_bundle)
        judged += 1

    judge()
    print(f"{judged:,} spoilt bundles, a verdict on each")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
