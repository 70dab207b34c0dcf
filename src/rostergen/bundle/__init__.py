"""Tables to a bundle on disk."""
