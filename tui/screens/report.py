"""Report: the form of a problem that is reported to the vendor, over the screen it was seen on.

╭ Report a problem to Agora ─────────────────────────────────────────────╮
│ channel       数学-3班                                                  │
│ teacher uid   44361248                                                 │
│ student uid   8381768x                    a whole number, 1–4294967295 │
│ abnormal end  ○ teacher  ● student                                     │
│ time          2026-11-22 15:49:30 +08     7 m ago                      │
│ type          ○ class switched  ○ call for help  ○ complaint  ● problem│
│ comments      …                                                        │
│ What is sent  (from 120 columns on beside the fields)                  │
│ POST /beta/analytics/feedback/reportV2?appid=… {"cname": …             │
│ ○ draft, kept                                                          │
╰──────────── ctrl+s sends · tab ↑↓ move · esc closes, keeps the draft ──╯
"""

from __future__ import annotations

import asyncio
from typing import ClassVar

from msgspec.structs import replace
from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, Static

from tui.api.endpoints import ENDPOINTS
from tui.messages import report as words
from tui.records import KeptReport, Report, ReportDraft, ReportState, Run
from tui.screens.context import Context
from tui.screens.report_fields import ReportFields
from tui.screens.report_hold import Hold
from tui.screens.report_text import outcome_run, problems_text, time_text
from tui.screens.sheets import sheets_for
from tui.triage.report import check
from tui.widgets.cells import visible
from tui.widgets.keys import bind
from tui.widgets.line import Line
from tui.widgets.roles import ASCII

# What is typed is kept so long after the last key; how often the age beside the time is looked at.
KEEP_S = 0.5
AGE_S = 5.0
# One that was sent goes away by itself, once that could be read.
READ_S = 4.0
PATH = ENDPOINTS["report"].path


