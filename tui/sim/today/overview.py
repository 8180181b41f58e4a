"""Overview: the freeze of a call by dimension, by bucket and by minute, summed from its streams."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from tui.sim.calls import Call
from tui.sim.curves import NOTHING, Amount
from tui.sim.noise import bits
from tui.sim.people import Session
from tui.sim.response import Response
from tui.sim.today.asked import AbsentError, Query
from tui.sim.today.places import DIMENSIONS
from tui.sim.today.streams import AUDIO, VIDEO, rate

MINUTE_S = 60
KINDS = {"audio_freeze_rate": AUDIO, "video_freeze_rate": VIDEO}
FREEZING = {"audio_freeze_user_count": (AUDIO, 0.03), "video_freeze_user_count": (VIDEO, 0.05)}
TIMED = ("user_count", *KINDS, *FREEZING)
BUCKETS = ((0.03, "[0%,3%)"), (0.05, "[3%,5%)"), (0.1, "[5%,10%)"), (float("inf"), "[10%,100%)"))


def statistics(asked: Query) -> Response:
    """The rate of each value of a dimension: users with such streams, and the frozen share of all their streams."""
    dimension = asked.params.one_of("dimension", tuple(DIMENSIONS))
    kind = KINDS[asked.params.one_of("metric", tuple(KINDS))]
    values: dict[str, list[Amount]] = defaultdict(list)
    names: dict[int, str] = {}
    for _, session in _counted(asked):
        names.setdefault(session.uid, DIMENSIONS[dimension](asked.world.seed, session))
    for uid, amount in _by_user(asked, kind).items():
        values[names[uid]].append(amount)
    rows = [
        {"dimension_value": value, "user_count": len(amounts), "value": rate(_total(amounts)) or 0}
        for value, amounts in values.items()
    ]
    return asked.answer(_ordered(asked, rows, lambda row: str(row["dimension_value"])))


def freeze_bucket(asked: Query) -> Response:
    """How many users' own rates lie in each bucket."""
    kind = KINDS[asked.params.one_of("metric", tuple(KINDS))]
    counts = {name: 0 for _, name in BUCKETS}
    for amount in _by_user(asked, kind).values():
        counts[next(name for top, name in BUCKETS if (rate(amount) or 0.0) < top)] += 1
    rows = [
        {"bucket": name, "user_count": count}
        for name, count in counts.items()
        if count or (asked.is_set("buckets", "all"))
    ]
    return asked.answer(_ordered(asked, rows, lambda row: list(counts).index(row["bucket"])))


def statistics_time(asked: Query) -> Response:
    """One row for each minute that the window touches."""
    metric = asked.params.one_of("metric", TIMED)
    start_ts = asked.window.start_ts // MINUTE_S * MINUTE_S
    minutes = range(start_ts, asked.window.end_ts, MINUTE_S)
    found = {ts: set[int]() for ts in minutes}
    amounts: dict[int, dict[int, Amount]] = {ts: defaultdict(lambda: NOTHING) for ts in minutes}
    last_ts = min(minutes[-1] + MINUTE_S - 1, asked.known_ts)
    for call, session in _counted(asked):
        first_ts = max(start_ts, session.join_ts // MINUTE_S * MINUTE_S)
        for ts in range(first_ts, min(last_ts, session.leave_ts) + 1, MINUTE_S):
            found[ts].add(session.uid)
        if metric != "user_count":
            kind = KINDS[metric] if metric in KINDS else FREEZING[metric][0]
            steps = asked.world.streams.steps(call, session, kind, start_ts, last_ts, MINUTE_S)
            for ts, amount in steps.items():
                amounts[ts][session.uid] = amounts[ts][session.uid].plus(amount)
    rows = []
    for ts in minutes:
        try:
            rows.append({"ts": ts, "value": asked.value(_of_minute(metric, found[ts], amounts[ts]), "gaps")})
        except AbsentError:
            continue
    return asked.answer(_ordered(asked, rows, lambda row: int(row["ts"])))


def _of_minute(metric: str, users: set[int], amounts: dict[int, Amount]) -> float | None:
    if not users:
        return None
    if metric == "user_count":
        return len(users)
    if metric in KINDS:
        return rate(_total(list(amounts.values())))
    return sum((rate(amount) or 0.0) > FREEZING[metric][1] for amount in amounts.values())


def _counted(asked: Query) -> list[tuple[Call, Session]]:
    call = asked.world.calls.find(asked.params.text("call_id"))
    if call is None:
        return []
    users = asked.world.streams.users(call, asked.window.start_ts, min(asked.window.end_ts, asked.known_ts))
    return [(call, session) for session in users]


def _by_user(asked: Query, kind: str) -> dict[int, Amount]:
    """The streams of each user within the window; without users that received none, unless theirs is a rate of 0."""
    found: dict[int, Amount] = defaultdict(lambda: NOTHING)
    start_ts, end_ts = asked.window.start_ts, min(asked.window.end_ts, asked.known_ts)
    for call, session in _counted(asked):
        amount = asked.world.streams.of_session(call, session, kind, start_ts, end_ts)
        if amount.points or asked.is_set("silent", "0"):
            found[session.uid] = found[session.uid].plus(amount)
    return found


def _total(amounts: list[Amount]) -> Amount:
    total = NOTHING
    for amount in amounts:
        total = total.plus(amount)
    return total


def _ordered(asked: Query, rows: list[dict[str, Any]], place: Callable[[dict[str, Any]], Any]) -> list[dict[str, Any]]:
    if asked.is_set("order", "shuffled"):
        return sorted(rows, key=lambda row: bits(f"{asked.key}:{place(row)}"))
    return sorted(rows, key=place)
