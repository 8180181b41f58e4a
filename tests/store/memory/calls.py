"""Calls, the sessions and curves in them, and what the answers told of what began in a window."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import groupby

from msgspec.structs import replace

from tests.store.memory.project import Listed, Rows, ToldCurve
from tui.domain.percentages import Scale, curves_in, with_those_that_wait
from tui.domain.records import (
    MINUTE,
    AnswerTimes,
    Call,
    CallDetails,
    Curve,
    DiagnosisCounts,
    KeptFigure,
    KeptVerdict,
    KnownCall,
    Listing,
    MinuteCurve,
    Part,
    Session,
    Window,
)


class Calls(Rows):
    def call(self, call_id: str) -> Call | None:
        return self.project.calls[call_id][0] if call_id in self.project.calls else None

    def calls_begun(
        self, window: Window, channel: str = "", alive_ts: int | None = None, kept: Sequence[KnownCall] = ()
    ) -> list[KnownCall]:
        held = {call: call for call in kept}
        found = [
            KnownCall(
                *(one.call_id, one.channel, one.created_ts, one.destroyed_ts, one.finished, answered_ts),
                *(one.peak_users, one.all_users, one.audio_freeze_percent, one.video_freeze_percent),
            )
            for one, answered_ts in self.project.calls.values()
            if window.holds(one.created_ts)
            and channel in ("", one.channel)
            and (alive_ts is None or _is_on(one, Window(alive_ts, alive_ts + 1)))
        ]
        return [held.get(one, one) for one in sorted(found, key=lambda one: (-one.created_ts, one.call_id))]

    def detailed_calls(self, window: Window) -> frozenset[str]:
        detailed = {of for of, _ in self.project.sessions} | {of for of, *_ in self.project.figures}
        return frozenset(
            one.call_id
            for one, _ in self.project.calls.values()
            if window.holds(one.created_ts) and one.call_id in detailed
        )

    def calls_on(self, channel: str, ts: int) -> tuple[Call, ...]:
        return self._on(channel, Window(ts, ts + 1))

    def calls_near(self, channel: str, ts: int, within_s: int) -> tuple[Call, ...]:
        found = self._on(channel, Window(max(0, ts - within_s - 1), ts + within_s + 1))
        apart = [(max(one.created_ts - ts, ts - (one.destroyed_ts or ts)), one) for one in found]
        near = [pair for pair in apart if pair[0] > 0 or pair[1].destroyed_ts == ts]
        return tuple(one for _, one in sorted(near, key=lambda pair: pair[0]))

    def _on(self, channel: str, window: Window) -> tuple[Call, ...]:
        found = [one for one, _ in self.project.calls.values() if one.channel == channel and _is_on(one, window)]
        return tuple(sorted(found, key=lambda one: (-one.created_ts, one.call_id)))

    def flags(self, calls: Sequence[KnownCall], until_ts: int) -> Mapping[str, DiagnosisCounts]:
        found = {}
        for call in calls:
            end_ts = until_ts if call.destroyed_ts is None else call.destroyed_ts
            affected = {
                (exp_id, uid)
                for ts, uid, exp_id, channel in self.project.diagnoses
                if channel == call.channel and call.created_ts <= ts <= end_ts
            }
            if affected:
                counts = Counter(exp_id for exp_id, _ in affected)
                most_first = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
                found[call.call_id] = DiagnosisCounts(len({uid for _, uid in affected}), tuple(most_first))
        return found

    def heard(self, call_id: str) -> AnswerTimes | None:
        if call_id not in self.project.calls:
            return None
        sessions = {sid: ts for (of, sid), (_, ts) in self.project.sessions.items() if of == call_id}
        return AnswerTimes(self.project.calls[call_id][1], sessions)

    def put_calls(self, calls: Iterable[Call], *, answered_ts: float) -> None:
        news = False
        for one in calls:
            if one.call_id not in self.project.calls or answered_ts > self.project.calls[one.call_id][1]:
                self.project.calls[one.call_id], news = (one, answered_ts), True
        if news:
            self.project.bump("calls")

    # -- sessions and curves

    def sessions(self, call_id: str) -> tuple[Session, ...]:
        found = [one for (of, _), (one, _) in self.project.sessions.items() if of == call_id]
        return tuple(sorted(found, key=lambda one: (one.join_ts, one.sid)))

    def curves(self, call_id: str, sid: str) -> tuple[Curve, ...]:
        told = [one for one in self.project.told if (one.call_id, one.curve.sid) == (call_id, sid)]
        keys = sorted({(one.curve.mid, one.curve.peer_uid) for one in told})
        curves = [Curve(sid, *key, *_overlaid(one for one in told if _key(one)[1:] == key)) for key in keys]
        return curves_in([curve for curve in curves if curve.ts], self._scale)

    @property
    def _scale(self) -> Scale | None:
        return next((scale for scale in (Scale.PERCENT, Scale.FRACTION) if scale in self.project.scales), None)

    def put_scale(self, scale: Scale, *, answered_ts: float) -> None:
        if scale not in self.project.scales:
            self.project.scales.add(scale)
            self.project.bump("figures")

    def unread_listings(self, endpoints: Collection[str], since_ts: float) -> int:
        return 0

    def unread_chunks(self, call_id: str, sid: str | None = None) -> int:
        return 0

    def minutes(self, call_id: str, mids: Collection[int] | None = None) -> tuple[MinuteCurve, ...]:
        sids = sorted({one.curve.sid for one in self.project.told if one.call_id == call_id})
        return tuple(
            _by_minute(curve)
            for sid in sids
            for curve in self.curves(call_id, sid)
            if mids is None or curve.mid in with_those_that_wait(mids)
        )

    def put_details(
        self, call_id: str, window: Window, sessions: Sequence[Session], packed: object, *, answered_ts: float
    ) -> None:
        assert isinstance(packed, CallDetails)
        news = False
        for one in sessions:
            known = self.project.sessions.get((call_id, one.sid))
            if known is None or answered_ts > known[1]:
                self.project.sessions[call_id, one.sid], news = (one, answered_ts), True
        for curve in packed.curves:
            new = ToldCurve(call_id, window, answered_ts, curve)
            as_new = [
                _seconds(one)
                for one in self.project.told
                if one.call_id == call_id and _key(one) == _key(new) and one.answered_ts >= answered_ts
            ]
            if _seconds(new).difference(*as_new):
                self.project.told.append(new)
                news = True
        if news:
            self.project.bump(f"call:{call_id}")

    # -- listings

    def listings(
        self, endpoint: str, window: Window, *, channel: str = "", call_id: str = "", part: Part | None = None
    ) -> tuple[Listing, ...]:
        def tells(one: Listed) -> bool:
            its = one.listing.window
            is_one_full_second = one.listing.is_full and its.seconds <= 1
            return (
                (one.endpoint, one.call_id) == (endpoint, call_id)
                and its.end_ts >= window.start_ts
                and its.start_ts <= window.end_ts
                and one.channel in ("", channel)
                and (one.part is None or (part is not None and _holds(one.part, part)))
                and ((one.channel, one.part) == (channel, part) or not is_one_full_second)
            )

        found = [one.listing for one in reversed(self.project.listings) if tells(one)]
        return tuple(sorted(found, key=lambda one: -one.answered_ts))

    def put_listing(
        self, endpoint: str, listing: Listing, *, channel: str = "", call_id: str = "", part: Part | None = None
    ) -> None:
        new = Listed(endpoint, channel, call_id, part, listing)

        def is_told_anew(one: Listed) -> bool:
            return (
                one.listing.window == listing.window
                and (one.endpoint, one.channel, one.call_id, one.part) == (endpoint, channel, call_id, part)
                and one.listing.answered_ts <= listing.answered_ts
                and (one.listing.unread > 0 or listing.unread == 0)
            )

        self.project.listings = [one for one in self.project.listings if not is_told_anew(one)] + [new]
        self.project.bump(f"call:{call_id}" if call_id else "calls")

    # -- curves by session, and figures

    def told_curves(self, call_id: str) -> Mapping[str, tuple[Listing, ...]]:
        found: dict[str, list[Listing]] = {}
        for (of, sid, _), listing in self.project.told_curves.items():
            if of == call_id:
                found.setdefault(sid, []).append(listing)
        return {
            sid: tuple(sorted(its, key=lambda one: (-one.answered_ts, -one.window.start_ts, one.window.end_ts)))
            for sid, its in found.items()
        }

    def put_told_curves(
        self, call_id: str, sids: Collection[str], window: Window, *, answered_ts: float, unread: int = 0
    ) -> None:
        news = False
        for sid in sids:
            known = self.project.told_curves.get((call_id, sid, window))
            if known is None or (answered_ts > known.answered_ts and (known.unread > 0 or unread == 0)):
                self.project.told_curves[call_id, sid, window] = Listing(
                    window, answered_ts, 1, False, None, None, unread
                )
                news = True
        if news:
            self.project.bump(f"call:{call_id}")

    def figures(self, call_id: str, within: Window | None = None) -> tuple[KeptFigure, ...]:
        found = [
            one
            for (of, *_), one in self.project.figures.items()
            if of == call_id
            and (within is None or (one.window.end_ts > within.start_ts and one.window.start_ts < within.end_ts))
        ]
        return tuple(
            sorted(
                found,
                key=lambda one: (
                    *(one.channel, one.product, one.endpoint, one.metric, one.dimension),
                    *(one.window.start_ts, one.window.end_ts),
                ),
            )
        )

    def put_figure(self, call_id: str, figure: KeptFigure) -> None:
        of = figure.channel, figure.product, figure.endpoint, figure.metric, figure.dimension
        key = (call_id, *of, figure.window)
        if key not in self.project.figures or figure.answered_ts > self.project.figures[key].answered_ts:
            self.project.figures[key] = figure
            self.project.bump(f"call:{call_id}" if call_id else "figures")

    def kept_verdict(self, call_id: str) -> KeptVerdict | None:
        return self.project.verdicts.get(call_id)

    def keep_verdict(self, verdict: KeptVerdict) -> None:
        self.project.verdicts[verdict.call_id] = verdict


def packed(details: CallDetails, window: Window) -> CallDetails:
    """Without the points that are further than a minute outside of `window`."""
    first_ts, end_ts = window.start_ts // MINUTE * MINUTE, (window.end_ts // MINUTE + 1) * MINUTE
    return replace(details, curves=tuple(_part(curve, first_ts, end_ts) for curve in details.curves))


def _part(curve: Curve, first_ts: int, end_ts: int) -> Curve:
    kept = [(ts, value) for ts, value in zip(curve.ts, curve.values, strict=True) if first_ts <= ts < end_ts]
    return replace(curve, ts=array("q", [ts for ts, _ in kept]), values=array("d", [value for _, value in kept]))


def _is_on(call: Call, window: Window) -> bool:
    return call.created_ts < window.end_ts and (call.destroyed_ts is None or call.destroyed_ts > window.start_ts)


def _key(told: ToldCurve) -> tuple[str, int, int]:
    return told.curve.sid, told.curve.mid, told.curve.peer_uid


def _holds(told: Part, asked: Part) -> bool:
    """Whether an answer about one part tells of the other: it held as much."""
    return told.with_metrics >= asked.with_metrics and told.with_servers >= asked.with_servers


def _seconds(told: ToldCurve) -> set[int]:
    """The seconds that an answer speaks for: those of its window and of its points."""
    ts = told.curve.ts
    return set(range(min((told.window.start_ts, *ts)), max((told.window.end_ts, *(at + 1 for at in ts)))))


def _overlaid(told: Iterable[ToldCurve]) -> tuple[array[int], array[float]]:
    """Of each second the newest answer that speaks for it; of two of one moment the first that came."""
    points: dict[int, float] = {}
    last_first = list(told)[::-1]
    for one in sorted(last_first, key=lambda one: one.answered_ts):
        spoken_for = _seconds(one)
        points = {at: value for at, value in points.items() if at not in spoken_for}
        points.update(zip(one.curve.ts, one.curve.values, strict=True))
    ordered = sorted(points.items())
    return array("q", [ts for ts, _ in ordered]), array("d", [value for _, value in ordered])


def _by_minute(curve: Curve) -> MinuteCurve:
    pairs = groupby(zip(curve.ts, curve.values, strict=True), lambda point: point[0] // MINUTE)
    minutes = {minute: [value for _, value in points] for minute, points in pairs}
    rows = [minutes.get(minute, []) for minute in range(min(minutes), max(minutes) + 1)]
    return MinuteCurve(
        *(curve.sid, curve.mid, curve.peer_uid, min(minutes) * MINUTE),
        array("I", map(len, rows)),
        array("d", map(sum, rows)),
        array("d", [min(row, default=0.0) for row in rows]),
        array("d", [max(row, default=0.0) for row in rows]),
    )
