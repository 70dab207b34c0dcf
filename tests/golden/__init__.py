"""Tiny districts whose bytes are pinned: whatever changes them is seen."""
