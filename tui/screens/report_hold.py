"""One report between its form and the store: what was typed is kept, sent when somebody says so, and followed."""

from __future__ import annotations

import asyncio

from tui.records import KeptReport, Report, ReportDraft, ReportState
from tui.screens.context import Context
from tui.store import StoreError


class Hold:
    """`kept` is the report as the store holds it, None while it holds none; `draft` what was kept of it last; `trouble`
    why it could not be kept. One change at a time: a draft that is kept late must not come behind its report."""

    def __init__(self, context: Context, kept: KeptReport | None) -> None:
        self.context = context
        self.kept = kept
        self.draft = kept.draft if kept else None
        self.trouble: StoreError | None = None
        self._turn = asyncio.Lock()

    @property
    def state(self) -> ReportState:
        return self.kept.state if self.kept else ReportState.DRAFT

    @property
    def is_on_its_way(self) -> bool:
        return self.kept is not None and self.kept.is_on_its_way

    async def keep(self, draft: ReportDraft) -> bool:
        """Whether the store holds what was typed; where it does not, `trouble` says why."""
        from tui.store import outbox

        async with self._turn:
            if draft == self.draft or self.is_on_its_way or self.state is ReportState.SENT:
                return True
            feed = self.context.feed
            if feed is None:
                return False
            now_ts, by, report_id = self.context.clock.now(), self.context.by, self._report_id
            try:
                report_id = await feed.store.write(outbox.keep_draft, draft, report_id=report_id, now_ts=now_ts, by=by)
                self.kept = await feed.store.read(outbox.read_report, report_id)
            except StoreError as error:
                self.trouble = error
                return False
            self.draft, self.trouble = draft, None
            return True

    async def send(self, draft: ReportDraft, report: Report, *, again: bool) -> None:
        """Have it sent. Where the server may have it already and nobody was asked, it is only told so."""
        from tui.store import outbox

        async with self._turn:
            feed = self.context.feed
            if feed is None or self.is_on_its_way:
                return
            now_ts, by = self.context.clock.now(), self.context.by
            try:
                report_id = await feed.store.write(
                    outbox.queue, draft, report, report_id=self._report_id, again=again, now_ts=now_ts, by=by
                )
                self.kept = await feed.store.read(outbox.read_report, report_id)
            except outbox.MayHaveArrivedError as error:
                self.kept = error.kept
            except StoreError as error:
                self.trouble = error
                return
            self.draft, self.trouble = draft, None

    async def rest(self) -> None:
        """Until what was begun is done."""
        async with self._turn:
            pass

    async def read(self) -> None:
        """What became of it; what cannot be read stays as it was."""
        from tui.store import outbox

        feed, report_id = self.context.feed, self._report_id
        if feed is None or report_id is None:
            return
        async with self._turn:
            try:
                self.kept = await feed.store.read(outbox.read_report, report_id)
            except StoreError as error:
                self.trouble = error

    @property
    def _report_id(self) -> int | None:
        return self.kept.report_id if self.kept else None
