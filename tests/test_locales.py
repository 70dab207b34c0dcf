"""What is taken from Faker, whatever its locales look like inside."""

from __future__ import annotations

import warnings

import pytest

from rostergen.locales import faker_names, known_locales

PARTS = ("female", "male", "family")


def test_known_locales() -> None:
    known = known_locales()
    assert {"en_US", "es_MX", "zh_CN"} <= set(known)
    assert known == sorted(set(known))


def test_weights_are_those_of_the_provider() -> None:
    names = faker_names("en_US")
    assert set(names) == set(PARTS)
    assert names["family"]["Smith"] > 2 * names["family"]["Wilson"] > 0
    assert "Mary" in names["female"]
    assert "Mary" not in names["male"]


@pytest.mark.parametrize("locale", known_locales())
def test_every_locale_has_names_of_every_kind(locale: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # Faker has locales that it deprecates
        names = faker_names(locale)
    for part in PARTS:
        assert len(names[part]) >= 5
        for name, weight in names[part].items():
            assert name == " ".join(name.split())
            assert name
            assert "{" not in name
            assert weight > 0


# Surnames that the provider makes up (sr_RS lists hardly any) are drawn: the same ones every time.
def test_names_are_the_same_every_time() -> None:
    import faker

    made_up = [locale for locale in known_locales() if locale != "fr_QC" and not _lists_family_names(locale)]
    assert made_up
    first = faker_names(made_up[0])
    faker.Faker.seed(5)
    assert faker_names(made_up[0]) == first
    assert list(faker_names(made_up[0])["family"]) == list(first["family"])


def _lists_family_names(locale: str) -> bool:
    import faker

    provider = faker.Faker(locale, providers=["faker.providers.person"]).get_providers()[0]
    return len(getattr(provider, "last_names", ())) >= 10
