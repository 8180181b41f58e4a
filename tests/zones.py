"""Zones of the tz database as the box's own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import tzset

import pytest

from tui.analysis.times.moments import moment
from tui.clock import Zone

UTC = Zone(utc=True)


@contextmanager
def zone(name: str) -> Iterator[Zone]:
    """The box lies there."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", name)
        tzset()
        yield Zone(utc=False)
    tzset()


def at(text: str) -> int:
    """`2026-10-25 02:20 +01` → epoch seconds."""
    return moment(text, 2e9, UTC)
