"""An event: one diagnosis, explained, over the list it was chosen from."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence

from textual import work
from textual.widget import Widget

from tui.records import Diagnosis, Scope, Want
from tui.screens.context import Context
from tui.screens.diagnosis_data import EventData, read_event
from tui.screens.event_text import panel
from tui.screens.frame import FrameScreen
from tui.screens.sheet import Paragraph, Sheet, lines
from tui.store import StoreError


class EventScreen(FrameScreen):
    TAB = "diagnosis"
    AUTO_FOCUS = "Sheet"
    FOOTER = ("back", "freeze", "help")

    def __init__(self, context: Context, scope: Scope, event: Diagnosis, newest_ts: int | None) -> None:
        """`scope` is the event's: its instant, channel and user, which is what the call is looked up by. `newest_ts`
        is what the screen beneath knew of the newest answer."""
        super().__init__(context, scope)
        self.event = event
        self.data = EventData(event, newest_ts=newest_ts)
        self.is_read = False
        self.told: tuple[Paragraph, ...] = ()

    def compose_body(self) -> Iterable[Widget]:
        self.told = panel(self.data, self.context)
        yield Sheet(self.told, ascii_only=self.context.ascii)

    def on_mount(self) -> None:
        self.changed = asyncio.Event()
        self.follow()

    def wants(self) -> Sequence[Want]:
        return (Want("diagnosis"),)

    def newest_ts(self) -> float | None:
        return self.data.newest_ts

    def answered(self) -> bool:
        return self.is_read

    def crumbs(self) -> tuple[str, ...]:
        return self.context.when(self.event.ts), self.event.uid

    def reask(self) -> None:
        self.changed.set()

    @work(group="event", exclusive=True)
    async def follow(self) -> None:
        feed = await self.context.opened()
        unsubscribe = feed.store.subscribe(self._store_changed)
        try:
            while True:
                try:
                    self.data = await feed.store.read(read_event, self.event)
                    self.is_read = True
                    self.context.read_troubles.pop("event", None)
                except StoreError as error:
                    self.context.read_troubles["event"] = error
                await self.show()
                await self.changed.wait()
                self.changed.clear()
        finally:
            unsubscribe()
            self.context.read_troubles.pop("event", None)

    def _store_changed(self, topics: frozenset[str]) -> None:
        if self.frozen_ts is None and "diagnoses" in topics:
            self.changed.set()

    async def show(self) -> None:
        """The paragraphs anew where they changed; the sheet stays scrolled as it was."""
        told = panel(self.data, self.context)
        if told == self.told:
            return
        self.told = told
        sheet = self.query_one(Sheet)
        with self.app.batch_update():
            await sheet.remove_children()
            await sheet.mount(*lines(told, ascii_only=self.context.ascii))
