"""Ticket: the form of the facts that the vendor's support asks for, where the API takes no reports. Its Markdown is
copied, or saved to a file; either way it stays in the list of reports.

╭ Ticket for Agora's support ────────────────────────────────────────────╮
│ channel       数学-3班                                                  │
│ call id       00052b73b25c5356bd435242                                 │
│ suffers       83817682                                                 │
│ its SDK       4.2.1 · Android · Wi-Fi                                  │
│ caused by                                       not known              │
│ …                                                                      │
│ Ticket (Markdown)       (from 120 columns on beside the fields)        │
│ ○ draft, saved                                                         │
╰─────── ctrl+y copies · ctrl+s saves a file · esc closes, keeps it ─────╯
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import ClassVar

from msgspec import Struct
from msgspec.structs import replace
from textual import work
from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Input, TextArea

from tui.analysis.project.report import Checked, check_ticket, settled
from tui.domain.records import MEDIA, KeptReport, ReportDraft, ReportState, Run
from tui.domain.text import Phrase
from tui.export.extract import Setting
from tui.export.files import Target, WriteError, stem, write
from tui.messages import export as export_words
from tui.messages import report as words
from tui.store.errors import StoreError
from tui.ui.context import Context
from tui.ui.features.report.fields import ReportFields, ReportPreview
from tui.ui.features.report.screen import ReportScreen
from tui.ui.features.report.ticket_text import ticket_markdown
from tui.ui.features.report.view import problems_text, uid_run
from tui.ui.widgets.choice import Choice
from tui.ui.widgets.keys import bind
from tui.ui.widgets.line_field import LineField

UIDS = ("sufferer_uid", "cause_uid")
# Their emptiness is a fact that is not known.
TEXTS = ("channel", "call_id", *UIDS, "sufferer_client", "cause_client", "end")


class Outlet(Struct, frozen=True):
    """The ways out: the names that may leave (raises StoreError), and the clipboard (False: too long for it)."""

    setting: Callable[[], Awaitable[Setting]]
    copy: Callable[[str], bool]


class TicketFields(ReportFields):
    LABELS: ClassVar[Mapping[str, Phrase]] = {
        "channel": words.CHANNEL,
        "call_id": words.CALL_ID,
        "sufferer_uid": words.SUFFERER,
        "sufferer_client": words.SUFFERER_CLIENT,
        "cause_uid": words.CAUSE,
        "cause_client": words.CAUSE_CLIENT,
        "time": words.FROM,
        "end": words.UNTIL,
        "medium": words.MEDIUM,
        "comments": words.SEEN,
    }

    def rows(self) -> Iterable[Widget]:
        lang, draft = self.context.lang, self.draft
        for name in self.LABELS:
            if name == "medium":
                chosen = MEDIA.index(draft.medium) if draft.medium in MEDIA else None
                yield Choice([words.MEDIA[each](lang) for each in MEDIA], chosen, id=name)
            elif name != "comments":
                yield LineField(getattr(draft, name), id=name)

    @property
    def typed(self) -> ReportDraft:
        medium = self.query_one("#medium", Choice).chosen
        return replace(
            self.draft,
            **{name: self.query_one(f"#{name}", Input).value for name in (*TEXTS, "time")},
            medium="" if medium is None else MEDIA[medium],
            comments=self.query_one("#comments", TextArea).text,
        )

    def beside(self, name: str) -> Run | None:
        text = getattr(self.told, name)
        if not text.strip():
            return words.UNKNOWN_FACT(self.context.lang), "dim"
        return uid_run(text) if name in UIDS else None

    def tell_time(self, checked: Checked) -> None:
        if self.told.time.strip():
            super().tell_time(checked)
        else:
            self._note("time", checked, (words.UNKNOWN_FACT(self.context.lang), "dim"))


class TicketScreen(ReportScreen):
    HELP = "ticket"
    HEADING = words.TICKET_TITLE
    FIELDS: ClassVar[type[ReportFields]] = TicketFields
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("ticket.copy", "ctrl+y", "copy", priority=True),
        # In the place of the report's own, which is sent by it.
        bind("ticket.save", "ctrl+s", "save", priority=True),
    ]

    def __init__(self, context: Context, draft: ReportDraft, outlet: Outlet, kept: KeptReport | None = None) -> None:
        self.end_ts: int | None = None
        super().__init__(context, draft, kept)
        self.outlet = outlet
        self.setting: Setting | None = None

    def on_mount(self) -> None:
        super().on_mount()
        self.read_setting()

    @work(group="setting")
    async def read_setting(self) -> None:
        """The names that may leave."""
        await self.context.opened()
        try:
            self.setting = await self.outlet.setting()
        except StoreError as error:
            self.tell_run((error.says(self.context.lang), "bad"))
        else:
            self.tell_preview()

    def check(self, draft: ReportDraft) -> Checked:
        checked, self.end_ts = check_ticket(draft, self.context.clock.now(), self.context.zone)
        return checked

    @property
    def to_keep(self) -> ReportDraft:
        return settled(self.last, self.checked.ts, self.end_ts)

    def keys_text(self) -> str:
        names = {name: self.sign(f"report.{name}") for name in ("close", "next", "up", "down")}
        return words.TICKET_KEYS(
            self.context.lang, copy=self.sign("ticket.copy"), save=self.sign("ticket.save"), **names
        )

    def tell_preview(self) -> None:
        lang = self.context.lang
        if self.checked.problems:
            text = problems_text(self.checked, lang, self.fields.LABELS)
        elif self.setting is None:
            text = words.NOT_OPEN(lang)
        else:
            text = self.text(self.setting)
        self.query_one(ReportPreview).show(words.TICKET_PREVIEW(lang), text)

    def text(self, setting: Setting) -> str:
        return ticket_markdown(self.to_keep, self.context.feed.app_id if self.context.feed else "", setting)

    # -- keys

    def action_send(self) -> None:
        """A ticket goes to no server: the key for reports saves it."""
        self.action_save()

    def action_copy(self) -> None:
        if (setting := self.ready()) is not None:
            self.leave_as(ReportState.COPIED, setting)

    def action_save(self) -> None:
        if (setting := self.ready()) is not None:
            self.leave_as(ReportState.SAVED, setting)

    def ready(self) -> Setting | None:
        """The setting of a ticket without a fault; where there is none, why is said."""
        self.take()
        if self.checked.problems:
            self.fields.focus_on(next(iter(self.checked.problems)))
            self.tell_run((words.WRONG_FIRST(self.context.lang), "bad"))
        elif self.setting is None:
            self.tell_run((words.NOT_OPEN(self.context.lang), "warn"))
        else:
            return self.setting
        return None

    @work(group="ticket", exclusive=True)
    async def leave_as(self, state: ReportState, setting: Setting) -> None:
        """Copy it or write its file, then note so in the list."""
        lang, draft, text = self.context.lang, self.to_keep, self.text(setting)
        if state is ReportState.COPIED:
            if not self.outlet.copy(text):
                self.tell_run((words.TICKET_TOO_LONG(lang), "bad"))
                return
        else:
            now_ts = self.context.clock.now()
            path = Target(self.context.export_dir, stem(setting.project, "ticket", now_ts)).path("md")
            try:
                await asyncio.to_thread(write, path, text)
            except WriteError as error:
                trouble = export_words.TROUBLES[error.trouble.value]
                what = trouble(lang, name=path.name, directory=str(path.parent.absolute()), detail=error.detail)
                self.tell_run((words.TICKET_UNWRITTEN(lang, what=what), "bad"))
                return
            draft = replace(draft, file=str(path.absolute()))
        await self.session.keep(draft, state)
        # The name of the file is no typed text.
        self.fields.draft = replace(self.fields.draft, file=draft.file)
        self.last = self.fields.told = self.fields.typed
        self.said = None
        self.tell_state()
