"""One test module for each module of checks."""
