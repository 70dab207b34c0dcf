"""The stages of the main path: one verb each. They never import each other; they meet in `world`."""
