"""The questions of Diagnosis: the stretch of time on screen; the neighbours of one event."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct
from msgspec.structs import replace

from tui.analysis.project.diagnosis import Doubt, Doubtful, Summary, doubts, moment_summary
from tui.analysis.project.landing import Aim, Landing, land
from tui.domain.edition import Edition
from tui.domain.records import ANY_DIAGNOSIS, HOUR, MINUTE, Diagnosis, DiagnosisFilter, Totals, VendorAlert, Window
from tui.queries.moment import read_moment
from tui.store.api import Snapshot
from tui.ui.charts.window import window_around, window_at

# The list holds the newest; the totals count all.
LISTED = 2000
MOST_ALERTS = 500
# How far around an event its panel looks for the same users.
AROUND_S = 10 * MINUTE


# Nobody has been told of such minutes; those that are pending always are the last ones, and say so.
UNKNOWN = (Doubt.NOT_YET, Doubt.NOT_ASKED, Doubt.LOST, Doubt.UNREAD)


class KnownPart(Enum):
    """How much of a stretch of time was told: a zero means something else in each."""

    NOTHING = "nothing"
    PART = "part"
    ALL = "all"


class DiagnosisQuery(Struct, frozen=True):
    """`window` is the scope's, where it has one; else `zoom_s` seconds up to now, or around the moment, are read.

    `aim`: the answer is about the minute in which the culprit of that bad stretch is found, once any is.
    """

    edition: Edition
    now_ts: float
    zoom_s: int = HOUR
    moment_ts: int | None = None
    only: DiagnosisFilter = ANY_DIAGNOSIS
    window: Window | None = None
    aim: Aim | None = None


class DiagnosisData(Struct, frozen=True):
    """One reading of the store. `diagnoses` are newest first; around a moment those nearest to it.

    `moment` tells of the minute `moment_ts`. `landing` is the diagnosis that answers the query's aim.
    `newest_ts` is the newest minute of all that any answer spoke for, None before the first.
    """

    now_ts: float
    window: Window
    only: DiagnosisFilter
    diagnoses: tuple[Diagnosis, ...]
    totals: Totals
    doubts: tuple[Doubtful, ...]
    truncated: tuple[Window, ...]
    moment: Summary | None
    newest_ts: int | None
    moment_ts: int | None = None
    landing: Landing | None = None
    # Of the vendor's console, newest first; none where the list is filtered by anything but a channel.
    alerts: tuple[VendorAlert, ...] = ()

    @property
    def at_least(self) -> bool:
        return bool(self.truncated)

    @property
    def known(self) -> KnownPart:
        """Of how much of the window, up to now, any answer has told."""
        unknown_s = sum(each.window.seconds for each in self.doubts if each.doubt in UNKNOWN)
        pending_s = sum(each.window.seconds for each in self.doubts if each.doubt is Doubt.PENDING)
        if unknown_s + pending_s >= min(self.window.end_ts, self.now_ts) - self.window.start_ts:
            return KnownPart.NOTHING
        return KnownPart.PART if unknown_s else KnownPart.ALL


def read_diagnosis(snapshot: Snapshot, query: DiagnosisQuery) -> DiagnosisData:
    """The store's answer to this screen; runs off the event loop."""
    data = _read(snapshot, query)
    landing = None if query.aim is None else land(data.diagnoses, data.doubts, query.aim)
    if landing is not None and landing.minute_ts != query.moment_ts:
        data = _read(snapshot, replace(query, moment_ts=landing.minute_ts))
    return replace(data, landing=landing)


def _read(snapshot: Snapshot, query: DiagnosisQuery) -> DiagnosisData:
    endpoint, moment_ts = query.edition.diagnosis, query.moment_ts
    window = query.window or window_around(moment_ts, window_at(query.now_ts, query.zoom_s))
    coverage = snapshot.coverage(endpoint.name, "", window, endpoint.slot_s)
    truncated = snapshot.truncated(window, endpoint.slot_s)
    found = doubts(endpoint, coverage, truncated, window, query.now_ts)
    listed = _listed(snapshot, window, query.only, moment_ts)
    return DiagnosisData(
        now_ts=query.now_ts,
        window=window,
        only=query.only,
        diagnoses=listed,
        totals=snapshot.diagnosis_totals(window, query.only),
        doubts=found,
        truncated=truncated,
        moment=None if moment_ts is None else read_moment(snapshot, endpoint, moment_ts, query.now_ts, query.only),
        newest_ts=snapshot.newest_diagnosed_ts(),
        moment_ts=moment_ts,
        alerts=_alerts(snapshot, window, query.only),
    )


def _alerts(snapshot: Snapshot, window: Window, only: DiagnosisFilter) -> tuple[VendorAlert, ...]:
    if only != DiagnosisFilter(channel=only.channel):
        return ()
    found = snapshot.alerts(window, MOST_ALERTS)
    return tuple(one for one in found if only.channel in (None, one.channel))


def _listed(snapshot: Snapshot, window: Window, only: DiagnosisFilter, moment_ts: int | None) -> tuple[Diagnosis, ...]:
    """The newest of the window; with a moment, as many on either side of it."""
    after_ts = window.end_ts if moment_ts is None else min(max(moment_ts + MINUTE, window.start_ts), window.end_ts)
    later = (
        snapshot.diagnoses(Window(after_ts, window.end_ts), only=only, most=LISTED // 2, oldest=True)
        if after_ts < window.end_ts
        else ()
    )
    upto = Window(window.start_ts, after_ts)
    return later + snapshot.diagnoses(upto, only=only, most=LISTED - len(later))


class Beside(Struct, frozen=True):
    """The other diagnoses of a user around an event: those that name the user as a cause, or the user's own."""

    uid: str
    is_host: bool
    events: int
    summary: Summary


class EventData(Struct, frozen=True):
    """An event as its panel shows it, as the newest answer has it; `beside` leaves the event itself out."""

    event: Diagnosis
    beside: tuple[Beside, ...] = ()
    at_least: bool = False


def read_event(snapshot: Snapshot, event: Diagnosis, slot_s: int) -> EventData:
    """The event's neighbours in time: of its user, and of each user its causes lie with."""
    window = Window(event.ts - AROUND_S, event.ts + AROUND_S)
    around = snapshot.diagnoses(window, only=DiagnosisFilter(channel=event.channel))
    same = [one for one in around if (one.ts, one.uid, one.exp_id) == (event.ts, event.uid, event.exp_id)]
    others = [one for one in around if one not in same]
    hosts = dict.fromkeys(cause.host_uid for cause in event.causes if cause.host_uid)
    beside = []
    for uid, is_host in (*((host, True) for host in hosts), (event.uid, False)):
        if is_host:
            its = [one for one in others if any(cause.host_uid == uid for cause in one.causes)]
        else:
            its = [one for one in others if one.uid == uid]
        if its:
            beside.append(Beside(uid, is_host, len(its), moment_summary(its)))
    at_least = bool(snapshot.truncated(window, slot_s))
    return EventData(same[0] if same else event, tuple(beside), at_least)
