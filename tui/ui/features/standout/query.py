"""The question of a breakdown to the store: the answers in hand about one slot, compared."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from tui.analysis.project.outliers import Comparison, Outliers, outliers
from tui.analysis.project.standout import (
    USERS,
    Slice,
    figures_of,
    is_low_bad,
    least_percent,
    slice_wants,
    weighed,
)
from tui.domain.edition import Edition
from tui.domain.records import KeptFigure, Threshold
from tui.store.api import Snapshot


class StandoutQuery(Struct, frozen=True):
    edition: Edition
    slice: Slice
    thresholds: Mapping[str, Threshold]


class StandoutData(Struct, frozen=True):
    """`figures` are the answers, `weighed` those of the metric, each row with its users; `of` is the number of answers
    in all. `found` compares rates; None of a count of users. `least` is the least bad share in percent."""

    query: StandoutQuery
    figures: tuple[KeptFigure, ...]
    weighed: tuple[KeptFigure, ...]
    of: int
    found: Outliers | None
    least: float

    @property
    def answered_ts(self) -> float | None:
        return max((figure.answered_ts for figure in self.figures), default=None)

    @property
    def is_whole(self) -> bool:
        return len(self.figures) >= self.of

    @property
    def total_users(self) -> int:
        """The users of the dimension with the most."""
        return max((sum(row.users or 0 for row in figure.rows) for figure in self.weighed), default=0)

    def comparison(self, dimension: str, name: str) -> Comparison | None:
        every = self.found.dimensions if self.found else ()
        return next(
            (one for each in every if each.name == dimension for one in each.comparisons if one.name == name), None
        )


def read_standout(snapshot: Snapshot, query: StandoutQuery) -> StandoutData:
    """Runs off the event loop."""
    one, edition = query.slice, query.edition
    figures = figures_of(edition, one, snapshot.figures("", one.window))
    told = weighed(one, figures)
    endpoint = edition.by_dimension(one.metric, of_channel=bool(one.channel))
    least = least_percent(one.metric, query.thresholds)
    found = None
    if one.metric != USERS:
        caps = endpoint.caps if endpoint is not None else {}
        found = outliers(told, least_percent=least, is_low_bad=is_low_bad(one.metric), caps=caps)
    return StandoutData(query, figures, told, len(slice_wants(edition, one)), found, least)
