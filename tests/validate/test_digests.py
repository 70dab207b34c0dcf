"""Names that are alike are told apart, however many there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rostergen import generate, load_profile, write_bundle
from rostergen.validate.run import validate_bundle

if TYPE_CHECKING:
    from pathlib import Path

ALIKE = (("patricia.duran.hisd", "patricio.duran.bisd"), ("robert.cooper.cfisd", "robert.hooper.ccisd"))
"""Pairs for which `hash` of DuckDB 2.0.1 is the same."""


def test_names_with_one_hash_are_two(tmp_path: Path) -> None:
    world = generate(load_profile("rural", schools=1, students=20), seed=1, school_year=2027)
    write_bundle(world, tmp_path / "b")
    users = tmp_path / "b" / "users.csv"
    head, *rows = users.read_text(encoding="utf-8").splitlines()
    place = head.split(",").index("username")
    for number, name in enumerate(name for pair in ALIKE for name in pair):
        cells = rows[number].split(",")
        cells[place] = name
        rows[number] = ",".join(cells)
    users.write_bytes("\r\n".join([head, *rows, ""]).encode())
    assert "OR-ID-04" not in {group.code for group in validate_bundle(tmp_path / "b").groups}
    cells = rows[0].split(",")
    cells[place] = ALIKE[0][1]
    rows[0] = ",".join(cells)
    users.write_bytes("\r\n".join([head, *rows, ""]).encode())
    assert "OR-ID-04" in {group.code for group in validate_bundle(tmp_path / "b").groups}
