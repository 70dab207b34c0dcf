"""What a report looks like: to people, to programs, on GitHub and on CI servers. Nothing here reads a bundle."""
