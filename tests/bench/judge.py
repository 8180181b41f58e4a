"""The judge: a call of 17 users over three hours, and a moment of one pair in it."""

from __future__ import annotations

from array import array
from random import Random

from tests.analysis.judged import OWN, RECEIVES, SENDS, THRESHOLDS
from tests.bench.measure import Row, cpu_ms
from tests.rolled import rolled_up
from tui.analysis.cause.engine import call_verdicts, moment_verdict
from tui.analysis.cause.verdict import Reason
from tui.analysis.curves.tracks import Tracks
from tui.domain.records import Curve, Session

USERS = tuple(range(1001, 1018))
HOURS_S = 3 * 3600
T0 = 1_795_300_020
FAILS = range(3600, 3600 + 1200)
ROUNDS, REPEAT = 9, 5
# The curves of a session share their timestamps, as the store gives them.
STAMPS = {uid: array("q", range(T0 + 4, T0 + HOURS_S, 2)) for uid in USERS}


def curve(uid: int, mid: int, peer: int, healthy: float, random: Random) -> Curve:
    """Three hours of points; the uplink of 1001 fails for twenty minutes, and all that receive it freeze."""
    failing = {20015: 25.0, 20017: 25.0} if uid == 1001 else {}
    if peer == 1001:
        failing = {20016: 26.0, 20018: 26.0, 20011: 700.0, 20005: 250.0}
    base = [healthy * (0.9 + 0.2 * random.random()) for _ in range(64)]
    values = [
        failing[mid] if mid in failing and second in FAILS else base[second // 2 % 64]
        for second in range(4, HOURS_S, 2)
    ]
    return Curve(f"S{uid}", mid, peer, STAMPS[uid], array("d", values))


def run() -> list[Row]:
    random = Random(1)
    sessions = [Session(f"S{uid}", "c", uid, "Wi-Fi", "iOS", True, "3", "x", T0, T0 + HOURS_S, True) for uid in USERS]
    raw = {uid: [curve(uid, mid, 0, value, random) for mid, value in {**OWN, **SENDS}.items()] for uid in USERS}
    for uid in USERS:
        raw[uid] += [
            curve(uid, mid, peer, value, random) for peer in USERS if peer != uid for mid, value in RECEIVES.items()
        ]
    rolled = rolled_up([one for uid in USERS for one in raw[uid]])
    found = call_verdicts(Tracks(sessions, rolled, THRESHOLDS))
    assert {(one.causes[0].uid, one.causes[0].reason) for one in found} == {(1001, Reason.UPLINK)}
    call = Tracks(sessions, rolled, THRESHOLDS)
    of_both = {uid: raw[uid] for uid in (1001, 1003)}
    moments = [T0 + FAILS.start + 60 * minute for minute in range(ROUNDS)]

    def moment(ts: int) -> float:
        return cpu_ms(lambda: moment_verdict(call, of_both, 1001, 1003, ts, T0 + 4 * HOURS_S), REPEAT)

    whole = sorted(cpu_ms(lambda: call_verdicts(Tracks(sessions, rolled, THRESHOLDS)), 1) for _ in range(ROUNDS))
    each = sorted(moment(ts) for ts in moments)
    return [
        Row("judge: a call of 17 users, 3 h", whole[ROUNDS // 2], "ms", 50.0, f"{len(rolled)} curves by the minute"),
        Row("judge: a moment of one pair", each[ROUNDS // 2], "ms", 5.0, "by the points of both users"),
    ]
