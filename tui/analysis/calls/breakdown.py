"""Breakdown: the freeze rates of a call by country, region, network, SDK, system and device, and the values that stand
out. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from tui.analysis.calls.by_session import FREEZES_PERCENT
from tui.analysis.project.outliers import DIMENSIONS, Outliers, outliers
from tui.domain.records import BreakdownRow, KeptFigure, Window

# The metrics of freezes, as a Selection names them.
AUDIO, VIDEO = "audio_freeze_rate", "video_freeze_rate"
FREEZES = (AUDIO, VIDEO)
LEAST_PERCENT = FREEZES_PERCENT


class BrokenDown(Struct, frozen=True):
    """One value of one dimension; a rate is None where the API did not tell it."""

    dimension: str
    name: str
    users: int | None
    audio_percent: float | None
    video_percent: float | None


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


def outliers_of(figures: Iterable[KeptFigure], window: Window) -> Outliers:
    """The values of both metrics that stand out."""
    told = (figure for figure in figures if figure.dimension and figure.window == window)
    return outliers(told, least_percent=LEAST_PERCENT)
