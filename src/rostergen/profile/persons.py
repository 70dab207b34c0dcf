"""Profile sections about people: families, names, demographics, accounts. Sources stand beside the numbers."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from rostergen.profile.fields import (
    JUDGMENT,
    Day,
    Digits,
    Distribution,
    Form,
    GradeSpan,
    Model,
    Share,
    Shares,
    key,
    percent,
    whole_numbers,
)

_RACE = "NCES Digest of Education Statistics 2023, table 216.30 (2022-23)"
_FAMILIES = "Forum on Child and Family Statistics, FAM1.A (CPS 2022)"


GROUPS = ("white", "black", "hispanic", "asian", "pacific_islander", "american_indian", "two_or_more")
"""Race and ethnicity groups as NCES reports them: Hispanic of any race, the others not Hispanic."""

RACES = ("american_indian", "asian", "black", "pacific_islander", "white")
"""The five race flags, in OneRoster's column order."""


def _known_groups(shares: dict[str, float]) -> dict[str, float]:
    if unknown := [name for name in shares if name not in GROUPS]:
        raise ValueError(f"'{unknown[0]}' is not a group; the groups are {', '.join(GROUPS)}")
    return shares


def _known_races(shares: dict[str, float]) -> dict[str, float]:
    for name in shares:
        if name != "none" and (unknown := [race for race in name.split("+") if race not in RACES]):
            raise ValueError(f"'{unknown[0]}' is not a race flag; write none or {', '.join(RACES)}, joined by +")
    return shares


def _several_races(shares: dict[str, float]) -> dict[str, float]:
    if single := [name for name in _known_races(shares) if "+" not in name]:
        raise ValueError(f"'{single[0]}' is one race; name two or more, joined by +")
    return shares


GroupShares = Annotated[Shares, AfterValidator(_known_groups)]


def _weights(**percentages: float) -> dict[str, float]:
    return dict(percentages)


class Families(Model):
    """Households, guardians and surnames."""

    children: Annotated[Distribution, whole_numbers(1, 12)] = key(
        {"dist": "choices", "weights": {1: 55, 2: 32, 3: 10, 4: 2.3, 5: 0.7}},
        "Students of the district in one household.",
        unit="students",
        source=JUDGMENT,
    )
    guardians: Annotated[Distribution, whole_numbers(0, 8)] = key(
        {"dist": "choices", "weights": {0: 2, 1: 27, 2: 59, 3: 8, 4: 4}},
        "Guardians of a household.",
        unit="persons",
        source=f"{_FAMILIES}; three and more: judgment",
    )
    roles: Shares = key(lambda: _weights(parent=86, guardian=9, relative=5), "Role of a guardian.", source=JUDGMENT)
    twins: float = percent(
        3.1,
        "Students who are a twin.",
        of="students",
        source="NCHS: 33.9 twin births per 1,000 (2014), per child and in one district",
    )
    shared_sibling_surname: float = percent(
        92, "Siblings with the surname of the eldest.", of="siblings", source=JUDGMENT
    )
    both_guardians_share_surname: float = percent(
        58, "First two guardians with one surname.", of="couples", source=JUDGMENT
    )
    no_guardian_shares_surname: float = percent(
        5, "Families where no guardian has the child's surname.", of="households", source=JUDGMENT
    )
    two_surnames_hispanic: float = percent(
        22, "Children with two surnames without a hyphen.", of="Hispanic households", source=JUDGMENT
    )
    without_email: float = percent(12, "Guardians without an email address.", of="guardians", source=JUDGMENT)
    without_phone: float = percent(5, "Guardians without a telephone number.", of="guardians", source=JUDGMENT)

    @model_validator(mode="after")
    def _known_roles(self) -> Families:
        if unknown := set(self.roles) - {"parent", "guardian", "relative"}:
            raise ValueError(f"roles: '{min(unknown)}' is not one of parent, guardian, relative")
        return self


