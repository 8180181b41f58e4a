"""The matrix: each receiver's quality from each sender. A bad sender is a bad row, a bad receiver a bad column."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum

from msgspec import Struct, field

from tui.analysis.calls.named import NOBODY, CallVerdict
from tui.analysis.calls.standing import (
    AUDIO_FREEZE,
    END_TO_END,
    VIDEO_FREEZE,
    Thresholds,
    Worst,
    frozen,
    own_or_all,
    worst_minute,
)
from tui.analysis.cause.verdict import Side
from tui.domain.records import Level, MinuteCurve, Session


class MatrixKind(Enum):
    """The value of a cell: the worst minute of loss, or the frozen time."""

    LOSS = "end-to-end loss"
    VIDEO = "video freeze"
    AUDIO = "audio freeze"


MIDS: Mapping[MatrixKind, tuple[int, ...]] = {
    MatrixKind.LOSS: END_TO_END,
    MatrixKind.VIDEO: (VIDEO_FREEZE,),
    MatrixKind.AUDIO: (AUDIO_FREEZE,),
}


class MatrixCell(Struct, frozen=True):
    """The worst reception from the sender in the session `sid` of the receiver."""

    sid: str
    worst: Worst


class Matrix(Struct, frozen=True):
    """`senders` and `receivers` are uids, the worst first; a pair without a curve is not in `pairs`.

    A sender of 0 stands for curves without a peer. `named_senders` and `named_receivers` are the causes by the verdicts
    of the call, on that side. `is_bad`: a cell is beyond its bad limit.
    """

    kind: MatrixKind
    senders: tuple[int, ...] = ()
    receivers: tuple[int, ...] = ()
    pairs: Mapping[tuple[int, int], MatrixCell] = field(default_factory=dict)
    named_senders: frozenset[int] = frozenset()
    named_receivers: frozenset[int] = frozenset()
    is_bad: bool = False


def matrix(
    kind: MatrixKind,
    sessions: Sequence[Session],
    curves: Iterable[MinuteCurve],
    thresholds: Thresholds,
    call_verdict: CallVerdict = NOBODY,
) -> Matrix:
    """One of the three, over all sessions of each user."""
    stays = {session.sid: session for session in sessions}
    of_session: dict[tuple[str, int], list[MinuteCurve]] = defaultdict(list)
    for curve in curves:
        if curve.mid in MIDS[kind] and curve.sid in stays:
            of_session[curve.sid, curve.mid].append(curve)
    got: dict[tuple[str, int], list[MinuteCurve]] = defaultdict(list)
    for (sid, _), its in of_session.items():
        for curve in own_or_all(its):
            got[sid, curve.peer_uid].append(curve)
    pairs: dict[tuple[int, int], MatrixCell] = {}
    for (sid, sender), its in got.items():
        session = stays[sid]
        lasted_s = float("inf") if session.leave_ts is None else session.leave_ts - session.join_ts
        worst = worst_minute(its, thresholds) if kind is MatrixKind.LOSS else frozen(its, thresholds, most_s=lasted_s)
        known = pairs.get((sender, session.uid))
        if worst is not None and (known is None or worst.ratio > known.worst.ratio):
            pairs[sender, session.uid] = MatrixCell(sid, worst)
    senders = _worst_first(pairs, lambda key: key[0])
    receivers = _worst_first(pairs, lambda key: key[1])
    return Matrix(
        kind,
        senders,
        receivers,
        pairs,
        frozenset(one.uid for one in call_verdict.named_users if one.side is Side.SENDER),
        frozenset(one.uid for one in call_verdict.named_users if one.side is Side.RECEIVER),
        any(pair.worst.level is Level.BAD for pair in pairs.values()),
    )


def _worst_first(
    pairs: Mapping[tuple[int, int], MatrixCell], side: Callable[[tuple[int, int]], int]
) -> tuple[int, ...]:
    """By the most bad cells, then by the greatest sum."""
    bad: dict[int, int] = defaultdict(int)
    total: dict[int, float] = defaultdict(float)
    for key, pair in pairs.items():
        bad[side(key)] += pair.worst.level is Level.BAD
        total[side(key)] += pair.worst.ratio
    return tuple(sorted(total, key=lambda uid: (-bad[uid], -total[uid], uid)))
