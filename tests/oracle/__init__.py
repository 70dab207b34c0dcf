"""The oracle: an independent judge of OneRoster 1.1 bulk bundles, without a line of rostergen's code."""
