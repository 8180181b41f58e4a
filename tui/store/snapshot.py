"""Snapshot: every question that the program asks a store, answered by one consistent reading of one project.

Times are epoch seconds of the server's clock; windows are half-open. Every method may take milliseconds, and more where
it says so: questions run off the event loop. Each raises StoreError where the store cannot be read. A row with an
endpoint, kind or part that this version does not know is skipped.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol, TypeVar

from tui.clock import DateReading
from tui.domain.account import Account
from tui.domain.records import (
    ANY_DIAGNOSIS,
    EVERYTHING,
    Answered,
    AnswerTimes,
    Appearance,
    Call,
    Coverage,
    Curve,
    Delivery,
    Diagnosis,
    DiagnosisCounts,
    DiagnosisFilter,
    FeedKey,
    KeptAlarm,
    KeptFigure,
    KeptNote,
    KeptReport,
    KeptVerdict,
    KnownCall,
    KnownDay,
    LastAttempt,
    Limits,
    Listing,
    MinuteCurve,
    NamedCall,
    NewestNames,
    Part,
    SeenChannel,
    SeenCollector,
    Selection,
    Series,
    SeriesName,
    Session,
    Silence,
    Spend,
    Spending,
    Stand,
    StoreSize,
    Totals,
    VendorAlert,
    Want,
    Window,
)

AnySeriesName = TypeVar("AnySeriesName", SeriesName, tuple[str, str])


class Snapshot(Protocol):
    # -- minutes of metrics, and slots of other lengths: a pair is the SeriesName without product and step

    def series(self, names: Sequence[AnySeriesName], window: Window) -> dict[AnySeriesName, Series]:
        """Name → its points in the window, ascending; a series that is not known has none."""
        ...

    def last_points(
        self, names: Sequence[AnySeriesName], window: Window, seconds: int
    ) -> dict[AnySeriesName, tuple[tuple[int, float], ...]]:
        """Name → its last `seconds` of points, back from the newest one in the window."""
        ...

    def has_points(self, metrics: Sequence[str]) -> bool:
        """Whether a value of any of these metrics was ever stored, for any channel and product, by any step."""
        ...

    def newest_minute_ts(self, metrics: Sequence[str], *, product: str | None = None, step_s: int = 0) -> int | None:
        """The newest point of any of these metrics of the whole project, of that product (None: of any) by that step;
        None where there is none."""
        ...

    def coverage(
        self, endpoint: str, channel: str, window: Window, slot_s: int, selection: Selection = EVERYTHING
    ) -> Coverage:
        """Of the feed of the selection's metric, product and step: the whole slots of `slot_s` seconds in the window
        with an answer, and its time: the newest answer, or for a settled slot the newest one with news of it.
        `first_ts` counts unreadable answers, too."""
        ...

    def answered(
        self, delays_s: Mapping[str, int], window: Window, slot_s: int, selection: Selection = EVERYTHING
    ) -> dict[tuple[str, str], Answered]:
        """(endpoint, channel) → the answers in the window about the selection's metric, product and step; `delays_s`
        has the longest delay of each endpoint in seconds, `slot_s` is the step of their data. A pair without an answer
        is left out."""
        ...

    # -- diagnoses

    def diagnoses(
        self, window: Window, *, only: DiagnosisFilter = ANY_DIAGNOSIS, most: int = -1, oldest: bool = False
    ) -> tuple[Diagnosis, ...]:
        """Those in the window, newest first; of more than `most` (-1: all) the newest, or the oldest."""
        ...

    def diagnosis_totals(self, window: Window, only: DiagnosisFilter = ANY_DIAGNOSIS) -> Totals:
        """The totals of the window."""
        ...

    def truncated(self, window: Window, slot_s: int) -> tuple[Window, ...]:
        """The windows of neighbouring slots, ascending, of which `window` touches some and of which a full answer may
        have left diagnoses out."""
        ...

    def newest_diagnosed_ts(self) -> int | None:
        """The newest minute that any answer of diagnoses spoke for, or the newest diagnosis where that is newer; None
        before either."""
        ...

    # -- alerts of the vendor

    def alerts(self, window: Window, limit: int) -> tuple[VendorAlert, ...]:
        """The last `limit` alerts of the window, by their `ts`, newest first."""
        ...

    # -- calls

    def call(self, call_id: str) -> Call | None:
        """The call; None where no list has told of it."""
        ...

    def calls_begun(
        self,
        window: Window,
        channel: str = "",
        alive_ts: int | None = None,
        kept: Sequence[KnownCall] = (),
    ) -> list[KnownCall]:
        """The calls that began in the window, newest first; of that channel alone, of those alone that were on at
        `alive_ts`.

        `kept` is the list of an earlier reading of this store, in its order: where no answer has told of a call since,
        the new list has that very value, and the call's row is not read."""
        ...

    def detailed_calls(self, window: Window) -> frozenset[str]:
        """The ids of the calls that began in the window and have stored sessions or figures."""
        ...

    def calls_on(self, channel: str, ts: int) -> tuple[Call, ...]:
        """The calls of the channel that were on at `ts`: begun by then and not over before, newest first."""
        ...

    def calls_near(self, channel: str, ts: int, within_s: int) -> tuple[Call, ...]:
        """The calls of the channel that began or ended at most `within_s` seconds from `ts`, nearest first; none of
        those that were on then."""
        ...

    def flags(self, calls: Sequence[KnownCall], until_ts: int) -> Mapping[str, DiagnosisCounts]:
        """Call id → the diagnoses in its channel from its start to its end, or to `until_ts`; calls without a diagnosis
        are left out."""
        ...

    def heard(self, call_id: str) -> AnswerTimes | None:
        """When the newest answers about the call and its sessions came; None where no list has told of it."""
        ...

    def sessions(self, call_id: str) -> tuple[Session, ...]:
        """The user sessions known of the call, in the order of joining."""
        ...

    def curves(self, call_id: str, sid: str) -> tuple[Curve, ...]:
        """The curves of one session by the point, by metric and peer; those with the same timestamps may share the
        array. Takes up to a second for a long session."""
        ...

    def minutes(self, call_id: str, mids: Collection[int] | None = None) -> tuple[MinuteCurve, ...]:
        """The curves of all sessions by the minute, or those of some metrics, by session, metric and peer; they may
        share `counts`. A minute without points is 0 in all four columns. Percentages of which no answer has told the
        scale have the number of a metric `as_it_came`, here and in `curves`; `mids` name the metric."""
        ...

    def unread_chunks(self, call_id: str, sid: str | None = None) -> int:
        """How many pieces of ten minutes of the curves of a call, or of one of its sessions, a newer version wrote that
        this one cannot read: they are left out of its curves and minutes."""
        ...

    def listings(
        self, endpoint: str, window: Window, *, channel: str = "", call_id: str = "", part: Part | None = None
    ) -> tuple[Listing, ...]:
        """The answers about starts in `window`, newest answer first: of a channel, those of all channels too; of a part
        of a call's details, those of wider requests too.

        A one-second answer for all channels that was full does not mean that the same second is full for one channel:
        it is left out.
        """
        ...

    def unread_listings(self, endpoints: Collection[str], since_ts: float) -> int:
        """How many answers since then that list calls or sessions are of another endpoint than these, or of a part that
        this version does not know."""
        ...

    def told_curves(self, call_id: str) -> Mapping[str, tuple[Listing, ...]]:
        """Session → the answers that spoke for its curves, newest first, by requests that name sessions; each is a
        listing of one row."""
        ...

    def figures(self, call_id: str, within: Window | None = None) -> tuple[KeptFigure, ...]:
        """The figures of the call ("": of the project and its channels) by channel, product, endpoint, metric,
        dimension and window; with `within` those about a part of it. Figures that this version cannot read are left
        out."""
        ...

    def kept_verdict(self, call_id: str) -> KeptVerdict | None:
        """The verdict that was kept last; None where none was. It holds for its `evidence` alone."""
        ...

    # -- usage

    def usage(self, window: Window) -> tuple[KnownDay, ...]:
        """The known UTC days that begin in `window`, oldest first."""
        ...

    def unread_days(self, window: Window) -> frozenset[int]:
        """The days of the window of which the last answer held something, or may have, that could not be read."""
        ...

    def last_usage_ts(self) -> float | None:
        """The time of the newest answer about usage, of any content; None before the first."""
        ...

    # -- requests

    def account(self, endpoints: Sequence[str], limits: Limits, now_ts: float) -> Account:
        """The spent part of the quota that `endpoints` share."""
        ...

    def requests(self, limit: int, endpoints: Collection[str] | None = None) -> tuple[Spend, ...]:
        """The last `limit` requests of these endpoints, or of all, newest first."""
        ...

    def unknown_requests(self, endpoints: Collection[str], since_ts: float) -> int:
        """How many requests since then a newer version noted that this one cannot read: of another endpoint than these,
        or with a kind of failure or a part that it does not know."""
        ...

    def under_way(self, now_ts: float) -> tuple[Spend, ...]:
        """The requests that may still be answered, newest first."""
        ...

    def spent_of_a_day(self, limits: Mapping[str, Limits], now_ts: float) -> dict[str, int]:
        """Endpoint → how many requests count against its day, the tighter of the two kinds that its limits name.
        Endpoints without limits here, or without a request, are left out."""
        ...

    def spending(self, now_ts: float) -> dict[str, Spending]:
        """Endpoint → its spending, of those that were ever asked."""
        ...

    def tries(self, want: Want, since_ts: float, limit: int, *, lead_s: int = 0) -> tuple[Spend, ...]:
        """The last `limit` answered requests since then for nothing outside of the want's window, newest first; none
        that was refused (401, 403). A request may begin `lead_s` before that window."""
        ...

    def turns(self) -> dict[FeedKey, LastAttempt]:
        """Feed → its last turn."""
        ...

    def dates(self) -> list[DateReading]:
        """The last `Date` headers, in no order, and a reading of the store's own clock where it has one."""
        ...

    # -- reports

    def reports(self, limit: int) -> tuple[KeptReport, ...]:
        """The last `limit` reports, those that changed last first."""
        ...

    def unsent_reports(self) -> int:
        """The number of all reports that were to be sent and are not known to have arrived."""
        ...

    def report(self, report_id: int) -> KeptReport | None:
        """The report; None where it is gone, or cannot be read."""
        ...

    def unread_reports(self) -> int:
        """How many reports a newer version wrote that this one cannot read."""
        ...

    def report_due_ts(self) -> float:
        """When there is a report to claim or to give up, unless something changes before: 0 at once, inf never."""
        ...

    # -- alarms

    def stands(self) -> Mapping[tuple[str, str], Stand]:
        """(rule, channel) → the stand of each rule that was ever judged there."""
        ...

    def alarms(self, most: int, window: Window | None = None) -> tuple[KeptAlarm, ...]:
        """All open alarms, then the newest of those that are over, `most` in all; each part newest number first. With a
        window only those that lasted at any time of it."""
        ...

    def alarm(self, alarm_id: int) -> KeptAlarm | None:
        """The alarm; None where it is gone, or cannot be read."""
        ...

    def unread_alarms(self) -> int:
        """How many alarms a newer version wrote that this one cannot read."""
        ...

    def deliveries(self, alarm_ids: Collection[int]) -> tuple[Delivery, ...]:
        """The tellings of these alarms by all notifiers, first claimed first."""
        ...

    def notifiers(self) -> Mapping[str, int]:
        """Key of each notifier that ever was → the number of the last alarm that was older: of those that were over by
        then it tells nothing."""
        ...

    def silences(self, since_ts: float) -> tuple[Silence, ...]:
        """The silences that end after `since_ts`, by their begin."""
        ...

    # -- notes

    def notes(self, window: Window | None, most: int) -> tuple[KeptNote, ...]:
        """The newest `most` notes about moments in the window, or about any (None), newest moment first."""
        ...

    # -- names

    def seen_channels(self, most: int) -> tuple[SeenChannel, ...]:
        """`most` channels that diagnoses name, the newest first; behind them those that have minutes only. Reads every
        diagnosis of the project."""
        ...

    def names(self, most: int) -> NewestNames:
        """The channels, calls and users that were heard of last, found in about `most` rows of each kind."""
        ...

    def named_call(self, call_id: str) -> NamedCall | None:
        """The call of exactly that id, however old."""
        ...

    def appearances(self, part: str, most: int, *, whole: bool = False) -> tuple[Appearance, ...]:
        """The newest `most` appearances of the users with `part` in the uid, or with `whole` as the uid: in sessions by
        their begin, in diagnoses by their time. Reads every diagnosis and session of the project."""
        ...

    def collectors(self, since_ts: float) -> tuple[SeenCollector, ...]:
        """The processes that told of themselves or made a request since then, the last request first."""
        ...

    def alias_key(self) -> bytes | None:
        """The key of the aliases; None until one was first needed."""
        ...

    # -- the store itself

    def size(self) -> StoreSize:
        """How large the store is, and how far back this project's minutes reach."""
        ...
