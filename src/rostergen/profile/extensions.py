"""Profile section about what the standard leaves to its users: columns and terms of one's own."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from rostergen.profile.fields import JUDGMENT, Form, GradeSpan, Part, Share, Shares, key, percent

COLUMNS = ("englishLearner", "homeLanguage", "iep", "mealStatus")
"""What can be said of a student beyond the standard."""

OwnTerm = Annotated[
    str, Field(pattern=r"^ext:[A-Za-z0-9._-]{1,60}$"), Form("ext: and letters, digits, dots, hyphens, underscores")
]


def _distinct(columns: list[str]) -> list[str]:
    if len(set(columns)) < len(columns):
        raise ValueError("a column is named twice")
    return columns


class Terms(Part):
    """Terms of one's own in the lists that OneRoster 1.2 leaves open; 1.1 has none."""

    co_teacher: OwnTerm | None = key(None, "enrollments.role of a second teacher, instead of teacher.")
    assistant_principal: OwnTerm | None = key(
        None, "roles.role of an assistant principal, instead of siteAdministrator."
    )
    special: OwnTerm | None = key(None, "classes.classType of a special that visits a homeroom, instead of scheduled.")


class Extensions(Part):
    """Columns and terms beyond the standard; off unless asked for."""

    columns: Annotated[
        list[Literal["englishLearner", "homeLanguage", "iep", "mealStatus"]], AfterValidator(_distinct)
    ] = key(list, "Columns metadata.* of demographics.csv, in either version; they come last, sorted.")
    english_learners: dict[GradeSpan, Share] = key(
        lambda: {
            "PK-KG": 17.4, "01": 17.1, "02": 16.6, "03": 15.0, "04": 11.9, "05": 9.8, "06": 8.0, "07": 7.1, "08": 6.4,
            "09": 6.6, "10": 5.4, "11": 4.8, "12": 4.6,
        },
        "English learners, by grade; a grade left out has none.",
        unit="% of students",
        source="NCES Digest of Education Statistics 2015, table 204.27 (2013-14)",
    )  # fmt: skip
    home_languages: Shares = key(
        lambda: {
            "spa": 75.2, "ara": 2.7, "zho": 2.0, "eng": 2.0, "vie": 1.5, "som": 0.8, "rus": 0.7, "hat": 0.7,
            "hmn": 0.7, "und": 13.7,
        },
        "Home languages of English learners, and of those who have learned it (ISO 639-2; und: any other). "
        "All others speak English.",
        source="NCES Digest of Education Statistics 2020, table 204.27 (fall 2018); the rarer ones: judgment",
    )  # fmt: skip
    iep: float = percent(
        15,
        "Students with an individualized education program.",
        of="students",
        source="NCES Condition of Education 2024, Students With Disabilities (2022-23)",
    )
    iep_male: float = percent(
        65.2,
        "Boys among them.",
        of="students with an IEP",
        source="NCES Digest of Education Statistics 2023, table 204.50 (2022-23)",
    )
    meals: Shares = key(
        lambda: {"free": 46, "reduced": 5, "paid": 49},
        "School meals of a household: free, reduced, paid.",
        source=JUDGMENT,
    )
    terms: Terms = key(dict, "Terms of one's own; OneRoster 1.2 only.")

    @model_validator(mode="after")
    def _known_meals(self) -> Extensions:
        if unknown := set(self.meals) - {"free", "reduced", "paid"}:
            raise ValueError(f"meals: '{min(unknown)}' is not one of free, reduced, paid")
        return self