class Names(Model):
    """Where names come from: Faker locales with weights."""

    locales: Shares = key(
        lambda: {"en_US": 92, "en_GB": 4, "de_DE": 1, "it_IT": 1, "fr_FR": 1, "en_IE": 1},
        "Faker locales of the names of everyone whose group has no mix of its own.",
        source=JUDGMENT,
    )
    by_group: dict[str, Shares] = key(
        lambda: {
            "hispanic": {"es_CO": 45, "es_MX": 20, "en_US": 35},
            "asian": {"en_IN": 34, "vi_VN": 14, "id_ID": 12, "en_US": 40},
            "black": {"en_US": 95, "en_KE": 3, "yo_NG": 2},
        },
        f"Faker locales for one group of {', '.join(GROUPS)}.",
        source=JUDGMENT,
    )
    middle: float = percent(75, "People with a middle name.", of="persons", source=JUDGMENT)
    hyphenated: float = percent(2.5, "People with a hyphenated surname.", of="households and adults", source=JUDGMENT)
    apostrophes: float = percent(
        0.7,
        "Surnames with an apostrophe, as in O'Brien, among those of the locale en_US, whose list has none.",
        of="surnames",
        source=JUDGMENT,
    )
    diacritics: float = percent(
        30, "Names with diacritics that a clerk typed with them: José, not Jose.", of="such names", source=JUDGMENT
    )

    preferred: float = percent(
        8,
        "Students and staff who go by another name: a short form, or the middle name; OneRoster 1.2 only.",
        of="persons",
        source=JUDGMENT,
    )

    @model_validator(mode="after")
    def _groups(self) -> Names:
        _known_groups(dict.fromkeys(self.by_group, 0.0))
        return self


def _country_codes(shares: dict[str, float]) -> dict[str, float]:
    if wrong := [code for code in shares if not (len(code) == 2 and code.isascii() and code.isupper())]:
        raise ValueError(f"'{wrong[0]}' is not a country code of two capital letters, such as MX")
    return shares


CountryShares = Annotated[Shares, AfterValidator(_country_codes)]


class Birthplace(Model):
    """Where students were born."""

    same_state: float = percent(74, "Born in the district's state.", of="students", source=JUDGMENT)
    abroad: float = percent(
        4,
        "Born outside the United States.",
        of="students",
        source="Forum on Child and Family Statistics, FAM4 (2022): 3 %",
    )
    countries: dict[str, CountryShares] = key(
        lambda: {
            "hispanic": {"MX": 46, "GT": 12, "HN": 10, "SV": 10, "DO": 7, "VE": 6, "CO": 5, "CU": 4},
            "asian": {"IN": 34, "CN": 22, "PH": 24, "VN": 12, "AF": 8},
            "black": {"HT": 40, "NG": 30, "KE": 15, "JM": 15},
            "white": {"UA": 30, "CA": 30, "GB": 20, "DE": 20},
        },
        "Countries of birth (two letters) of those born abroad, by group; the groups left out are born in the country.",
        source=JUDGMENT,
    )
    unknown: float = percent(25, "No birthplace recorded.", of="students", source=JUDGMENT)
    city_unknown: float = percent(30, "No city recorded although the state is.", of="students", source=JUDGMENT)

    @model_validator(mode="after")
    def _adds_up(self) -> Birthplace:
        _known_groups(dict.fromkeys(self.countries, 0.0))
        if self.same_state + self.abroad > 100:
            raise ValueError(f"same_state and abroad add up to {self.same_state + self.abroad:g}, over 100")
        return self


