"""The findings of a stretch of time, in the order of their rank."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from tui.analysis.calls.breakdown import FREEZES, outliers_of
from tui.analysis.calls.findings import CallFinding, JudgedCall, findings_of
from tui.analysis.cause.criteria import Criteria
from tui.analysis.cause.flow import MEDIA
from tui.analysis.cause.verdict import Medium, Verdict
from tui.analysis.curves.tracks import Tracks
from tui.analysis.findings.finding import RankedFinding, StandOut
from tui.analysis.findings.rates import FrozenCall, frozen_call
from tui.analysis.project.outliers import outliers
from tui.analysis.project.standout import LEAST_PERCENT, USERS, Slice, weighed
from tui.domain.records import Call, KeptFigure, KnownCall, Session, VendorAlert, Window

# The rates of freezes of the project, as the glossary names them.
FREEZE_RATES = ("videoFreezeRate", "audioFreezeRate")


class CallConclusions(Struct, frozen=True):
    """All that is concluded of one call. `judged` is None where no curve of the call is stored, `frozen` where no rate
    is beyond its limit. `end_ts` is its end, or that of its known part."""

    call: Call | KnownCall
    end_ts: int
    judged: JudgedCall | None = None
    frozen: FrozenCall | None = None
    figures: tuple[KeptFigure, ...] = ()


def call_evidence(
    call: Call | KnownCall,
    end_ts: int,
    sessions: Iterable[Session],
    tracks: Tracks | None,
    judged: JudgedCall | None,
    figures: tuple[KeptFigure, ...],
    criteria: Criteria,
    rated_ts: int | None = None,
) -> CallConclusions:
    """`tracks` are the stored curves that `judged` comes from. The freeze rates speak of the call up to `rated_ts`,
    None: up to `end_ts`."""
    sessions = tuple(sessions)
    curved = () if tracks is None else curved_users(tracks)
    until_ts = max(call.created_ts, end_ts if rated_ts is None else min(rated_ts, end_ts))
    return CallConclusions(call, end_ts, judged, frozen_call(call, sessions, curved, criteria, until_ts), figures)


def curved_users(tracks: Tracks) -> frozenset[tuple[int, Medium]]:
    """The users with a freeze curve of a medium, about anybody."""
    return frozenset(
        (uid, medium)
        for uid in tracks.stays
        for medium, mids in MEDIA.items()
        if tracks.minutes(uid, mids.freeze) or tracks.senders_to(uid, mids.freeze)
    )


def findings_in(
    window: Window,
    calls: Iterable[CallConclusions],
    figures: Iterable[KeptFigure] = (),
    alerts: Iterable[VendorAlert] = (),
) -> tuple[RankedFinding, ...]:
    """Those that touch the window: the highest rank first, then those without one, the newest first. `figures` are
    those of the project."""
    calls = tuple(calls)
    found: list[RankedFinding] = []
    found += (finding_of(one) for one in findings_of(call.judged for call in calls if call.judged is not None))
    found += (_of_rates(call.frozen) for call in calls if call.frozen is not None)
    for call in calls:
        found += _of_call_figures(call)
    found += _of_project(tuple(figures))
    found += (RankedFinding(int(alert.ts), int(alert.ts), alert.channel, alert.call_id, alert) for alert in alerts)
    within = [one for one in found if one.is_within(window)]
    within.sort(key=lambda one: (one.rank is None, -(one.rank or 0.0), -one.since_ts, one.key))
    return tuple(within)


def finding_of(one: CallFinding) -> RankedFinding:
    """With the seconds that its sufferers lost."""
    return RankedFinding(
        one.since_ts, one.until_ts, one.call.channel, one.call.call_id, one, len(one.sufferers), lost_seconds(one)
    )


def lost_seconds(one: CallFinding) -> float:
    """Frozen or absent seconds of all sufferers, of each one those of its worst pair and medium; with a cause, the part
    that the cause explains."""
    worst: dict[int, float] = {}
    for verdict in one.verdicts:
        lost_s = max((each.frozen_s + each.absent_s for each in verdict.sufferings), default=0.0)
        lost_s *= _part(verdict, one)
        worst[verdict.receiver_uid] = max(worst.get(verdict.receiver_uid, 0.0), lost_s)
    return sum(worst.values())


def _part(verdict: Verdict, one: CallFinding) -> float:
    if one.causer is None:
        return 1.0
    return min(1.0, sum(cause.share for cause in verdict.causes if cause.uid == one.causer.uid))


def _of_rates(one: FrozenCall) -> RankedFinding:
    call, end_ts = one.call, one.until_ts
    if not one.users:
        # Its frozen time is that of one user at least.
        lost_s = one.percent / 100 * (end_ts - call.created_ts)
        return RankedFinding(call.created_ts, end_ts, call.channel, call.call_id, one, None, lost_s)
    since_ts, until_ts = min(user.stay.start_ts for user in one.users), max(user.stay.end_ts for user in one.users)
    lost_s = sum(user.lost_s for user in one.users)
    return RankedFinding(since_ts, until_ts, call.channel, call.call_id, one, len(one.users), lost_s)


def _of_call_figures(call: CallConclusions) -> Iterable[RankedFinding]:
    """Of each window with breakdowns the value that stands out most."""
    freezes = [figure for figure in call.figures if figure.dimension and figure.metric in FREEZES]
    for window in dict.fromkeys(figure.window for figure in freezes):
        for one in outliers_of(freezes, window).found[:1]:
            yield _observed(StandOut(one, window, call.call.call_id, call.call.channel))


def _of_project(figures: Sequence[KeptFigure]) -> Iterable[RankedFinding]:
    """The same of each slot that was broken down by hand: of the rates of freezes alone."""
    slices = [Slice(one.metric, one.product, one.window, one.channel) for one in figures if one.metric in FREEZE_RATES]
    for each in dict.fromkeys(slices):
        its = [
            one
            for one in figures
            if one.dimension
            and (one.product, one.window, one.channel) == (each.product, each.window, each.channel)
            and one.metric in (each.metric, USERS)
        ]
        for one in outliers(weighed(each, its), least_percent=LEAST_PERCENT).found[:1]:
            yield _observed(StandOut(one, each.window, channel=each.channel, product=each.product))


def _observed(of: StandOut) -> RankedFinding:
    return RankedFinding(of.window.start_ts, of.window.end_ts, of.channel, of.call_id, of)
