"""The oracle: an independent judge of OneRoster 1.1 bulk bundles. Shares no code with rostergen, needs only the standard library."""
