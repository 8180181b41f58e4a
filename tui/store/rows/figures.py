"""Figures: answers of figures about a call, a channel or the project, each with its window."""

from __future__ import annotations

from contextlib import suppress

import msgspec
from msgspec.structs import replace

from tui.domain.records import KeptFigure, Window
from tui.store.rows.changed import bump
from tui.store.rows.connection import RowConnection

_KEY = "project_id, call_id, channel, product, endpoint, metric, dimension, start_ts, end_ts"


def put_figure(connection: RowConnection, project_id: int, call_id: str, figure: KeptFigure) -> None:
    window = figure.window
    stored = connection.execute(
        f"INSERT INTO figures ({_KEY}, answered_ts, told) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 - constant
        f" ON CONFLICT ({_KEY}) DO UPDATE SET"
        " answered_ts = excluded.answered_ts, told = excluded.told"
        " WHERE excluded.answered_ts > figures.answered_ts",
        (
            *(project_id, call_id, figure.channel, figure.product, figure.endpoint, figure.metric, figure.dimension),
            *(window.start_ts, window.end_ts, figure.answered_ts, _told(figure)),
        ),
    )
    if stored.rowcount > 0:
        bump(connection, project_id, f"call:{call_id}" if call_id else "figures")


def read_figures(
    connection: RowConnection, project_id: int, call_id: str, within: Window | None = None
) -> tuple[KeptFigure, ...]:
    found = []
    span = (-(1 << 62), 1 << 62) if within is None else (within.start_ts, within.end_ts)
    for channel, told in connection.execute(
        "SELECT channel, told FROM figures WHERE project_id = ? AND call_id = ? AND end_ts > ? AND start_ts < ?"
        " ORDER BY channel, product, endpoint, metric, dimension, start_ts, end_ts",
        (project_id, call_id, *span),
    ):
        # A row that a newer scry wrote otherwise.
        with suppress(msgspec.DecodeError):
            found.append(replace(msgspec.json.decode(told, type=KeptFigure), channel=channel))
    return tuple(found)


def _told(figure: KeptFigure) -> str:
    """Without the channel: a bundle may rename it, and leaves this text as it is."""
    return msgspec.json.encode(replace(figure, channel="")).decode()
