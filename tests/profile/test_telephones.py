"""The reserved numbers of a district: its own area code first, then those of its state."""

from __future__ import annotations

import re

from rostergen import districts_of, load_profile
from rostergen.profile.states import STATE_FIPS
from rostergen.profile.telephones import AREA_CODES, area_codes, of_offices


def test_every_state_has_area_codes_of_its_own() -> None:
    codes = [code for of_state in AREA_CODES.values() for code in of_state]
    assert AREA_CODES.keys() == STATE_FIPS.keys()
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch("[2-9][0-9]{2}", code) for code in codes)


def test_the_own_area_code_comes_first_then_its_neighbors() -> None:
    codes = area_codes(load_profile("suburban", settings=["accounts.area_code='708'"]))
    assert (codes[:2], set(codes)) == (["708", "464"], set(AREA_CODES["IL"]))
    assert area_codes(load_profile("suburban", settings=["accounts.area_code='212'"])) == ["212", *AREA_CODES["IL"]]
    assert area_codes(load_profile("suburban", settings=["accounts.area_code=null", "district.state=TX"]))[0] == "713"


def test_half_of_the_numbers_are_left_to_guardians() -> None:
    of_one_code = ["accounts.area_code=null", "district.state=WY"]
    assert of_offices(load_profile("suburban", schools=20, settings=of_one_code)) == 21
    assert of_offices(load_profile("suburban", schools=90, settings=of_one_code)) == 50


def test_districts_of_a_state_have_different_ones() -> None:
    districts = districts_of(load_profile("texas", districts=40), 1)
    assert len({area_codes(each.profile)[0] for each in districts}) == len(AREA_CODES["TX"])
