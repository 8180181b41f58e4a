"""Reporting: the reports of the app: the open form, the reports left on their way, the unsent ones."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace
from textual.app import App

from tui.domain.edition import Yields
from tui.domain.records import Failure, KeptReport, ReportDraft, ReportState
from tui.messages import report as words
from tui.store.errors import StoreError
from tui.ui.base_screen import frames_of
from tui.ui.context import Context, Unsent
from tui.ui.features.report.query import LOOKED_THROUGH
from tui.ui.navigation import Route
from tui.ui.routes import find, follow

if TYPE_CHECKING:
    from tui.export.extract import Setting
    from tui.ui.features.report.screen import ReportScreen


class _Outcome(Struct, frozen=True):
    """The outcome of a report at a time; a change makes another one."""

    report_id: int
    changed_ts: float
    state: ReportState
    failure: Failure | None


def _outcome(kept: KeptReport) -> _Outcome:
    return _Outcome(kept.report_id, kept.changed_ts, kept.state, kept.failure)


class Reporting:
    def __init__(self, app: App[Any], context: Context) -> None:
        self.app = app
        self.context = context
        self.form: ReportScreen | None = None
        # The draft that was closed last, to be gone on with.
        self._last: KeptReport | None = None
        self._left: set[int] = set()
        self._seen: set[_Outcome] = set()
        self._turn = asyncio.Lock()

    # -- the form

    def write(self) -> None:
        """A report about the screen."""
        from tui.analysis.project.report import continues, drafted

        frame = frames_of(self.app)[-1]
        facts = frame.report_facts()
        kept = self._last
        if kept is not None and continues(kept.draft, facts):
            self.open(kept)
            return
        draft = drafted(facts, is_ticket=not self.context.edition.has(Yields.RECEIPT))
        # The shown text is sent, and so it has the signs of this terminal.
        self._open_form(replace(draft, comments=frame.plain(draft.comments)))

    def open(self, kept: KeptReport) -> None:
        self._open_form(kept.draft, kept)

    def _open_form(self, draft: ReportDraft, kept: KeptReport | None = None) -> None:
        if not draft.is_ticket:
            self._open(find("report")(self.context, draft, kept))
            return
        from tui.ui.features.report.ticket import Outlet

        self._open(find("ticket")(self.context, draft, Outlet(self._setting, self._copy), kept))

    async def _setting(self) -> Setting:
        from tui.ui.features.export.commands import setting_of

        return await setting_of(self.context)

    def _copy(self, text: str) -> bool:
        from tui.ui.features.export.screen import copy_text

        return copy_text(frames_of(self.app)[-1], text, lines=True)

    def _open(self, form: ReportScreen) -> None:
        """One at a time, however fast the keys come: a second one over it would be forgotten of."""
        if self.form is not None:
            return
        self.form = form
        self.app.push_screen(form, self._closed)

    def _closed(self, on_its_way: int | None) -> None:
        form, self.form = self.form, None
        if form is not None and form.session.kept is not None and on_its_way is None:
            self.saw((form.session.kept,))
        kept = form.session.kept if form is not None else None
        self._last = kept if kept is not None and kept.state is ReportState.DRAFT else None
        if self._last is not None:
            top = frames_of(self.app)[-1]
            signs = {name: top.signs()[name][0] for name in ("report", "reports")}
            top.say(words.DRAFT_SAVED(self.context.lang, report=signs["report"], list=signs["reports"]))
        if on_its_way is not None:
            self._left.add(on_its_way)
        self.app.run_worker(self.read(), group="reports")

    def list_all(self) -> None:
        if not isinstance(self.app.screen, find("reports")):
            follow(Route("reports"), frames_of(self.app)[-1])

    async def may_quit(self, binding_id: str = "quit") -> bool:
        """Whether the key of that binding loses nothing: the open report is kept first."""
        if self.form is None or not self.form.is_attached:
            return True
        return await self.form.is_kept(frames_of(self.app)[-1].signs()[binding_id][0])

    # -- their outcomes

    def saw(self, kept: Iterable[KeptReport]) -> None:
        self._seen.update(map(_outcome, kept))

    async def read(self) -> None:
        """Say the outcome of the reports left on their way; count those that the user must still look at."""
        feed = await self.context.opened()
        async with self._turn:
            try:
                kept = await feed.store.read(lambda snapshot: snapshot.reports(LOOKED_THROUGH))
            except StoreError:
                # The screens' own readings show the error; the next change is another try.
                return
        top = frames_of(self.app)[-1] if self.app.is_running else None
        if top is None or not top.is_mounted:
            return
        for each in kept:
            if each.report_id in self._left and not each.is_on_its_way:
                self._left.discard(each.report_id)
                top.say(top.plain(self._said_of(each, top.signs()["reports"][0])))
        # That of the one that is open is told by its form.
        opened = self.form.session.kept.report_id if self.form and self.form.session.kept else None
        unseen = [each for each in kept if each.report_id != opened and _outcome(each) not in self._seen]
        unknown = sum(each.state is ReportState.UNKNOWN for each in unseen)
        failed = sum(each.is_unsent for each in unseen)
        self.context.unsent = Unsent(failed - unknown, unknown)
        top.tick()

    def _said_of(self, kept: KeptReport, key: str) -> str:
        from tui.ui.features.report.view import state_run

        lang, channel = self.context.lang, kept.draft.channel
        if kept.state is ReportState.SENT:
            return words.SAID_SENT(lang, channel=channel)
        return words.SAID_TROUBLE(lang, state=state_run(kept, lang)[0], channel=channel, list=key)
