"""The places of the tests of destinations that other processes see too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from destinations.conftest import file, gs, gs_process, s3, s3_process, sftp, sftp_process
from destinations.servers import needs

if TYPE_CHECKING:
    from destinations.conftest import Somewhere

__all__ = ["file", "gs", "gs_process", "s3", "s3_process", "seen_by_all", "sftp", "sftp_process"]


@pytest.fixture(params=["file", "s3", "gs", "sftp"])
def seen_by_all(request: pytest.FixtureRequest) -> Somewhere:
    needs("fsspec")
    place: Somewhere = request.getfixturevalue(request.param)
    return place
