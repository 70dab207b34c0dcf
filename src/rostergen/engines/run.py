"""All districts of a state by a cluster of Dask, in one folder with an index: the same bytes as by one process."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rostergen.engines.cluster import connected
from rostergen.engines.gathering import meeting
from rostergen.engines.job import Job, versions
from rostergen.per_district import bundle_name, index_text
from rostergen.pipeline import Summary, checked_version, current_school_year
from rostergen.projection import DEFAULT_VERSION
from rostergen.state import MadeDistrict, Tally, seed_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rostergen.bundle.packing import Compression
    from rostergen.destinations.gather import Gathering
    from rostergen.districts import District


def write_by_cluster(
    districts: Sequence[District],
    target: Path | Gathering,
    *,
    scheduler: str | None = None,
    form: str = "zip",
    school_year: int | None = None,
    oneroster: str = DEFAULT_VERSION,
    gradebook: bool = False,
    force: bool = False,
    compression: Compression = "fast",
    jobs: int = 1,
    progress: Callable[[int], None] | None = None,
    expect: Callable[[int], None] | None = None,
) -> Summary:
    """Write what `write_per_district` writes, every district as a task of a Dask cluster.

    `target` is a folder that all workers see, or a URL that they reach; `scheduler` an address such as
    "tcp://host:8786", and without one `jobs` processes of this machine are the cluster. `progress` hears of districts
    that are complete. All else is as for `write_per_district`.

    Raises:
        UsageError: an option cannot be, a worker cannot take part, or Dask is not installed.
        OutputError: something is there already, or it cannot be written, or the cluster is lost. Nothing is left then.

    """
    year = current_school_year() if school_year is None else school_year
    checked_version(oneroster)
    students = sum(district.profile.students for district in districts)
    tally = Tally(students, expect)
    options = {"school_year": year, "oneroster": oneroster, "gradebook": gradebook, "compression": compression}
    entries: list[dict[str, Any]] = []
    parts: dict[str, str] = {}
    with connected(scheduler, min(jobs, len(districts))) as cluster, meeting(target, force=force) as place:
        job = Job(place.place, form, options, versions())

        def done(district: District, result: tuple[str, dict[str, Any]]) -> bool:
            part, entry = result
            if not (_is_of(entry, district) and place.arrived(part, entry)):
                return False
            parts[bundle_name(district, form)] = part
            entries.append(entry)
            rows = sum(entry["rows"].values())
            tally.count(MadeDistrict(entry["students"], entry["persons"]), rows)
            if progress:
                progress(rows)
            return True

        cluster.ask(job.hindrance)
        tasks = {bundle_name(district, "folder"): district for district in districts}
        cluster.share(job, tasks, done, place.close)
        place.settle(parts, index_text(districts, entries, year, oneroster))
    rows: Counter[str] = Counter()
    for entry in sorted(entries, key=lambda entry: int(entry["number"])):
        rows.update(entry["rows"])
    return Summary(
        path=target if isinstance(target, Path) else Path(target.url.name),
        oneroster=oneroster,
        rows=dict(rows),
        persons=tally.persons,
        bytes=sum(entry["bytes"] for entry in entries),
        schools=sum(entry["schools"] for entry in entries),
        students=students,
        seed=seed_of(districts),
        school_year=year,
        districts=len(districts),
        bundles=len(districts),
    )


def _is_of(entry: dict[str, Any], district: District) -> bool:
    """Return whether a worker says of a district what is known of it before."""
    known = (district.number, district.name, district.identifier, district.profile.schools, district.profile.students)
    return tuple(entry[key] for key in ("number", "name", "identifier", "schools", "students")) == known
