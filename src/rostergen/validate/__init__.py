"""The judge of OneRoster CSV bundles: sees the specification and a bundle on disk, and nothing that makes districts."""
