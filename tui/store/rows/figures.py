"""Figures: answers of figures about a call, each with its window."""

from __future__ import annotations

from contextlib import suppress

import msgspec

from tui.domain.records import KeptFigure
from tui.store.rows.changed import bump
from tui.store.rows.connection import RowConnection


def put_figure(connection: RowConnection, project_id: int, call_id: str, figure: KeptFigure) -> None:
    window = figure.window
    stored = connection.execute(
        "INSERT INTO figures (project_id, call_id, endpoint, metric, dimension, start_ts, end_ts, answered_ts, told)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (project_id, call_id, endpoint, metric, dimension, start_ts, end_ts) DO UPDATE SET"
        " answered_ts = excluded.answered_ts, told = excluded.told"
        " WHERE excluded.answered_ts > figures.answered_ts",
        (
            *(project_id, call_id, figure.endpoint, figure.metric, figure.dimension),
            *(window.start_ts, window.end_ts, figure.answered_ts, msgspec.json.encode(figure).decode()),
        ),
    )
    if stored.rowcount > 0:
        bump(connection, project_id, f"call:{call_id}")


def read_figures(connection: RowConnection, project_id: int, call_id: str) -> tuple[KeptFigure, ...]:
    found = []
    for (told,) in connection.execute(
        "SELECT told FROM figures WHERE project_id = ? AND call_id = ?"
        " ORDER BY endpoint, metric, dimension, start_ts, end_ts",
        (project_id, call_id),
    ):
        # A row that a newer scry wrote otherwise.
        with suppress(msgspec.DecodeError):
            found.append(msgspec.json.decode(told, type=KeptFigure))
    return tuple(found)
