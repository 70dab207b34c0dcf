"""What holds for every valid profile."""
