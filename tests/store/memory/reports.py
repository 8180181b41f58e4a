"""The outbox."""

from __future__ import annotations

import math

from msgspec.structs import replace

from tests.store.memory.requests import Requests
from tui.clock import DateReading, ServerClock
from tui.domain.records import (
    MOST_QUEUED_S,
    REPORT_ENDPOINT,
    Answer,
    Failure,
    FailureKind,
    KeptReport,
    Limits,
    Receipt,
    Report,
    ReportDraft,
    ReportState,
    Sending,
    Spend,
    outcome_of,
)
from tui.store.errors import MayHaveArrivedError

NOT_THERE = (ReportState.DRAFT, ReportState.REFUSED)


class Reports(Requests):
    def reports(self, limit: int) -> tuple[KeptReport, ...]:
        newest = sorted(self.project.reports.values(), key=lambda one: (-one.changed_ts, -one.report_id))
        return tuple(newest[:limit])

    def unsent_reports(self) -> int:
        return sum(one.is_unsent for one in self.project.reports.values())

    def report(self, report_id: int) -> KeptReport | None:
        return self.project.reports.get(report_id)

    def unread_reports(self) -> int:
        return 0

    def report_due_ts(self) -> float:
        if self._next_report() is not None:
            return 0.0
        sending = (one for one in self.project.reports.values() if one.state is ReportState.SENDING)
        return min(
            (max(0.0, self._gone_ts(self.project.claims.get(one.report_id))) for one in sending), default=math.inf
        )

    def _next_report(self) -> KeptReport | None:
        queued = [one for one in self.project.reports.values() if one.state is ReportState.QUEUED]
        return min(queued, key=lambda one: one.report_id, default=None)

    # -- changes

    def keep_draft(
        self,
        draft: ReportDraft,
        *,
        report_id: int | None = None,
        state: ReportState = ReportState.DRAFT,
        now_ts: float,
        by: str,
    ) -> KeptReport:
        kept = self.project.reports.get(report_id or 0)
        if kept is None or kept.is_locked:
            return self._add(KeptReport(0, draft, None, state, now_ts, by))
        if draft == kept.draft and state is ReportState.DRAFT:
            return kept
        if kept.state is ReportState.UNKNOWN:
            return self._put(replace(kept, draft=draft))
        return self._rewrite(KeptReport(kept.report_id, draft, None, state, now_ts, by))

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
        kept = self.project.reports.get(report_id or 0)
        same = self._twin(report) if kept is None or kept.state in NOT_THERE else kept
        if same is not None and same.is_on_its_way:
            return same
        if same is not None and same.state is not asked:
            raise MayHaveArrivedError(same)
        kept = kept or same
        if kept is None or kept.state is ReportState.SENT:
            return self._add(KeptReport(0, draft, report, ReportState.QUEUED, now_ts, by))
        return self._rewrite(KeptReport(kept.report_id, draft, report, ReportState.QUEUED, now_ts, by))

    def _twin(self, report: Report) -> KeptReport | None:
        alike = [one for one in self.project.reports.values() if one.report == report and one.state not in NOT_THERE]
        return max(alike, key=lambda one: (one.is_on_its_way, one.changed_ts, one.report_id), default=None)

    def discard_report(self, report_id: int) -> bool:
        kept = self.project.reports.get(report_id)
        if kept is None or kept.is_locked:
            return False
        del self.project.reports[report_id]
        self.project.bump("reports")
        return True

    def claim_report(self, *, limits: Limits, clock: ServerClock, by: str) -> Sending | float | None:
        self._give_up_lost(clock.elapsed() + clock.learn(self.project.dates))
        kept = self._next_report()
        if kept is None or kept.report is None:
            return None
        claim = self.claim(endpoint=REPORT_ENDPOINT, limits=limits, clock=clock, by=by)
        if not isinstance(claim, Spend):
            return claim
        self.project.claims[kept.report_id] = claim.claim_id
        sent = self._put(replace(kept, state=ReportState.SENDING, changed_ts=claim.claimed_ts, by=by))
        return Sending(sent, kept.report, claim)

    def settle_report(
        self,
        sending: Sending,
        came: Answer[Receipt] | Failure,
        state: ReportState,
        *,
        clock: ServerClock,
        reading: DateReading | None,
    ) -> None:
        self.settle(sending.claim.claim_id, outcome_of(came), clock=clock, reading=reading)
        kept = self.project.reports.get(sending.kept.report_id)
        is_its = kept is not None and self.project.claims.get(kept.report_id) == sending.claim.claim_id
        if kept is not None and is_its and kept.state in (ReportState.SENDING, ReportState.UNKNOWN):
            failure = came if isinstance(came, Failure) else None
            receipt = None if isinstance(came, Failure) else came.value
            self._put(replace(kept, state=state, failure=failure, receipt=receipt, changed_ts=clock.now()))
        self.project.bump("reports")

    def _give_up_lost(self, now_ts: float) -> None:
        for kept in list(self.project.reports.values()):
            if kept.state is ReportState.SENDING:
                if not self._is_awaited(self.project.claims.get(kept.report_id), now_ts):
                    failure = Failure(FailureKind.UNANSWERED)
                    self._put(replace(kept, state=ReportState.UNKNOWN, failure=failure, changed_ts=now_ts))
            elif kept.state is ReportState.QUEUED and kept.changed_ts <= now_ts - MOST_QUEUED_S:
                failure = Failure(FailureKind.NOT_SENT, arrived=False)
                self._put(replace(kept, state=ReportState.DRAFT, failure=failure, changed_ts=now_ts))

    def _add(self, kept: KeptReport) -> KeptReport:
        self.project.reports_made += 1
        return self._put(replace(kept, report_id=self.project.reports_made))

    def _rewrite(self, kept: KeptReport) -> KeptReport:
        self.project.claims.pop(kept.report_id, None)
        return self._put(kept)

    def _put(self, kept: KeptReport) -> KeptReport:
        self.project.reports[kept.report_id] = kept
        self.project.bump("reports")
        return kept
