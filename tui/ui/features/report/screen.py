"""Report: the form of a problem that is reported to the vendor, over the screen it was seen on.

╭ Report a problem to Agora ─────────────────────────────────────────────╮
│ channel       数学-3班                                                  │
│ teacher uid   44361248                                                 │
│ student uid   8381768x                    a whole number, 1–4294967295 │
│ abnormal end  ○ teacher  ● student                                     │
│ time          2026-11-22 15:49:30 +08     7 m ago                      │
│ type          ○ class switched  ○ call for help  ○ complaint  ● problem│
│ comments      …                                                        │
│ Request       (from 120 columns on beside the fields)                  │
│ POST /beta/analytics/feedback/reportV2?appid=… {"cname": …             │
│ ○ draft, saved                                                         │
╰──────────── ctrl+s sends · tab ↑↓ move · esc closes, saves the draft ──╯
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, TextArea

from tui.analysis.project.report import Checked, check, settled
from tui.domain.edition import Yields
from tui.domain.records import KeptNote, KeptReport, Report, ReportDraft, ReportState, Run
from tui.messages import report as words
from tui.store.errors import StoreError
from tui.ui.context import Context
from tui.ui.features.report.fields import ReportFields, ReportPreview, StateLine
from tui.ui.features.report.notes import notes_about, offered
from tui.ui.features.report.query import ReportSession
from tui.ui.features.report.view import shown, state_of
from tui.ui.form import Form
from tui.ui.style_sheets import sheets_for
from tui.ui.widgets.keys import bind

# The pause between the last key and saving; the interval of the age beside the time.
KEEP_S = 0.5
AGE_S = 5.0
# One that was sent goes away by itself, once that could be read; so long a sentence stands that is about no report.
READ_S = 4.0
# The pause between a failed reading of the outcome and the next one.
READ_AGAIN_S = 2.0


class ReportScreen(Form[int | None]):
    """Begins with a draft, or with a report of the outbox; ends with the id of one that is still on its way."""

    HELP = "report"
    HEADING = words.TITLE
    FIELDS: ClassVar[type[ReportFields]] = ReportFields
    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]  # noqa: RUF012 - as its base declares it
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("report.send", "ctrl+s", "send", priority=True),
        bind("report.close", "escape", "close"),
        # Ahead of the fields: the next keys must find the next one.
        bind("report.next", "tab", "app.focus_next", priority=True),
        bind("report.previous", "shift+tab", "app.focus_previous", priority=True),
        bind("report.up", "up", "app.focus_previous"),
        bind("report.down", "down", "app.focus_next"),
        bind("report.done", "enter", "done"),
        bind("reports", "ctrl+r", "list"),
        bind("report.notes", "ctrl+n", "add_notes", priority=True),
    ]

    def __init__(self, context: Context, draft: ReportDraft, kept: KeptReport | None = None) -> None:
        super().__init__(context)
        self.css_path = [*sheets_for("report")]
        self.context = context
        self.session = ReportSession(context, kept)
        self.begun = self.last = shown(draft, context)
        self.checked = self.check(self.begun)
        self.changed = asyncio.Event()
        # One that was opened after it was sent is only looked at.
        self.closes_itself = False
        # The user was warned that the server has it, or may have it; that the typed text would be lost.
        self.asked: ReportState | None = None
        self.gives_up = False
        # Drafts of the same channel that wait to be gone on with.
        self.others = 0
        self.said: Run | None = None
        self._keeping: Timer | None = None
        self._left_at: Widget | None = None
        # Those about the channel, around the time.
        self.notes: tuple[KeptNote, ...] = ()

    # -- its contents

    def compose(self) -> ComposeResult:
        with Container(id="box", classes="ascii" if self.context.ascii else None) as box:
            with Container(id="sides"):
                yield self.FIELDS(self.context, self.begun)
                yield ReportPreview(self.context)
            yield StateLine()
        box.border_title = Content(self.HEADING(self.context.lang))

    def on_mount(self) -> None:
        """The first missing field has the focus, else the comments."""
        self.fields.focus_on(next(iter(self.checked.problems), "comments"))
        self.tell()
        self.follow()
        self.find_notes()
        self.set_interval(AGE_S, self.tell_time)

    # -- the typed text

    @property
    def fields(self) -> ReportFields:
        return self.query_one(ReportFields)

    def check(self, draft: ReportDraft) -> Checked:
        return check(draft, self.context.clock.now(), self.context.zone)

    @property
    def to_keep(self) -> ReportDraft:
        """The typed text, and its meaning at the time of typing."""
        return settled(self.last, self.checked.ts)

    @property
    def is_edited(self) -> bool:
        return self.last != self.begun or self.session.kept is not None

    @on(ReportFields.Typed)
    def take(self) -> None:
        """The typed text; each key that acts on it asks for it as well: the key may come ahead of the message."""
        typed = self.fields.typed
        if typed == self.last:
            return
        self.last = typed
        self.checked = self.check(self.last)
        self.asked = self.session.same = self.said = None
        self.gives_up = False
        if self._keeping is not None:
            self._keeping.stop()
        self._keeping = self.set_timer(KEEP_S, self.keep_on)
        self.find_notes()
        self.tell()

    @work(group="report")
    async def keep_on(self) -> None:
        """The typed text outlives any end of the program."""
        if self.is_edited:
            await self.session.keep(self.to_keep)
            self.tell_state()

    # -- notes

    @work(group="notes", exclusive=True)
    async def find_notes(self) -> None:
        """Those that are offered for the comments; without them the report is whole, too."""
        feed, ts = await self.context.opened(), self.checked.ts
        found: tuple[KeptNote, ...] = ()
        if ts is not None:
            with suppress(StoreError):
                found = await feed.store.read(notes_about, self.last.channel.strip(), ts)
        if found != self.notes:
            self.notes = found
            self.tell_heading()

    @property
    def offered(self) -> tuple[str, ...]:
        return () if self.session.is_locked else offered(self.notes, self.last.comments, self.context)

    def tell_heading(self) -> None:
        lang, count = self.context.lang, len(self.offered)
        parts = [self.HEADING(lang)]
        if count:
            parts.append(words.NOTES_OFFERED(lang, count=count, key=self.sign("report.notes")))
        self.query_one("#box").border_title = Content(self.plain(" · ".join(parts)))

    def action_add_notes(self) -> None:
        """The offered notes at the end of the comments."""
        self.take()
        if not (lines := self.offered):
            self.say(words.NO_NOTES_OFFERED(self.context.lang))
            return
        area = self.query_one("#comments", TextArea)
        text = area.text.rstrip()
        area.text = "\n".join([*([text] if text else []), *lines])
        area.move_cursor(area.document.end)
        self.take()

    # -- showing

    def tell(self) -> None:
        """Every text but the typed one."""
        self.fields.tell(self.checked)
        self.tell_heading()
        self.tell_preview()
        self.tell_state()

    def tell_time(self) -> None:
        self.fields.tell_time(self.checked)

    def tell_preview(self) -> None:
        self.query_one(ReportPreview).tell(self.report, self.checked, was_sent=self.session.is_sent)

    @property
    def report(self) -> Report | None:
        """The report to send, or the sent one."""
        kept = self.session.kept
        return kept.report if kept is not None and kept.is_locked else self.checked.report

    def tell_state(self) -> None:
        drafted = None if self.is_edited else self.others
        run = self.said or state_of(self.session, self.to_keep, drafted, self.context, self.signs)
        self.query_one(StateLine).tell((self.plain(run[0]), run[1]))
        self.query_one("#box").border_subtitle = Content(self.plain(self.keys_text()))
        self.open_fields(not self.session.is_locked)

    def keys_text(self) -> str:
        keys = words.FORM_KEYS
        if self.session.is_locked:
            keys = words.DONE_KEYS if self.session.is_sent else words.SENDING_KEYS
        names = ("send", "close", "done", "next", "up", "down")
        return keys(self.context.lang, **{name: self.sign(f"report.{name}") for name in names})

    def open_fields(self, opened: bool) -> None:
        """Close the fields, or open them again where they were left."""
        fields = self.fields
        if fields.disabled is not opened:
            return
        if not opened:
            self._left_at = self.focused
        fields.disabled = not opened
        self.set_focus(self._left_at or self.query_one("#comments") if opened else self.query_one(ReportPreview))

    # -- its outcome

    @work(group="report")
    async def follow(self) -> None:
        """Show its state in the store, from the moment there is a store. The report given at the start may be old."""
        feed = await self.context.opened()
        unsubscribe = feed.store.subscribe(self._store_changed)
        try:
            await self.session.read()
            self.closes_itself = self.closes_itself or not self.session.is_sent
            if self.session.kept is None:
                self.others = await self.session.others(self.begun)
            self.tell_outcome()
            while True:
                if self.session.unread is not None:
                    self.set_timer(READ_AGAIN_S, self.changed.set)
                await self.changed.wait()
                self.changed.clear()
                await self.session.read()
                self.tell_outcome()
        finally:
            unsubscribe()

    def tell_outcome(self) -> None:
        self.tell_preview()
        self.tell_state()
        if self.session.is_sent and self.closes_itself:
            self.closes_itself = False
            self.set_timer(READ_S, self.leave)

    def _store_changed(self, topics: frozenset[str]) -> None:
        if "reports" in topics:
            self.changed.set()

    def say(self, text: str) -> None:
        run = (text, "text")
        self.tell_run(run)
        self.set_timer(READ_S, lambda: self.unsay(run))

    def unsay(self, run: Run) -> None:
        if self.said is run:
            self.said = None
            self.tell_state()

    def tell_run(self, run: Run) -> None:
        """In the place of the state, until something is typed or happens."""
        self.said = run
        self.tell_state()

    # -- keys

    def action_send(self) -> None:
        """Send the shown report, once."""
        self.take()
        lang, report, doubted = self.context.lang, self.checked.report, self.session.doubted
        if self.session.is_locked:
            return
        if not self.context.edition.has(Yields.RECEIPT):
            self.tell_run((words.NO_REPORTS(lang), "warn"))
        elif report is None:
            self.fields.focus_on(next(iter(self.checked.problems)))
            self.tell_run((words.WRONG_FIRST(lang), "bad"))
        elif self.context.feed is None:
            self.tell_run((words.NOT_OPEN(lang), "warn"))
        elif doubted is not None and doubted.state is not self.asked:
            self.asked = doubted.state
            said = words.TWICE(lang, send=self.sign("report.send"), close=self.sign("report.close"))
            self.tell_run((said, "warn"))
        else:
            self.post(report)

    @work(group="report")
    async def post(self, report: Report) -> None:
        """Where one that says the same may be there already, its sentence is the question."""
        self.tell_run((words.SENDING_NOW(self.context.lang, close=self.sign("report.close")), "accent"))
        self.closes_itself = True
        await self.session.send(self.to_keep, report, self.asked)
        self.asked = self.session.same.state if self.session.same else None
        self.said = None
        self.tell_outcome()

    def action_done(self) -> None:
        """`enter` where no field takes it: the next field, or the end of a sent report."""
        if self.session.is_sent:
            self.leave()
        else:
            self.focus_next()

    @on(Input.Submitted)
    def _next(self) -> None:
        self.focus_next()

    @work(group="close", exclusive=True)
    async def action_close(self) -> None:
        if await self.is_kept(self.sign("report.close")):
            self.leave()

    @work(group="close", exclusive=True)
    async def action_list(self) -> None:
        """To the others that are kept, or were sent."""
        if await self.is_kept(self.sign("reports")):
            self.app.call_later(self.app.run_action, "reports")
            self.leave()

    def leave(self) -> None:
        if self.is_current:
            # Else the reading under way would end after the fields are gone.
            self.workers.cancel_node(self)
            kept = self.session.kept
            self.dismiss(kept.report_id if kept is not None and kept.is_on_its_way else None)

    async def is_kept(self, key: str) -> bool:
        """Whether this form may go: nothing was typed, or it is kept; else it says so, and may the second time."""
        self.take()
        await self.session.rest()
        if self.gives_up or self.session.is_locked or not self.is_edited or await self.session.keep(self.to_keep):
            return True
        self.gives_up = True
        lang, unkept = self.context.lang, self.session.unkept
        error = words.NOT_OPEN(lang) if unkept is None else unkept.says(lang)
        self.tell_run((words.STILL_UNKEPT(lang, error=error, key=key), "bad"))
        return False
