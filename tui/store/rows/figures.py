"""Figures: answers of figures about a call, a channel or the project, each with its window."""

from __future__ import annotations

from contextlib import suppress

import msgspec
from msgspec.structs import replace

from tui.domain.percentages import Scale
from tui.domain.records import KeptFigure, Window
from tui.store.rows.changed import bump
from tui.store.rows.connection import RowConnection

_KEY = "project_id, call_id, channel, product, endpoint, metric, dimension, start_ts, end_ts"
_OF_KEY = " AND ".join(f"{column} = ?" for column in _KEY.split(", "))

# Of one window's answers the newest so many are kept, so that a figure that is asked for ever anew fills no store.
MOST_EARLIER = 50


def put_figure(connection: RowConnection, project_id: int, call_id: str, figure: KeptFigure) -> None:
    """A later answer about the same window replaces the figure; the replaced one is kept for the replay of a moment."""
    window = figure.window
    whose = (project_id, call_id, figure.channel, figure.product, figure.endpoint, figure.metric, figure.dimension)
    key = (*whose, window.start_ts, window.end_ts)
    _keep_earlier(connection, key, figure.answered_ts)
    stored = connection.execute(
        f"INSERT INTO figures ({_KEY}, answered_ts, told) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 - constant
        f" ON CONFLICT ({_KEY}) DO UPDATE SET"
        " answered_ts = excluded.answered_ts, told = excluded.told"
        " WHERE excluded.answered_ts > figures.answered_ts",
        (*key, figure.answered_ts, _told(figure)),
    )
    if stored.rowcount > 0:
        bump(connection, project_id, f"call:{call_id}" if call_id else "figures")


def _keep_earlier(connection: RowConnection, key: tuple[object, ...], answered_ts: float) -> None:
    """The stored figure of that key, which the answer of `answered_ts` replaces."""
    kept = connection.execute(
        f"INSERT INTO figures_before ({_KEY}, answered_ts, told, until_ts)"  # noqa: S608 - constants
        f" SELECT {_KEY}, answered_ts, told, ? FROM figures WHERE {_OF_KEY} AND answered_ts < ?"
        " ON CONFLICT DO NOTHING",
        (answered_ts, *key, answered_ts),
    )
    if kept.rowcount > 0:
        connection.execute(
            f"DELETE FROM figures_before WHERE {_OF_KEY} AND until_ts NOT IN"  # noqa: S608 - constants
            f" (SELECT until_ts FROM figures_before WHERE {_OF_KEY} ORDER BY until_ts DESC LIMIT {MOST_EARLIER})",
            (*key, *key),
        )


def read_figures(
    connection: RowConnection, project_id: int, call_id: str, within: Window | None = None
) -> tuple[KeptFigure, ...]:
    found = []
    span = (-(1 << 62), 1 << 62) if within is None else (within.start_ts, within.end_ts)
    for channel, told in connection.execute(
        "SELECT channel, told FROM figures WHERE project_id = ? AND call_id = ? AND end_ts > ? AND start_ts < ?"
        " AND endpoint <> ''"
        " ORDER BY channel, product, endpoint, metric, dimension, start_ts, end_ts",
        (project_id, call_id, *span),
    ):
        # A row that a newer scry wrote otherwise.
        with suppress(msgspec.DecodeError):
            found.append(replace(msgspec.json.decode(told, type=KeptFigure), channel=channel))
    return tuple(found)


# The scale of the percentages: of no endpoint and for all times, so that no pruning and no bundle leaves it out.
_SCALE = "percentages"
_EVER = Window(0, 1 << 40)


def put_scale(connection: RowConnection, project_id: int, scale: Scale, *, answered_ts: float) -> None:
    """The first answer that told it stays: a replay knows the scale from then on."""
    figure = KeptFigure("", _SCALE, scale.value, _EVER, answered_ts)
    stored = connection.execute(
        f"INSERT INTO figures ({_KEY}, answered_ts, told) VALUES (?, '', '', '', '', ?, ?, ?, ?, ?, ?)"  # noqa: S608
        f" ON CONFLICT ({_KEY}) DO NOTHING",
        (project_id, _SCALE, scale.value, _EVER.start_ts, _EVER.end_ts, answered_ts, _told(figure)),
    )
    if stored.rowcount > 0:
        bump(connection, project_id, "figures")


def read_scale(connection: RowConnection, project_id: int) -> Scale | None:
    """A value above 1 proves percentages; that no value is above 1 proves less."""
    rows = connection.execute(
        "SELECT dimension FROM figures WHERE project_id = ? AND call_id = '' AND endpoint = '' AND metric = ?",
        (project_id, _SCALE),
    )
    told = {scale for (scale,) in rows}
    return next((scale for scale in (Scale.PERCENT, Scale.FRACTION) if scale.value in told), None)


def _told(figure: KeptFigure) -> str:
    """Without the channel: a bundle may rename it, and leaves this text as it is."""
    return msgspec.json.encode(replace(figure, channel="")).decode()
