"""What one would write instead: a script with Faker and csv.writer. Prints the rows of users it writes in a second.

`python benchmarks/plain.py`: everything from Faker, as its documentation shows.
`python benchmarks/plain.py kindest`: with every shortcut that Faker allows.
"""

from __future__ import annotations

import csv
import sys
import tempfile
import time
import uuid

from faker import Faker

HEADER = [
    "sourcedId", "status", "dateLastModified", "enabledUser", "orgSourcedIds", "role", "username", "userIds",
    "givenName", "familyName", "middleName", "identifier", "email", "sms", "phone", "agentSourcedIds", "grades",
    "password",
]  # fmt: skip


def usual(fake: Faker, number: int) -> list[str]:
    """Return a user made by Faker's providers."""
    return [
        fake.uuid4(), "", "", "true", "1", "student", fake.user_name(), f"{{SIS:{number}}}", fake.first_name(),
        fake.last_name(), fake.first_name(), str(number), fake.email(), "", fake.phone_number(), "", "09", "",
    ]  # fmt: skip


def kindest(fake: Faker, number: int) -> list[str]:
    """Return a user with three names of Faker's and the rest made of them."""
    given, middle, family = fake.first_name(), fake.first_name(), fake.last_name()
    login = f"{given}.{family}{number}".lower()
    return [
        str(uuid.uuid4()), "", "", "true", "1", "student", login, f"{{SIS:{number}}}", given,
        family, middle, str(number), f"{login}@example.org", "", "555-0100", "", "09", "",
    ]  # fmt: skip


def main() -> None:
    """Write users for some seconds."""
    kind = sys.argv[1:] == ["kindest"]
    fake, make, n = Faker(use_weighting=not kind), kindest if kind else usual, 40_000 if kind else 3_000
    with tempfile.TemporaryFile("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        started = time.perf_counter()
        writer.writerows(make(fake, number) for number in range(n))
        file.flush()
        print(n / (time.perf_counter() - started))


if __name__ == "__main__":
    main()
