"""Asking: the requests about a call, in order: its users, in all windows, and then their curves."""

from __future__ import annotations

from collections.abc import Sequence

from tui.analysis.calls.by_session import ToldBySession, curve_wants
from tui.analysis.calls.windows import details_wants
from tui.domain.edition import Edition
from tui.domain.records import Call, Session, Want


def call_wants(
    edition: Edition,
    call: Call,
    now_ts: float,
    moment_ts: float | None = None,
    *,
    servers: bool = False,
    end_ts: int | None = None,
    sessions: Sequence[Session] = (),
    told: ToldBySession | None = None,
) -> tuple[Want, ...]:
    """`sessions`, the most interesting first, and the answers `told` about them count in an edition with requests by
    session. In any other edition the curves are those of all users."""
    wants = details_wants(edition.call_details, call, now_ts, moment_ts, servers=servers, end_ts=end_ts)
    if not edition.asks_by_session:
        return wants
    users = tuple(want for want in wants if want.part is not None and not want.part.with_metrics)
    windows = [want.window for want in users if want.window is not None]
    return (*users, *curve_wants(edition.call_curves, call.call_id, windows, sessions, told or {}))
