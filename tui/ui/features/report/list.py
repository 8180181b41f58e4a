"""Reports: those that were sent, and those that are kept; the newest change first.

12 reports
  time      channel      teacher     student     abnormal  type     state       answer           since  by
▸ 15:49:30  数学-3班      44361248    83817682    student   problem  ● sent      200 success      15:56  ops
  14:02:11  class-12     77851       264823874   teacher   problem  ✕ refused   bad request: …   14:03  ops
✕ refused: bad request: invalid parameter: cname. Check … It is kept; ctrl+s sends it again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget

from tui.analysis.project.report import Facts, uid_of
from tui.domain.records import KeptReport, Run, Scope
from tui.messages import report as words
from tui.store.errors import StoreError
from tui.ui.base_screen import FrameScreen
from tui.ui.context import Context, Feed
from tui.ui.features.report.columns import report_columns, report_rows, reports_export
from tui.ui.features.report.query import LISTED, OpenReport, ReportsData, SawReports, read_reports_screen
from tui.ui.features.report.view import outcome_run
from tui.ui.live_query import LiveQuery
from tui.ui.widgets.double_press import DoublePress
from tui.ui.widgets.keys import bind
from tui.ui.widgets.line import Line
from tui.ui.widgets.note import Note
from tui.ui.widgets.table import Table

if TYPE_CHECKING:
    from tui.export.extract import Extract, Setting


class ReportsScreen(FrameScreen):
    TAB = "reports"
    UNUSED = frozenset({"table.mark"})
    FOOTER = ("table.select", "report", "reports.discard", "filter", "back", "help")
    BINDINGS: ClassVar[list[BindingType]] = [bind("reports.discard", "d", "discard")]

    def __init__(self, context: Context, scope: Scope | None = None) -> None:
        super().__init__(context, scope)
        self._discarding = DoublePress()
        self.live_query = LiveQuery(self, self.ask, self.show, topics={"reports"})

    def compose_body(self) -> Iterable[Widget]:
        context = self.context
        yield Line(id="head")
        yield Table(
            report_columns((), context),
            placeholder=words.READING(context.lang),
            ascii=context.ascii,
            react=self.tell_chosen,
        )
        yield Note(id="chosen")

    # -- reading

    async def ask(self, feed: Feed, now_ts: float) -> ReportsData:
        return await feed.store.read(read_reports_screen)

    @property
    def kept(self) -> tuple[KeptReport, ...] | None:
        """The reports, once they were read."""
        data = self.live_query.data
        return None if data is None else data.kept

    def users(self) -> Iterable[int | str]:
        drafts = [each.draft for each in self.kept or ()]
        found = [uid_of(typed) for draft in drafts for typed in (draft.teacher_uid, draft.student_uid)]
        return {uid for uid in found if uid is not None}

    def report_facts(self) -> Facts:
        """The facts of the screen beneath: a list of reports is nothing to report."""
        below = [screen for screen in self.app.screen_stack if isinstance(screen, FrameScreen) and screen is not self]
        return below[-1].report_facts() if below else super().report_facts()

    async def exported(self, setting: Setting, feed: Feed, key: str | None = None) -> Extract | None:
        if self.kept is None:
            return None
        return await asyncio.to_thread(reports_export, self.kept, self.context, self.list.shown, setting)

    # -- showing

    @property
    def list(self) -> Table:
        return self.query_one(Table)

    @property
    def chosen(self) -> KeptReport | None:
        """The report under the cursor."""
        return self.kept_of(self.list.cursor_key)

    def kept_of(self, key: str | None) -> KeptReport | None:
        return next((each for each in self.kept or () if str(each.report_id) == key), None)

    def show(self) -> None:
        data, context, lang = self.live_query.data, self.context, self.context.lang
        assert data is not None
        kept = data.kept
        self.list.set_columns(report_columns(kept, context))
        self.list.placeholder = words.NONE(lang, report=self.signs()["report"][0])
        self.list.update(report_rows(kept, context))
        phrase = words.HEAD_FULL if len(kept) == LISTED else words.HEAD
        head: list[Run] = [(phrase(lang, count=len(kept)), "text")] if kept else []
        if data.unread:
            head.append(("  " * len(head) + words.OF_A_NEWER(lang, count=data.unread), "warn"))
        self.query_one("#head", Line).runs = tuple(head)
        self.tell_chosen()
        if self.is_current:
            self.post_message(SawReports(kept))

    @on(Table.Highlighted)
    def tell_chosen(self) -> None:
        """The whole sentence, which no column holds."""
        chosen = self.chosen
        run = None if chosen is None else outcome_run(chosen, self.context, self.signs())
        text = "" if run is None else self.plain(run[0])
        self.query_one("#chosen", Note).tell(Content(text))

    # -- keys

    @on(Table.Selected)
    def _open(self, event: Table.Selected) -> None:
        if (kept := self.kept_of(event.key)) is not None:
            self.post_message(OpenReport(kept))

    def action_discard(self) -> None:
        """At the second `d`."""
        chosen, lang = self.chosen, self.context.lang
        if chosen is None:
            return
        if chosen.is_locked:
            self.say(words.NO_DISCARD(lang))
        elif self._discarding.pressed(str(chosen.report_id)):
            self.drop(chosen)
        else:
            channel, key = chosen.draft.channel or words.NO_CHANNEL(lang), self.signs()["reports.discard"][0]
            self.say(words.DISCARD_AGAIN(lang, channel=channel, discard=key))

    @work(group="report")
    async def drop(self, kept: KeptReport) -> None:
        feed, lang = await self.context.opened(), self.context.lang
        try:
            gone = await feed.store.write(lambda changes: changes.discard_report(kept.report_id))
        except StoreError as error:
            self.say(error.says(lang))
        else:
            self.say((words.DISCARDED if gone else words.NO_DISCARD)(lang))
