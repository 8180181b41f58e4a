"""A call of two senders and three receivers, healthy but for what a test changes, for the judge."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping

from tests.rolled import rolled_up
from tui.analysis.cause.engine import moment_verdict, pair_verdict
from tui.analysis.cause.verdict import Verdict
from tui.analysis.curves.tracks import Tracks
from tui.domain.glossary import thresholds_with
from tui.domain.records import Curve, Session

T0 = 1_795_300_020  # a whole minute
LASTED_S = 720
THRESHOLDS = thresholds_with({})
SENDERS, RECEIVERS = (1001, 1002), (1003, 1004, 1005)
OWN: Mapping[int, float] = {20001: 20, 20002: 30, 20021: 8, 20022: 20}
SENDS: Mapping[int, float] = {20003: 35, 20006: 800, 20007: 15, 20008: 15, 20015: 0.3, 20017: 0.5}
RECEIVES: Mapping[int, float] = {20004: 35, 20005: 0, 20009: 790, 20010: 15, 20011: 0, 20016: 0.6, 20018: 0.8}

# (uid, metric, peer, second of the call, healthy value) → value; None: no point.
Change = Callable[[int, int, int, int, float], float | None]


def is_bad(second: int) -> bool:
    """The stretch in which the worlds of these tests go wrong: four whole minutes."""
    return 240 <= second < 480


def sessions() -> list[Session]:
    return [
        Session(f"S{uid}", "class", uid, "Wi-Fi", "iOS", uid in SENDERS, "3.1.2", "iPhone", T0, T0 + LASTED_S, True)
        for uid in (*SENDERS, *RECEIVERS)
    ]


def curves(change: Change, *, step_s: int = 2) -> list[Curve]:
    made = []
    for one in sessions():
        about = {0: {**OWN, **(SENDS if one.uid in SENDERS else {})}}
        about |= {peer: dict(RECEIVES) for peer in SENDERS if peer != one.uid}
        for peer, metrics in about.items():
            for mid, healthy in metrics.items():
                points = [
                    (T0 + second, value)
                    for second in range(4, LASTED_S, step_s)
                    if (value := change(one.uid, mid, peer, second, healthy)) is not None
                ]
                if points:
                    stamps = array("q", [ts for ts, _ in points])
                    made.append(Curve(one.sid, mid, peer, stamps, array("d", [value for _, value in points])))
    return made


def tracks(made: list[Curve]) -> Tracks:
    return Tracks(sessions(), rolled_up(made), THRESHOLDS)


def verdicts(change: Change, sender_uid: int, receiver_uid: int, *, at_s: int = 360) -> tuple[Verdict, Verdict]:
    """Over the whole call, and around a moment of it."""
    made = curves(change)
    call = tracks(made)
    of_both = {uid: [curve for curve in made if curve.sid == f"S{uid}"] for uid in (sender_uid, receiver_uid)}
    moment = moment_verdict(call, of_both, sender_uid, receiver_uid, T0 + at_s, T0 + 10 * LASTED_S)
    return pair_verdict(call, sender_uid, receiver_uid), moment
