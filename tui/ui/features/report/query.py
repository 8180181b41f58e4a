"""Reports between the screens and the store: the list, and the session of the report that is open."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec import Struct
from textual.message import Message

from tui.domain.records import KeptReport, Report, ReportDraft, ReportState
from tui.store.errors import MayHaveArrivedError, StoreError
from tui.ui.context import Context

if TYPE_CHECKING:
    from tui.store.api import Snapshot

# The outbox is looked through this far: for a report that was not sent, or a draft of the same channel.
LOOKED_THROUGH = 200
# The list shows the newest.
LISTED = 500


class ReportsData(Struct, frozen=True):
    """The newest reports. `unread` is the number of those that a newer scry wrote and this one cannot read."""

    kept: tuple[KeptReport, ...]
    unread: int


def read_reports_screen(snapshot: Snapshot) -> ReportsData:
    """Runs off the event loop."""
    return ReportsData(snapshot.reports(LISTED), snapshot.unread_reports())


class OpenReport(Message):
    """A report of the outbox is to be opened."""

    def __init__(self, kept: KeptReport) -> None:
        super().__init__()
        self.kept = kept


class SawReports(Message):
    """These were on screen: their outcomes need not be told again."""

    def __init__(self, kept: Iterable[KeptReport]) -> None:
        super().__init__()
        self.kept = tuple(kept)


class ReportSession:
    """The report that is open: its draft is kept, it is queued when the user sends it, and its state is followed.

    `kept` is the report in the store, None while there is none; `draft` is the last draft that was kept; `same`
    is another report with the same content that the server has, or may have. `unkept` is the error of the last write,
    `unread` that of the last reading. One change at a time: a draft that is kept late must not come behind its report.
    """

    def __init__(self, context: Context, kept: KeptReport | None) -> None:
        self.context = context
        self.kept = kept
        self.draft = kept.draft if kept else None
        self.same: KeptReport | None = None
        self.unkept: StoreError | None = None
        self.unread: StoreError | None = None
        self._turn = asyncio.Lock()

    @property
    def is_on_its_way(self) -> bool:
        return self.kept is not None and self.kept.is_on_its_way

    @property
    def is_sent(self) -> bool:
        return self.kept is not None and self.kept.state is ReportState.SENT

    @property
    def is_locked(self) -> bool:
        return self.kept is not None and self.kept.is_locked

    @property
    def doubted(self) -> KeptReport | None:
        """The report behind a question before sending: the server has it, or may have it."""
        unknown = self.kept is not None and self.kept.state is ReportState.UNKNOWN
        return self.kept if unknown else self.same

    async def keep(self, draft: ReportDraft, state: ReportState = ReportState.DRAFT) -> bool:
        """Whether the store holds the typed text; where it does not, `unkept` has the reason. `state` is that of a
        ticket that left."""
        async with self._turn:
            if (draft == self.draft and state is ReportState.DRAFT) or self.is_locked:
                return True
            feed = self.context.feed
            if feed is None:
                return False
            now_ts, by, report_id = self.context.clock.now(), self.context.by, self._report_id
            try:
                self.kept = await feed.store.write_to_disk(
                    lambda changes: changes.keep_draft(draft, report_id=report_id, state=state, now_ts=now_ts, by=by)
                )
            except StoreError as error:
                self.unkept = error
                return False
            self.draft, self.unkept = draft, None
            return True

    async def send(self, draft: ReportDraft, report: Report, asked: ReportState | None) -> None:
        """Have it sent. Where the server may have it already and nobody was asked about that, it is only told so."""
        async with self._turn:
            feed = self.context.feed
            if feed is None or self.is_locked:
                return
            now_ts, by, report_id = self.context.clock.now(), self.context.by, self._report_id
            try:
                self.kept = await feed.store.write_to_disk(
                    lambda changes: changes.queue_report(
                        draft, report, report_id=report_id, asked=asked, now_ts=now_ts, by=by
                    )
                )
            except MayHaveArrivedError as error:
                self.unkept = None
                if error.kept.report_id == report_id:
                    self.kept = error.kept
                else:
                    self.same = error.kept
            except StoreError as error:
                self.unkept = error
            else:
                self.draft, self.same, self.unkept = draft, None, None

    async def rest(self) -> None:
        """Until the begun work is done."""
        async with self._turn:
            pass

    async def read(self) -> None:
        """The outcome; an unreadable one stays as it was."""
        async with self._turn:
            feed, report_id = self.context.feed, self._report_id
            if feed is None or report_id is None:
                return
            try:
                self.kept = await feed.store.read(lambda snapshot: snapshot.report(report_id))
            except StoreError as error:
                self.unread = error
                return
            self.unread = None
            if self.kept is None:
                self.draft = None

    async def others(self, draft: ReportDraft) -> int:
        """How many drafts of the same channel are kept; 0 where that cannot be read."""
        from tui.analysis.project.report import drafts_of

        feed = await self.context.opened()
        try:
            kept = await feed.store.read(lambda snapshot: snapshot.reports(LOOKED_THROUGH))
        except StoreError:
            return 0
        return len(drafts_of(draft.channel, kept))

    @property
    def _report_id(self) -> int | None:
        return self.kept.report_id if self.kept else None
