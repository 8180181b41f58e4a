"""User: the diagnoses and sessions of one user in the store, newest first; `enter` opens the call.

44361248   stored: 2 diagnoses, 31 as the cause, 1 session, back to 11-20 09:12
  time      as         diagnoses                     channel    root causes (whose), or the session
▸ 07:52:31  cause      video freeze of 83817682      数学-3班    video downstream packet loss (44361248)
  07:10:02  in a call  video freeze 2                数学-3班    07:10–07:58  Windows · Wi-Fi
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual import on
from textual.widget import Widget

from tui.domain.records import Appearance, Scope
from tui.messages import user as words
from tui.ui.base_screen import FrameScreen
from tui.ui.context import Context, Feed
from tui.ui.features.user.columns import (
    UserData,
    head_runs,
    key_of,
    read_user,
    scope_of,
    user_columns,
    user_export,
    user_rows,
)
from tui.ui.live_query import LiveQuery
from tui.ui.navigation import Route
from tui.ui.widgets.line import Line
from tui.ui.widgets.table import Table

if TYPE_CHECKING:
    from tui.analysis.project.report import Facts
    from tui.export.extract import Extract, Setting

# News of the store wait for this many times the seconds of the last reading, which looks through all that is stored.
REST = 10.0


class UserScreen(FrameScreen):
    """`scope.uid` is the user."""

    TAB = "user"
    UNUSED = frozenset({"table.mark"})
    FOOTER = ("table.select", "filter", "table.sort", "report", "back", "help")

    def __init__(self, context: Context, scope: Scope | None = None) -> None:
        super().__init__(context, scope)
        self.live_query = LiveQuery(self, self.ask, self.show, topics={"diagnoses", "calls"}, rest=REST)

    def compose_body(self) -> Iterable[Widget]:
        yield Line(((self.context.names.user(self.scope.uid), "strong"),), id="head")
        yield Table(
            user_columns(None, self.context),
            placeholder=words.READING(self.context.lang),
            ascii=self.context.ascii,
        )

    def breadcrumb(self) -> tuple[str, ...]:
        return (self.context.names.user(self.scope.uid),)

    async def ask(self, feed: Feed, now_ts: float) -> UserData:
        return await feed.store.read(read_user, self.scope.uid or "")

    @property
    def data(self) -> UserData | None:
        return self.live_query.data

    def link(self) -> Route:
        return Route("user", Scope(uid=self.scope.uid))

    def found_at(self, key: str | None) -> Appearance | None:
        return next((one for one in self.data.found if key_of(one) == key), None) if self.data else None

    def show(self) -> None:
        data, table = self.data, self.query_one(Table)
        assert data is not None
        table.placeholder = words.NONE(self.context.lang)
        table.set_columns(user_columns(data, self.context))
        table.update(user_rows(data, self.context))
        self.query_one("#head", Line).runs = head_runs(data, self.context)

    def report_facts(self) -> Facts:
        from tui.analysis.project.report import facts_of
        from tui.ui.texts.report import of_diagnosis

        chosen = self.found_at(self.export_key())
        if chosen is None:
            return super().report_facts()
        if chosen.diagnosis is not None:
            return of_diagnosis(chosen.diagnosis, self.context)
        return facts_of(scope_of(chosen))

    async def exported(self, setting: Setting, feed: Feed, key: str | None = None) -> Extract | None:
        if self.data is None:
            return None
        return await asyncio.to_thread(user_export, self.data, self.context, self.query_one(Table).shown, setting)

    @on(Table.Selected)
    def _open(self, event: Table.Selected) -> None:
        if (one := self.found_at(event.key)) is not None:
            self.open(Route("call", scope_of(one)))
