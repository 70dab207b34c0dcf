"""Households first, then the students and guardians in them."""

from rostergen.stages.people.population import make_population

__all__ = ["make_population"]
