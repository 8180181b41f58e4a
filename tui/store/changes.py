"""Changes: every decision that the program writes into a store, each whole in the transaction it is made in.

Times are epoch seconds of the server's clock; windows are half-open. Each method raises StoreError where the store
cannot be written, and announces its topics (tui/store/topics.py) where it changes something. `answered_ts` is when the
request of an answer left: an older answer never overrides a newer one, and the same answer twice is the same as once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Protocol

from tui.clock import DateReading, ServerClock
from tui.domain.percentages import Scale
from tui.domain.records import (
    EVERYTHING,
    AlarmEvent,
    Answer,
    Call,
    Delivery,
    Diagnosis,
    Failure,
    Judgement,
    KeptFigure,
    KeptNote,
    KeptReport,
    KeptVerdict,
    Limits,
    Listing,
    Outcome,
    Part,
    Receipt,
    Remainder,
    Reply,
    Report,
    ReportDraft,
    ReportState,
    Selection,
    Sending,
    Series,
    Session,
    Silence,
    Spend,
    UsageDay,
    VendorAlert,
    Window,
)

NOTHING_LEFT = Remainder()


class Changes(Protocol):
    # -- minutes of metrics; topic series:<endpoint>

    def put_series(
        self,
        *,
        endpoint: str,
        channel: str,
        window: Window,
        series: Sequence[Series],
        answered_ts: float,
        delay_s: int,
        slot_s: int,
        left: Remainder = NOTHING_LEFT,
        selection: Selection = EVERYTHING,
    ) -> None:
        """Store one answer about `window`; `left` are its unread rows, `delay_s` is the endpoint's longest delay,
        `slot_s` the step of its data, both in seconds. With the metric of a `selection` the series is that of its
        product and step, and the answer speaks for that feed alone.

        A slot with points in the answer replaces the stored points of that slot within the window, unless these came
        with a newer answer; a slot without points is left alone. An answer at or after the end of a slot plus the delay
        settles it: from then on an older answer of the feed replaces nothing of it. Points outside of the window, and
        those of a slot with unread rows, only add.
        """
        ...

    def miss_series(
        self,
        *,
        endpoint: str,
        channel: str,
        window: Window,
        answered_ts: float,
        delay_s: int,
        slot_s: int,
        selection: Selection = EVERYTHING,
    ) -> None:
        """An answer about `window` could not be read at all: its slots that are not settled are unread."""
        ...

    # -- diagnoses; topic diagnoses

    def put_diagnoses(
        self,
        diagnoses: Sequence[Diagnosis],
        *,
        window: Window,
        cap: int,
        delay_s: int,
        answered_ts: float,
        slot_s: int,
        left: Remainder = NOTHING_LEFT,
    ) -> None:
        """Store one answer about `window`: one diagnosis for each time, user, experience and channel, with the causes
        of the newest answer that held it.

        An answer of `cap` rows is full: its slots are truncated until an answer that is not full covers them. It
        settles a slot only if the window is one slot.
        """
        ...

    def miss_diagnoses(self, window: Window, *, answered_ts: float, delay_s: int, slot_s: int) -> None:
        """An answer about `window` could not be read at all."""
        ...

    # -- alerts of the vendor; topic alerts

    def put_alerts(self, alerts: Iterable[VendorAlert]) -> int:
        """Keep those with a new key; returns their number."""
        ...

    # -- usage; topic usage

    def put_usage(
        self, days: Iterable[UsageDay], *, window: Window, answered_ts: float, left: Remainder = NOTHING_LEFT
    ) -> None:
        """Store one answer about the whole UTC days of `window`; absent days are noted without figures, but for those
        that may be in the unread part `left`.

        A figure absent from an answer (None) leaves the known one. `changed_ts` becomes `answered_ts` where a known
        final figure differs; the first figure is no change.
        """
        ...

    def miss_usage(self, window: Window, *, answered_ts: float) -> None:
        """An answer about the window could not be read at all: the days of which nothing final is known are unread."""
        ...

    # -- calls; topics calls, call:<id>

    def put_calls(self, calls: Iterable[Call], *, answered_ts: float) -> None:
        """One row per call id; a newer answer's state replaces an older one's."""
        ...

    def put_details(
        self, call_id: str, window: Window, sessions: Sequence[Session], packed: object, *, answered_ts: float
    ) -> None:
        """Store one answer about `window`; `packed` are its curves from `Store.packed`.

        One row per `sid`; sessions absent from the answer stay. It replaces older answers about its curves in `window`,
        and goes beneath newer ones; curves absent from it stay. An answer more than eleven minutes after a newer one
        fills unknown parts alone. Points further than a minute outside of the window are not kept.
        """
        ...

    def put_listing(
        self, endpoint: str, listing: Listing, *, channel: str = "", call_id: str = "", part: Part | None = None
    ) -> None:
        """Keep an answer's list of starts in its window. It replaces an earlier one of exactly the same window, unless
        that was wholly read and this one was not."""
        ...

    def put_told_curves(
        self, call_id: str, sids: Collection[str], window: Window, *, answered_ts: float, unread: int = 0
    ) -> None:
        """Note that an answer spoke for the curves of these sessions in `window`, with or without points; `unread`
        counts its parts that were not read."""
        ...

    def put_figure(self, call_id: str, figure: KeptFigure) -> None:
        """Keep one answer of figures of a call ("": of the project or a channel), in the place of an older one of
        exactly the same window, channel and product. Topic call:<id>, or figures."""
        ...

    def keep_verdict(self, verdict: KeptVerdict) -> None:
        """Keep the verdict on a call, in the place of an earlier one. No topic: it is worked out from stored data."""
        ...

    def put_scale(self, scale: Scale, *, answered_ts: float) -> None:
        """An answer told the scale of the project's percentages. The percent that a value above 1 proves counts for
        good. Topic figures."""
        ...

    # -- requests; topic ledger

    def claim(
        self,
        *,
        endpoint: str,
        channel: str = "",
        call_id: str = "",
        part: Part | None = None,
        window: Window | None = None,
        selection: str = "",
        shared_with: Sequence[str] = (),
        limits: Limits,
        clock: ServerClock,
        by: str,
        seen_id: int | None = None,
    ) -> Spend | float:
        """Take a slot of the endpoint and note the request, or give the time of the next try (epoch seconds).
        `selection` is the key of the asked Selection.

        The limits hold per endpoint, or for all of `shared_with` together, over all channels and processes. `seen_id`
        is the newest claim that the caller knew when it decided: after a newer claim of another process there is no
        slot until the caller has looked again.
        """
        ...

    def settle(self, claim_id: int, outcome: Outcome, *, clock: ServerClock, reading: DateReading | None) -> float:
        """Note the outcome of a claim, at this moment; returns the time of the claim (epoch seconds). `reading` is the
        answer's `Date` header. Raises LookupError for a claim that is not in the ledger."""
        ...

    def see(self, claim_id: int, clock: ServerClock) -> None:
        """Note that the answer to a claim is still coming: others go on waiting for it."""
        ...

    # -- reports; topic reports

    def keep_draft(
        self,
        draft: ReportDraft,
        *,
        report_id: int | None = None,
        state: ReportState = ReportState.DRAFT,
        now_ts: float,
        by: str,
    ) -> KeptReport:
        """Keep a typed draft: a new report where `report_id` is on its way, sent, or gone. A report that is UNKNOWN
        stays so: it may have arrived, and must not be sent again without asking. A ticket that left becomes COPIED or
        SAVED, by `state`."""
        ...

    def queue_report(
        self,
        draft: ReportDraft,
        report: Report,
        *,
        report_id: int | None = None,
        asked: ReportState | None = None,
        now_ts: float,
        by: str,
    ) -> KeptReport:
        """Have `report` sent. One that is on its way already, or says the same as one that is, is not sent twice for
        it. Raises MayHaveArrivedError where it, or one that says the same, is SENT or UNKNOWN, unless that is the state
        that somebody was `asked` about."""
        ...

    def discard_report(self, report_id: int) -> bool:
        """Let go of a report that is neither on its way nor sent; False: there is no such one."""
        ...

    def claim_report(self, *, limits: Limits, clock: ServerClock, by: str) -> Sending | float | None:
        """Take a slot for the oldest report that is to be sent: from here on it is SENDING, by this caller alone. A
        float is when a slot is free (epoch seconds), None: there is nothing to send. Reports that nobody sends any
        more are given up first."""
        ...

    def settle_report(
        self,
        sending: Sending,
        came: Answer[Receipt] | Failure,
        state: ReportState,
        *,
        clock: ServerClock,
        reading: DateReading | None,
    ) -> None:
        """Note the outcome, in the ledger and of the report. A report given up meanwhile is known again. Raises
        LookupError where the ledger does not hold the claim."""
        ...

    # -- alarms; topic alarms

    def judge(self, judgements: Sequence[Judgement]) -> tuple[Judgement, ...]:
        """Store judgements, each with its alarms; returns those that came too late: another process has judged, or
        somebody has acknowledged the alarm, since the stand was read. Nothing of those is stored."""
        ...

    def acknowledge(self, alarm_id: int, *, now_ts: float, by: str) -> bool:
        """A firing alarm is ACKNOWLEDGED; False: it does not fire, or somebody was first."""
        ...

    def drop_alarms(self, before_ts: float, *, now_ts: float) -> int:
        """Close the open alarms that nobody has judged since `before_ts`, as dropped; returns how many."""
        ...

    def know_notifiers(self, keys: Collection[str]) -> None:
        """Note the new ones, with the number of the newest alarm."""
        ...

    def claim_delivery(
        self, alarm_id: int, notifier: str, event: AlarmEvent, turn: int = 0, *, now_ts: float, by: str
    ) -> Delivery | None:
        """Take it on to tell: from here on it is CLAIMED, by this caller alone. None: it was claimed before, and is not
        to be tried again yet, or ever; the alarm is gone; its time is over, as a reminder's where the alarm is not
        FIRING, or a firing's where the same notifier was to tell of the end."""
        ...

    def settle_delivery(self, delivery_id: int, reply: Reply, *, now_ts: float, next_ts: float | None = None) -> None:
        """Note the outcome, a LOST one's too. A failed one is tried again at `next_ts`; None: never."""
        ...

    def give_up_deliveries(self, before_ts: float, *, now_ts: float, under_way: Collection[int] = ()) -> int:
        """Deliveries claimed before `before_ts` without an outcome are LOST, and those claimed as far ahead of now, by
        a clock that was wrong. The caller's own `under_way`, by their ids, are not. Returns how many."""
        ...

    def silence(
        self, *, rule: str = "", channel: str = "", start_ts: float, end_ts: float, by: str, comment: str = ""
    ) -> Silence:
        """Have nobody told of these alarms in these hours."""
        ...

    def end_silence(self, silence_id: int, *, now_ts: float) -> bool:
        """End it now; False: it is over, or gone."""
        ...

    # -- notes; topic notes

    def put_note(self, note: KeptNote) -> bool:
        """Keep a note, new or in the place of an older text. False where the kept text is as new or newer, or is
        another author's."""
        ...

    def drop_note(self, note_id: str, *, author: str) -> bool:
        """Delete a note; False where there is none of that author."""
        ...

    # -- the store itself

    def know_collector(self, by: str, *, version: str, since_ts: float, now_ts: float) -> None:
        """Note a process that collects; those that told nothing for a day are forgotten."""
        ...

    def make_alias_key(self) -> bytes:
        """The key of the aliases, one for all projects and processes of the store; made where there is none."""
        ...

    def prune(self, now_ts: float, *, minutes_days: int, curves_days: int, batch: int) -> bool:
        """Delete up to `batch` rows beyond their retention; True: there may be more.

        Minutes, diagnoses, alerts, silences and alarms that are over are kept `minutes_days`, calls with their sessions
        and curves `curves_days`, counted back from `now_ts`, or from the newest answer where that is earlier: a clock
        set wrong must cost no history.
        """
        ...

    def shrink(self, *, pages: int) -> bool:
        """Give up to `pages` of the room that is free back to the file system; True: there is more to give."""
        ...

    def touch(self) -> None:
        """A change that changes nothing and is written all the same: proves that the store takes changes."""
        ...
