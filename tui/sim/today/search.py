"""Search: the calls of a window, page by page."""

from __future__ import annotations

from typing import Any, NamedTuple

from tui.sim import poison
from tui.sim.calls import Call
from tui.sim.noise import below, unit
from tui.sim.response import Response, dump
from tui.sim.today.asked import AbsentError, Query
from tui.sim.today.params import BadParameterError
from tui.sim.today.streams import AUDIO, VIDEO, peak, rate

PAGE, LARGEST_PAGE = 20, 100
LATE_SHARE, LATE_S = 0.15, 180


class Paging(NamedTuple):
    """The page asked for, and the rows before it; a server that repeats itself serves the page before."""

    number: int
    size: int
    skip: int


def paging(asked: Query) -> Paging:
    """Page and size; both must be given, a size above the largest is served as the largest."""
    number, size = asked.params.number("page_no", 1), asked.params.number("page_size", PAGE)
    if not (asked.params.has("page_no") and asked.params.has("page_size")):
        number, size = 1, PAGE
    if size > LARGEST_PAGE and asked.is_set("page_size", "refused"):
        raise BadParameterError("Bad request, parameter : page_size is invalid")
    size = min(size, LARGEST_PAGE)
    if asked.is_set("pages", "halved"):
        size = max(1, size // 2)
    served = max(1, number - 1) if asked.is_set("pages", "repeated") else number
    return Paging(number, size, (served - 1) * size)


def page_of(asked: Query, page: Paging, total: int) -> str:
    """The fields about the page, before its rows."""
    if asked.is_set("pages", "more"):
        total = 2 * total + 1
    if asked.is_set("pages", "fewer"):
        total //= 2
    fields = {"total_size": total, "page_no": page.number, "page_size": page.size}
    if asked.is_set("has_more", "present"):
        fields["has_more"] = page.skip + page.size < total
    return dump(fields)[1:-1] + ","


def lists(asked: Query) -> Response:
    """The calls known by now, newest first."""
    page = paging(asked)
    name = asked.params.optional("cname")
    by_prefix = name is not None and asked.is_set("cname", "prefix")
    found = asked.world.calls.page(
        asked.window.start_ts,
        min(asked.window.end_ts, asked.known_ts),
        None if by_prefix else name,
        page.skip,
        page.size,
        alive=asked.is_set("listed", "alive"),
        wanted=(lambda call: call.channel.startswith(str(name))) if by_prefix else None,
        settled_ts=asked.known_ts - LATE_S if asked.is_set("late", "yes") else asked.known_ts,
        known=lambda call: _is_known(asked, call),
    )
    if poison.hollow(asked.world, asked.path, asked.now_ts):
        return asked.answer([], page_of(asked, page, 101))
    return asked.answer([_row(asked, call) for call in found.calls], page_of(asked, page, found.total))


def _is_known(asked: Query, call: Call) -> bool:
    """Some calls take longer than the documented delay, as the switch says."""
    is_late = asked.is_set("late", "yes") and unit(f"{call.key}:late") < LATE_SHARE
    late_s = below(f"{call.key}:late:s", LATE_S) if is_late else 0
    return call.created_ts + late_s <= asked.known_ts


def _row(asked: Query, call: Call) -> dict[str, Any]:
    known_ts = asked.known_ts
    is_finished = call.destroyed_ts <= known_ts
    row: dict[str, Any] = {
        "call_id": call.call_id,
        "cname": call.channel,
        "created_ts": call.created_ts,
        "destroyed_ts": call.destroyed_ts if is_finished else end_of_running(asked),
        "finished": is_finished,
    }
    users = asked.world.streams.users(call, call.created_ts, min(call.destroyed_ts, known_ts))
    figures: dict[str, float | None] = {"call_pcu": peak(users, known_ts), "call_acu": len({one.uid for one in users})}
    for kind in (AUDIO, VIDEO):
        amount = asked.world.streams.of_sessions(call, users, kind, call.created_ts, min(call.destroyed_ts, known_ts))
        figures[f"call_{kind}_freeze_rate"] = rate(amount)
    for name, number in figures.items():
        try:
            row[name] = None if asked.is_set("running", "null") and not is_finished else asked.value(number, "silent")
        except AbsentError:
            continue
    return row


def end_of_running(asked: Query) -> int | None:
    if asked.is_set("end", "0"):
        return 0
    return None if asked.is_set("end", "null") else int(asked.now_ts)
