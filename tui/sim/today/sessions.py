"""Sessions: the users of a call, page by page."""

from __future__ import annotations

from typing import Any

from tui.sim.calls import Call
from tui.sim.people import Session
from tui.sim.response import Response
from tui.sim.today.asked import AbsentError, Query
from tui.sim.today.places import LINUX, WEB, system
from tui.sim.today.search import end_of_running, page_of, paging
from tui.sim.today.streams import AUDIO, VIDEO, rate

MOST_UIDS = 10


def sessions(asked: Query) -> Response:
    """The sessions of a window, latest joiner first; a call that nobody knows has none."""
    page = paging(asked)
    uids = asked.params.names("uids", MOST_UIDS)
    with_servers = not asked.params.flag("exclude_server_user", True)
    call = asked.world.calls.find(asked.params.text("call_id"))
    found = [] if call is None else _within(asked, call, uids, with_servers)
    shown = found[page.skip : page.skip + page.size]
    rows = [] if call is None else [_row(asked, call, session) for session in shown]
    return asked.answer(rows, page_of(asked, page, len(found)))


def _within(asked: Query, call: Call, uids: list[str], with_servers: bool) -> list[Session]:
    start_ts, end_ts = asked.window.start_ts, min(asked.window.end_ts, asked.known_ts)
    return [
        session
        for session in asked.world.people.of(call)
        if session.join_ts <= end_ts
        and session.leave_ts >= start_ts
        and (session.join_ts >= start_ts or asked.is_set("slices", "all"))
        and (with_servers or session.platform != LINUX)
        and (not uids or str(session.uid) in uids)
    ]


def _row(asked: Query, call: Call, session: Session) -> dict[str, Any]:
    is_finished = session.leave_ts <= asked.known_ts
    in_system = session.platform == WEB and asked.is_set("web", "system")
    roles = ["SPEAKER"] if session.speaker else ["AUDIENCE"]
    row: dict[str, Any] = {
        "sid": session.sid,
        "cname": call.channel,
        "uid": session.uid if asked.is_set("uid", "number") else str(session.uid),
        "account": "",
        "network": session.network,
        "platform": system(asked.world.seed, session) if in_system else session.platform,
        "speaker": session.speaker,
        "roles": roles if asked.is_set("roles", "list") else ",".join(roles),
        "sdk_version": session.sdk_version,
        "device_type": session.device_type,
        "join_ts": session.join_ts,
        "leave_ts": session.leave_ts if is_finished else end_of_running(asked),
        "finished": is_finished,
    }
    start_ts, end_ts = session.join_ts, min(session.leave_ts, asked.known_ts)
    if asked.is_set("rates", "slice"):
        start_ts, end_ts = max(start_ts, asked.window.start_ts), min(end_ts, asked.window.end_ts)
    for kind in (AUDIO, VIDEO):
        amount = asked.world.streams.of_session(call, session, kind, start_ts, end_ts)
        try:
            row[f"user_{kind}_freeze_rate"] = asked.value(rate(amount), "silent")
        except AbsentError:
            continue
    return row
