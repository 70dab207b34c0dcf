"""The gradebook: what is graded, and what came of it."""

from rostergen.stages.gradebook.items import line_items, n_results, used_categories
from rostergen.stages.gradebook.results import results

__all__ = ["line_items", "n_results", "results", "used_categories"]
