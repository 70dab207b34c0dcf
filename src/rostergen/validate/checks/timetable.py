"""The timetable: who is in two classes at once.

A period of the day goes by its name, in all schools alike: bundles do not say when it begins. `4(MW)` meets on these
days only, a plain `4` every day, so these two clash, and `4(MW)` and `4(TR)` do not.

Millions of enrollments are looked at in two rounds. The first gives a bit to each period on a day in a stretch of the
year, and asks of each user whether the bits of all classes together are fewer than those of each added up. That never
misses a clash, but sees some that are none: where a user changes classes within a stretch, or where bits have to be
shared. The second round looks at the dates of the few who are left.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rostergen.validate.checks.lookups import live
from rostergen.validate.engine import Check, Step

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORDS = range(4)
"""Words of 64 bits; where a bundle has more periods than bits, some share one."""
_STRETCHES = 16
"""Where sessions cut the year into more pieces, it is cut into so many equal ones."""
_LONGEST = 100
"""So much of the name of a period is shown; it is compared as a hash."""
_MOST_MEETINGS = 200
"""Classes that meet in more periods and terms are left out: no timetable is like that."""
_DAYS = (("Th", "R"), ("Tu", "T"), ("Su", "U"), ("Sa", "S"))
"""How days of two letters are written with one."""
_ONLY_DAYS = "(Th|Tu|Su|Sa|[MTWRFSU])+"
"""What brackets are full of letters for days of the week; any other word in them is one day: `1(Mon)`, `1(Blue)`."""


def timetable() -> Iterator[Check | Step]:
    """Yield what is asked of the time of users, after the tables `attendees`, a row for each, and `crowded`."""
    of_enrollments = ("enrollments",)
    yield Step("pattern", _PATTERN, of_enrollments)
    yield Step("scheduled", _SCHEDULED, of_enrollments)
    yield Step("meeting", _meeting(), of_enrollments)
    yield Step("pattern_bits", _pattern_bits(), of_enrollments)
    yield Step("attendees", _attendees(), of_enrollments)
    yield Step("crowded", _CROWDED, ("attendees",))
    yield Step("double_booked", _DOUBLE_BOOKED, ("meeting", "crowded"))
    for code, role in (("RG-TIM-01", "student"), ("RG-TIM-02", "teacher")):
        sql = f"SELECT line, period, other_line FROM double_booked WHERE role = '{role}'"
        yield Check(code, "enrollments", "userSourcedId", sql, ("double_booked",))


_PATTERN = f"""
SELECT row_number() OVER () AS pattern, periods, terms
FROM (SELECT DISTINCT periods, terms FROM section WHERE periods IS NOT NULL) JOIN term_list USING (terms)
WHERE dated AND len(string_split(periods, ',')) * len(terms) <= {_MOST_MEETINGS}
"""
"""The timetables that classes have, each once: most are shared by many."""

_SCHEDULED = "SELECT id, pattern FROM section JOIN pattern USING (periods, terms)"
"""Classes with a timetable: by its number, since a long text would be copied for every enrollment."""


def _meeting() -> str:
    """Return the query for the periods, days and terms of each pattern; day is "" where no day makes a difference."""
    letters = "days"
    for two, one in _DAYS:
        letters = f"replace({letters}, '{two}', '{one}')"
    return f"""
        WITH item AS (SELECT pattern, trim(unnest(string_split(periods, ','))) AS item FROM pattern),
        named AS (
            SELECT DISTINCT pattern, regexp_extract(item, '\\(([A-Za-z]+)\\)$', 1) AS days,
                CASE WHEN days = '' THEN item ELSE trim(regexp_replace(item, '\\([A-Za-z]+\\)$', '')) END AS text,
                hash(text) AS period, left(text, {_LONGEST}) AS shown
            FROM item WHERE item <> ''
        ),
        on_days AS (
            SELECT DISTINCT pattern, period, shown, left(unnest(
                CASE WHEN regexp_full_match(days, '{_ONLY_DAYS}') THEN string_split({letters}, '') ELSE [days] END
            ), {_LONGEST}) AS day
            FROM named WHERE days <> ''
        ),
        daily AS (
            SELECT DISTINCT pattern, period, shown, unnest([day, '']) AS day
            FROM named LEFT JOIN (SELECT DISTINCT period, day FROM on_days) USING (period) WHERE days = ''
        )
        SELECT pattern, period, shown, day, starts, ends
        FROM (FROM on_days UNION FROM daily WHERE day IS NOT NULL)
        JOIN (SELECT pattern, unnest(terms) AS term FROM pattern) USING (pattern) JOIN session ON session.id = term
    """


def _pattern_bits() -> str:
    """Return the query for the bits of each pattern, in words, and how many they are."""
    words = ", ".join(
        f"bit_or(CASE WHEN bit // 64 = {word} THEN 1::UBIGINT << (bit % 64) ELSE 0 END) AS word_{word}"
        for word in _WORDS
    )
    count = " + ".join(f"bit_count(word_{word})" for word in _WORDS)
    return f"""
        WITH cut AS (SELECT DISTINCT unnest([starts, ends]) AS cut FROM meeting),
        bound AS (
            SELECT min(cut) AS first, ((max(cut) - min(cut)) // {_STRETCHES} + 1)::INTEGER AS width, count(*) AS cuts
            FROM cut
        ),
        stretch AS (
            SELECT cut AS starts, lead(cut) OVER (ORDER BY cut) AS ends FROM cut, bound WHERE cuts <= {_STRETCHES} + 1
            UNION ALL
            SELECT first + width * i, first + width * (i + 1)
            FROM bound, (SELECT unnest(range({_STRETCHES}))::INTEGER AS i)
            WHERE cuts > {_STRETCHES} + 1
        ),
        numbered AS (
            SELECT pattern, ((dense_rank() OVER (ORDER BY period, day, s.starts)) % {64 * len(_WORDS)})::INTEGER AS bit
            FROM meeting AS m JOIN stretch AS s ON m.starts < s.ends AND m.ends > s.starts
        )
        SELECT *, {count} AS bits FROM (SELECT pattern, {words} FROM numbered GROUP BY pattern)
    """


def _attendees() -> str:
    """Return the query for each user's enrollments together: whether there may be a `clash`, or a class `again`."""
    together = " + ".join(f"bit_count(bit_or(word_{word}))" for word in _WORDS)
    # The id of a class is a hash, so its bits serve as they are; two classes rarely share all three of them.
    classes = " AND ".join(
        f"bit_count(bit_or(1::UBIGINT << ((classSourcedId >> {shift}) & 63))) < count(*)" for shift in (0, 6, 12)
    )
    return f"""
        SELECT userSourcedId AS attendee, coalesce(sum(bits) > {together}, false) AS clash, {classes} AS again
        FROM enrollments AS e LEFT JOIN (
            SELECT c.id, b.* FROM scheduled AS c JOIN pattern_bits AS b USING (pattern)
        ) AS c ON c.id = e.classSourcedId
        WHERE userSourcedId IS NOT NULL AND {live()} GROUP BY userSourcedId
    """


_CROWDED = f"""
SELECT line, sourcedId AS id, attendee, classSourcedId AS class, role, beginDate, endDate, clash, again
FROM enrollments JOIN attendees ON attendee = userSourcedId WHERE (clash OR again) AND {live()}
"""
"""All enrollments of the users who may be in two classes at once, or in one of them twice."""

_DOUBLE_BOOKED = """
SELECT role, line, min(shown) AS period, min(other_line) AS other_line
FROM (
    SELECT role, line, class, shown, begins, max(ends) OVER before AS taken,
        arg_max(line, ends) OVER before AS other_line, arg_max(class, ends) OVER before AS other_class
    FROM (
        SELECT e.line, attendee, class, role, period, shown, day, greatest(beginDate, m.starts) AS begins,
            least(endDate, m.ends) AS ends
        FROM crowded AS e JOIN scheduled AS c ON c.id = e.class JOIN meeting AS m USING (pattern)
        WHERE clash AND role IN ('student', 'teacher')
    )
    WHERE begins < ends
    WINDOW before AS (
        PARTITION BY attendee, role, period, day ORDER BY begins, line ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    )
)
WHERE begins < taken AND class <> other_class
GROUP BY role, line
"""
