"""The next instant: the nearest on the side that is asked for."""

from __future__ import annotations

import pytest

from tui.analysis.times.next_after import ahead


@pytest.mark.parametrize(
    ("here_ts", "direction", "found"),
    [
        (200, 1, 300),
        (200, -1, 100),
        (250.5, 1, 300),
        (250.5, -1, 200),
        (300, 1, None),
        (100, -1, None),
        (0, 1, 100),
        (400, -1, 300),
    ],
)
def test_the_next_is_the_nearest_on_that_side_and_never_where_one_stands(
    here_ts: float, direction: int, found: int | None
) -> None:
    assert ahead([300, 100, 200, 200], here_ts, direction) == found
