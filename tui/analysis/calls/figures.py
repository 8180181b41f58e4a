"""Figures: the requests for freeze buckets, users over time and breakdowns of a call, each once a window."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tui.analysis.calls.breakdown import FREEZES
from tui.analysis.project.outliers import DIMENSIONS
from tui.domain.edition import Edition, Yields
from tui.domain.records import KeptFigure, Selection, Want, Window

USERS = "user_count"


def figure_wants(
    edition: Edition, call_id: str, windows: Sequence[Window], known: Iterable[KeptFigure], *, by_dimension: bool
) -> tuple[Want, ...]:
    """Of the first window buckets, and with `by_dimension` breakdowns; of all windows the users over time."""
    told = {(figure.endpoint, figure.metric, figure.dimension, figure.window) for figure in known}

    def missing(endpoint: str, window: Window, metric: str, dimension: str = "") -> Iterator[Want]:
        if (endpoint, metric, dimension, window) not in told:
            yield Want(
                endpoint, call_id=call_id, window=window, selection=Selection(metric=metric, dimension=dimension)
            )

    wants: list[Want] = []
    if windows and edition.has(Yields.BUCKETS):
        for metric in FREEZES:
            wants += missing(edition.role(Yields.BUCKETS).name, windows[0], metric)
    for endpoint in edition.of_a_call:
        for window in windows:
            wants += missing(endpoint, window, USERS)
    if windows and by_dimension and edition.has(Yields.BREAKDOWN):
        for dimension in DIMENSIONS:
            for metric in FREEZES:
                wants += missing(edition.role(Yields.BREAKDOWN).name, windows[0], metric, dimension)
    return tuple(wants)
