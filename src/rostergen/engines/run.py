"""All districts of a state by a cluster of Dask, in one folder with an index: the same bytes as by one process."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from rostergen.engines.cluster import connected
from rostergen.engines.gathering import meeting
from rostergen.engines.job import Job, canary, versions
from rostergen.per_district import bundle_name, check_folder, count, index_text, summary_of_bundles
from rostergen.pipeline import check_work, checked_version, current_school_year
from rostergen.projection import DEFAULT_VERSION
from rostergen.state import Tally

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rostergen.bundle.packing import Compression
    from rostergen.bundle.tasks import Step
    from rostergen.destinations.gather import Gathering
    from rostergen.districts import District
    from rostergen.pipeline import Summary


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
    progress: Callable[[Step], None] | None = None,
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
    check_work(compression, jobs)
    if isinstance(target, Path):
        check_folder(target)
    tally = Tally(districts, expect)
    options = {"school_year": year, "oneroster": oneroster, "gradebook": gradebook, "compression": compression}
    entries: list[dict[str, Any]] = []
    parts: dict[str, str] = {}
    with connected(scheduler, min(jobs, len(districts))) as cluster, meeting(target, force=force) as place:
        job = Job(place.place, form, options, versions(), canary(form, compression))

        def done(district: District, result: tuple[str, dict[str, Any], Step]) -> bool:
            part, entry, step = result
            if not (_is_of(entry, district) and place.arrived(part, entry)):
                return False
            parts[bundle_name(district, form)] = part
            entries.append(entry)
            count(tally, entry)
            if progress:
                progress(step)
            return True

        cluster.ask(job.hindrance)
        tasks = {bundle_name(district, "folder"): district for district in districts}
        cluster.share(job, tasks, done, place.close)
        place.settle(parts, index_text(districts, entries, year, oneroster))
    path = target if isinstance(target, Path) else Path(target.url.name)
    entries.sort(key=lambda entry: int(entry["number"]))
    return summary_of_bundles(districts, tally, path, oneroster, year, entries)


def _is_of(entry: dict[str, Any], district: District) -> bool:
    """Return whether a worker says of a district what is known of it before."""
    known = (district.number, district.name, district.identifier, district.schools, district.students)
    return tuple(entry[key] for key in ("number", "name", "identifier", "schools", "students")) == known
