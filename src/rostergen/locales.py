"""What Faker knows of a locale. The only module that imports Faker, and only when it is asked."""

from __future__ import annotations

from collections import Counter
from typing import Any

from rostergen.errors import ProfileError

_SAMPLE = 3000
"""Names drawn from a locale whose provider makes surnames up instead of listing them."""


def known_locales() -> list[str]:
    """Return the locales that Faker knows, sorted."""
    from faker.config import AVAILABLE_LOCALES

    return sorted(AVAILABLE_LOCALES)


def faker_names(locale: str) -> dict[str, dict[str, float]]:
    """Return the names of a locale with their weights: given names "female" and "male", and "family" names.

    Raises ProfileError if Faker does not know the locale, which `load_profile` has found out for the profiles it makes.
    """
    import faker

    if locale not in known_locales():
        raise ProfileError([f"names: '{locale}' is not a locale that Faker knows"])
    generator = faker.Faker(locale, providers=["faker.providers.person"])
    provider: Any = generator.get_providers()[0]
    given = _listed(getattr(provider, "first_names", ()))
    return {
        "female": _listed(getattr(provider, "first_names_female", ())) or given,
        "male": _listed(getattr(provider, "first_names_male", ())) or given,
        "family": _family_names(generator, provider),
    }


def _listed(names: Any) -> dict[str, float]:
    """Return a provider's pool, a mapping to weights or a plain sequence, as names with weights."""
    weighted: dict[str, float] = {}
    for name in names:
        # Some pools hold formats such as "{{first_name}}" among the names.
        if isinstance(name, str) and "{" not in name and (text := " ".join(name.split())):
            weighted[text] = weighted.get(text, 0.0) + (float(names[name]) if hasattr(names, "items") else 1.0)
    return weighted


def _family_names(generator: Any, provider: Any) -> dict[str, float]:
    listed = _listed(getattr(provider, "last_names", ()))
    if len(listed) >= 10:
        return listed
    generator.seed_instance(0)
    drawn = Counter(" ".join(generator.last_name().split()) for _ in range(_SAMPLE))
    return {name: float(count) for name, count in sorted(drawn.items())}
