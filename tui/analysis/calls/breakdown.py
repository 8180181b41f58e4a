"""Breakdown: the freeze rates of a call by country, region, network, SDK, system and device, and the value that stands
out. Pure.

A value stands out where its rate is at least `LEAST_PERCENT` and twice that of all others together, each side with
`LEAST_USERS` or more: one slow phone says nothing about its model.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from tui.analysis.calls.by_session import FREEZES_PERCENT
from tui.domain.records import BreakdownRow, KeptFigure, Window

DIMENSIONS = ("country", "region", "network", "sdk", "os", "device")
# The metrics of freezes, as a Selection names them.
AUDIO, VIDEO = "audio_freeze_rate", "video_freeze_rate"
FREEZES = (AUDIO, VIDEO)
LEAST_PERCENT = FREEZES_PERCENT
LEAST_USERS = 3
TIMES = 2.0


class BrokenDown(Struct, frozen=True):
    """One value of one dimension; a rate is None where the API did not tell it."""

    dimension: str
    name: str
    users: int | None
    audio_percent: float | None
    video_percent: float | None


class Outlier(Struct, frozen=True):
    """A value that stands out, with the mean of the others by their users."""

    metric: str
    dimension: str
    name: str
    percent: float
    users: int
    others_percent: float
    others_users: int


def broken_down(figures: Iterable[KeptFigure], window: Window) -> tuple[BrokenDown, ...]:
    """By dimension, the highest rate first."""
    told: dict[str, dict[str, dict[str, BreakdownRow]]] = {}
    for figure in figures:
        if figure.dimension and figure.window == window:
            for row in figure.rows:
                told.setdefault(figure.dimension, {}).setdefault(row.name, {})[figure.metric] = row
    found = []
    for dimension in DIMENSIONS:
        values = [_value(dimension, name, its) for name, its in told.get(dimension, {}).items()]
        found += sorted(values, key=lambda one: (-max(one.audio_percent or 0.0, one.video_percent or 0.0), one.name))
    return tuple(found)


def _value(dimension: str, name: str, rows: dict[str, BreakdownRow]) -> BrokenDown:
    users = max((row.users for row in rows.values() if row.users is not None), default=None)
    audio, video = (rows[metric].percent if metric in rows else None for metric in FREEZES)
    return BrokenDown(dimension, name, users, audio, video)


def outlier(figures: Iterable[KeptFigure], window: Window) -> Outlier | None:
    """The value that stands out by the most users times percent; None where none does."""
    found = [
        one
        for figure in figures
        if figure.dimension and figure.window == window
        for row in figure.rows
        if (one := _outlier(figure, row)) is not None
    ]
    return max(found, key=lambda one: (one.percent - one.others_percent) * one.users, default=None)


def _outlier(figure: KeptFigure, row: BreakdownRow) -> Outlier | None:
    if row.percent is None or row.users is None or row.users < LEAST_USERS or row.percent < LEAST_PERCENT:
        return None
    others: Sequence[BreakdownRow] = [one for one in figure.rows if one is not row]
    counted = [(one.percent, one.users) for one in others if one.percent is not None and one.users is not None]
    if len(counted) < len(others) or (users := sum(users for _, users in counted)) < LEAST_USERS:
        return None
    rest = sum(percent * users for percent, users in counted) / users
    if row.percent < TIMES * rest:
        return None
    return Outlier(figure.metric, figure.dimension, row.name, row.percent, row.users, rest, users)