class ReportScreen(ModalScreen[int | None]):
    """Begins with a draft, or with a report of the outbox; ends with the id of one that is still on its way."""

    HELP = "report"
    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]  # noqa: RUF012 - as its base declares it
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("report.send", "ctrl+s", "send", priority=True),
        bind("report.close", "escape", "close"),
        bind("report.up", "up", "app.focus_previous"),
        bind("report.down", "down", "app.focus_next"),
        bind("report.done", "enter", "done"),
        bind("help", "f1", "app.keys"),
    ]

    def __init__(self, context: Context, draft: ReportDraft, kept: KeptReport | None = None) -> None:
        super().__init__()
        self.css_path = [*sheets_for("report")]
        self.context = context
        self.hold = Hold(context, kept)
        self.begun = self.last = _shown(draft, context)
        self.checked = check(self.begun, context.clock.now(), context.zone)
        self.changed = asyncio.Event()
        # One that was opened after it was sent is only looked at.
        self.closes_itself = not self.is_sent
        # Somebody was told that the server may have it already, or that what was typed would be lost.
        self.is_warned = self.gives_up = False
        self.said: Run | None = None
        self._keeping: Timer | None = None
        self._left_at: Widget | None = None

    # -- what is on it

    def compose(self) -> ComposeResult:
        lang, ascii_only = self.context.lang, self.context.ascii
        with Container(id="box", classes="ascii" if ascii_only else None) as box:
            with Container(id="sides"):
                yield ReportFields(self.context, self.begun)
                with VerticalScroll(id="sent"):
                    yield Line(id="heading")
                    yield Static(id="json", markup=False)
            yield Static(id="state", markup=False)
        box.border_title = Content(words.TITLE(lang))

    def on_mount(self) -> None:
        """What is missing comes first, else what one would add to."""
        self.fields.focus_on(next(iter(self.checked.problems), "comments"))
        self.tell()
        self.follow()
        self.set_interval(AGE_S, self.tell_time)

    # -- what was typed

    @property
    def fields(self) -> ReportFields:
        return self.query_one(ReportFields)

    @property
    def to_keep(self) -> ReportDraft:
        """What was typed, the time as the instant it meant when it was typed."""
        ts = self.checked.ts
        return self.last if ts is None else replace(self.last, time=str(ts))

    @property
    def is_edited(self) -> bool:
        return self.last != self.begun or self.hold.kept is not None

    @property
    def is_sent(self) -> bool:
        return self.hold.state is ReportState.SENT

    @on(ReportFields.Typed)
    def take(self) -> None:
        """What was typed; asked for by each key that acts on it as well, which may come ahead of the word of it."""
        typed = self.fields.typed
        if typed == self.last:
            return
        self.last = typed
        self.checked = check(self.last, self.context.clock.now(), self.context.zone)
        self.is_warned = self.gives_up = False
        self.said = None
        if self._keeping is not None:
            self._keeping.stop()
        self._keeping = self.set_timer(KEEP_S, self.keep_on)
        self.tell()

    @work(group="report")
    async def keep_on(self) -> None:
        """What is typed outlives whatever ends the program."""
        if self.is_edited:
            await self.hold.keep(self.to_keep)
            self.tell_state()

    # -- showing

    def tell(self) -> None:
        """Every text but what is typed."""
        self.fields.tell(self.checked)
        self.tell_preview()
        self.tell_state()

    def tell_time(self) -> None:
        self.fields.tell_time(self.checked)

    def tell_preview(self) -> None:
        context, lang, report = self.context, self.context.lang, self.report
        heading = words.WAS_SENT if self.is_sent else words.PREVIEW
        self.query_one("#heading", Line).runs = ((heading(lang), "strong"),)
        text = problems_text(self.checked, lang)
        if report is not None:
            feed = context.feed
            text = words.NOT_OPEN(lang)
            if feed is not None:
                text = f"POST {PATH}?appid={visible(feed.app_id)}\n{feed.report_body(report)}"
        self.query_one("#json", Static).update(Content(text))

    @property
    def report(self) -> Report | None:
        """What would be sent, or was."""
        kept = self.hold.kept
        return kept.report if kept is not None and self.is_locked else self.checked.report

    @property
    def is_locked(self) -> bool:
        """What is on its way, or was sent, is what it is."""
        return self.hold.is_on_its_way or self.is_sent

    def tell_state(self) -> None:
        lang, context = self.context.lang, self.context
        text, role = self.said or self.state_run()
        state = self.query_one("#state", Static)
        state.update(Content(text.translate(ASCII) if context.ascii else text))
        for each in ("text", "accent", "good", "warn", "bad"):
            state.set_class(each == role, f"is-{each}")
        keys = words.FORM_KEYS
        if self.is_locked:
            keys = words.DONE_KEYS if self.is_sent else words.SENDING_KEYS
        told = keys(lang)
        self.query_one("#box").border_subtitle = Content(told.translate(ASCII) if context.ascii else told)
        self.open_fields(not self.is_locked)

    def open_fields(self, opened: bool) -> None:
        """Close the fields, or open them again where they were left."""
        fields = self.fields
        if fields.disabled is not opened:
            return
        if not opened:
            self._left_at = self.focused
        fields.disabled = not opened
        self.set_focus(self._left_at or self.query_one("#comments") if opened else self.query_one("#sent"))

    def state_run(self) -> Run:
        lang, hold = self.context.lang, self.hold
        if hold.trouble is not None:
            return words.UNKEPT(lang, error=hold.trouble), "bad"
        if hold.kept is not None and (run := outcome_run(hold.kept, self.context)) is not None:
            return run
        if not self.is_edited:
            return words.FRESH(lang), "text"
        return (words.KEPT if hold.draft == self.to_keep else words.KEEPING)(lang), "text"

    # -- what becomes of it

    @work(group="report")
    async def follow(self) -> None:
        """Tell its state as the store does, from the moment there is a store."""
        feed = await self.context.opened()
        self.tell_preview()
        unsubscribe = feed.store.subscribe(self._store_changed)
        try:
            while True:
                await self.changed.wait()
                self.changed.clear()
                await self.hold.read()
                self.tell_outcome()
        finally:
            unsubscribe()

    def tell_outcome(self) -> None:
        self.tell_preview()
        self.tell_state()
        if self.is_sent and self.closes_itself:
            self.closes_itself = False
            self.set_timer(READ_S, self.leave)

    def _store_changed(self, topics: frozenset[str]) -> None:
        if "reports" in topics:
            self.changed.set()

    def say(self, run: Run) -> None:
        self.said = run
        self.tell_state()

    # -- keys

    def action_send(self) -> None:
        """What is shown is sent, once."""
        self.take()
        lang, report = self.context.lang, self.checked.report
        if self.is_locked:
            return
        if report is None:
            self.fields.focus_on(next(iter(self.checked.problems)))
            self.say((words.WRONG_FIRST(lang), "bad"))
        elif self.context.feed is None:
            self.say((words.NOT_OPEN(lang), "warn"))
        elif self.hold.state is ReportState.UNKNOWN and not self.is_warned:
            self.is_warned = True
            self.say((words.TWICE(lang), "warn"))
        else:
            self.post(report)

    @work(group="report")
    async def post(self, report: Report) -> None:
        if self._keeping is not None:
            self._keeping.stop()
        self.say((words.SENDING_NOW(self.context.lang), "accent"))
        await self.hold.send(self.to_keep, report, again=self.is_warned)
        self.is_warned, self.said = False, None
        self.tell_outcome()

    def action_done(self) -> None:
        """`enter` where no field takes it: the next one, or away from what was sent."""
        if self.is_sent:
            self.leave()
        else:
            self.focus_next()

    @on(Input.Submitted)
    def _next(self) -> None:
        self.focus_next()

    @work(group="close", exclusive=True)
    async def action_close(self) -> None:
        if await self.is_kept("esc"):
            self.leave()

    def leave(self) -> None:
        if self.is_current:
            # Or what one is just reading would come when the fields are gone.
            self.workers.cancel_node(self)
            kept = self.hold.kept
            self.dismiss(kept.report_id if kept and self.hold.is_on_its_way else None)

    async def is_kept(self, key: str) -> bool:
        """Whether this form may go: nothing was typed, or it is kept; else it says so, and may the second time."""
        self.take()
        await self.hold.rest()
        if self.gives_up or self.is_locked or not self.is_edited or await self.hold.keep(self.to_keep):
            return True
        self.gives_up = True
        lang = self.context.lang
        self.say((words.STILL_UNKEPT(lang, error=self.hold.trouble or words.NOT_OPEN(lang), key=key), "bad"))
        return False


def _shown(draft: ReportDraft, context: Context) -> ReportDraft:
    """A draft as its fields can show it: no character that a terminal would obey, the time as people write it."""
    is_instant = draft.time.isascii() and draft.time.isdecimal()
    return replace(
        draft,
        channel=visible(draft.channel),
        teacher_uid=visible(draft.teacher_uid),
        student_uid=visible(draft.student_uid),
        time=time_text(int(draft.time), context) if is_instant and len(draft.time) < 11 else visible(draft.time),
        comments="\n".join(map(visible, draft.comments.split("\n"))),
    )