class Demographics(Model):
    """Who the students are."""

    groups: GroupShares = key(
        lambda: _weights(
            white=44.8, black=15.0, hispanic=28.5, asian=5.5, pacific_islander=0.4, american_indian=0.9, two_or_more=5.0
        ),
        "Race and ethnicity as NCES reports it.",
        unit="% of households",
        source=_RACE,
    )
    hispanic_races: Annotated[Shares, AfterValidator(_known_races)] = key(
        lambda: {
            "white": 62,
            "none": 18,
            "american_indian": 8,
            "white+american_indian": 4,
            "white+black": 2,
            "black": 4,
            "asian": 1,
            "pacific_islander": 1,
        },
        "Race flags of Hispanic students: a race, several joined by +, or none.",
        source=JUDGMENT,
    )
    two_or_more_races: Annotated[Shares, AfterValidator(_several_races)] = key(
        lambda: {
            "white+black": 40,
            "white+asian": 28,
            "white+american_indian": 15,
            "black+american_indian": 5,
            "white+pacific_islander": 3,
            "black+asian": 2,
            "white+black+american_indian": 5,
            "white+asian+pacific_islander": 2,
        },
        "Race flags of students of two or more races.",
        source=JUDGMENT,
    )
    male: float = percent(51.3, "Boys, where the sex is recorded as male or female.", of="students", source=_RACE)
    sex_other: float = percent(0.2, 'Sex recorded as "other"; blank in OneRoster 1.1.', of="students", source=JUDGMENT)
    sex_unspecified: float = percent(
        0.3, 'Sex recorded as "unspecified"; blank in OneRoster 1.1.', of="students", source=JUDGMENT
    )
    sex_not_recorded: float = percent(0.2, "No sex recorded.", of="students", source=JUDGMENT)
    pronouns: float = percent(
        12,
        "Students and staff whose pronouns are on record, older students more often; OneRoster 1.2 only.",
        of="persons",
        source=JUDGMENT,
    )
    they_them: float = percent(
        3, "They/them among those whose sex is recorded as male or female.", of="pronouns on record", source=JUDGMENT
    )
    birth_cutoff: Day = key(
        "09-01",
        "A child is 5 by this day (MM-DD) to enter kindergarten.",
        source="ECS, Kindergarten Entrance Age (2014): 1 September in 19 states",
    )
    older: float = percent(8, "A year older than the grade: retained or entered late.", of="students", source=JUDGMENT)
    younger: float = percent(
        1, "A year younger than the grade: entered early or skipped one.", of="students", source=JUDGMENT
    )
    birthplace: Birthplace = key(Birthplace, "Where students were born.")
    residence: Shares = key(
        lambda: {"01652": 80, "01653": 9, "01654": 4, "01655": 0.2, "01656": 0.8, "none": 6},
        "CEDS public school residence status (01652 to 01656), or none.",
        source=JUDGMENT,
    )

    @model_validator(mode="after")
    def _valid(self) -> Demographics:
        codes = {"01652", "01653", "01654", "01655", "01656", "none"}
        if unknown := set(self.residence) - codes:
            raise ValueError(f"residence: '{min(unknown)}' is not one of {', '.join(sorted(codes))}")
        if self.sex_other + self.sex_unspecified + self.sex_not_recorded > 100:
            raise ValueError("sex_other, sex_unspecified and sex_not_recorded together are over 100")
        if self.older + self.younger > 50:
            raise ValueError("older and younger together are over 50")
        return self


class Movers(Model):
    """Students who come or go during the year."""

    late_entry: float = percent(
        3, "Enrolled after the first day; with early_leave 50 at most.", of="students", source=JUDGMENT
    )
    early_leave: float = percent(
        2, "Left before the last day; with late_entry 50 at most.", of="students", source=JUDGMENT
    )

    @model_validator(mode="after")
    def _few(self) -> Movers:
        if self.late_entry + self.early_leave > 50:
            raise ValueError("late_entry and early_leave together are over 50")
        return self


_RESERVED = ("example.com", "example.org", "example.net")
_RESERVED_TOP = ("example", "test", "invalid")


def _reserved(domain: str) -> str:
    labels = domain.split(".")
    if ".".join(labels[-2:]) not in _RESERVED and labels[-1] not in _RESERVED_TOP:
        raise ValueError(f"'{domain}' could be somebody's; use a reserved domain: {', '.join(_RESERVED)} or *.test")
    return domain


Domain = Annotated[
    str,
    Field(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$", max_length=100),
    AfterValidator(_reserved),
    Form("a domain name in small letters, on a reserved domain such as example.org"),
]


class Accounts(Model):
    """Identifiers, logins and addresses."""

    enrollment_ids: Literal["uuid", "class-user"] = key(
        "uuid", "sourcedId of an enrollment: a UUID, or the ids of class and user joined, as ClassLink's guide advises."
    )
    usernames: Literal["given.family", "initial-family", "number"] = key(
        "given.family", "Login names: maria.garcia, mgarcia, or the person's number; a repeated one gets a number."
    )
    student_domain: Domain = key("students.example.org", "Email domain of students.")
    staff_domain: Domain = key("example.org", "Email domain of staff.")
    guardian_domain: Domain = key("example.com", "Email domain of guardians.")
    students_without_email: dict[GradeSpan, Share] = key(
        lambda: {"PK-02": 45, "03-05": 15, "06-12": 1},
        "Students without an email address, by grades.",
        unit="% of students",
        source=JUDGMENT,
    )
    area_code: (
        Annotated[str, Field(pattern=r"^[2-9][0-9]{2}$"), Digits, Form("3 digits, the first of them 2 to 9")] | None
    ) = key(
        None,
        "Area code of the district; one of its state when left out. The rest of a telephone number is the reserved "
        "555-01xx: of 100 such numbers each, as many codes of the state are used as there are guardians for.",
    )
