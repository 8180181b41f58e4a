"""Replaying: the events that a replay can go to, and the dialog for a typed time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from tui.analysis.project.live import bad_stretches
from tui.analysis.project.live_series import LiveSeries
from tui.analysis.times.moments import MomentError, moment
from tui.clock import ReplayClock
from tui.domain.edition import Edition
from tui.domain.records import MINUTE, Threshold, Window
from tui.messages import bundle as words
from tui.ui.context import Context, ReplayEvent
from tui.ui.dialog import Dialog

if TYPE_CHECKING:
    from tui.store.api import Snapshot


def read_events(
    snapshot: Snapshot, edition: Edition, thresholds: Mapping[str, Threshold], window: Window
) -> tuple[ReplayEvent, ...]:
    """The firing of each alarm, the moment of each note, and each minute in which a metric of the project turned bad,
    ascending. Runs off the event loop."""
    return tuple(sorted(_events(snapshot, edition, thresholds, window)))


def _events(
    snapshot: Snapshot, edition: Edition, thresholds: Mapping[str, Threshold], window: Window
) -> Iterator[ReplayEvent]:
    for alarm in snapshot.alarms(10_000):
        if alarm.fired_ts is not None and window.holds(alarm.fired_ts):
            yield ReplayEvent(alarm.fired_ts, "alarm")
    for note in snapshot.notes(window, 10_000):
        yield ReplayEvent(float(note.ts), "note")
    onsets, series = set(), LiveSeries(snapshot, edition)
    for name, metric in edition.live_metrics.items():
        for stretch in bad_stretches(series.points(name, window), thresholds.get(name), metric):
            onsets.add(stretch.first_ts // MINUTE * MINUTE)
    yield from (ReplayEvent(float(ts), "onset") for ts in onsets)


class GoToScreen(Dialog[int | None]):
    """Ends with the typed moment, or None."""

    AUTO_FOCUS = "Input"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.context: Context = context

    def compose(self) -> ComposeResult:
        line = Input(compact=True)
        line.cursor_blink = False
        yield Vertical(line, Static(id="told"), id="box")

    def on_mount(self) -> None:
        self.retell()

    def retell(self) -> None:
        lang = self.context.lang
        self.query_one(Input).placeholder = words.GO_TO_PROMPT(lang)
        self.entitle(self.query_one("#box"), words.GO_TO(lang), words.GO_TO_KEYS(lang, key=self.key))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        try:
            ts = self.moment(event.value)
        except MomentError as error:
            self.query_one("#told", Static).update(self.plain(error.said(self.context.lang)))
        else:
            self.dismiss(ts)

    def moment(self, typed: str) -> int:
        """`-10m` counts from the present moment of the replay; a time of day is one of the stretch. Raises
        MomentError."""
        clock = self.context.clock
        end_ts = clock.end_ts if isinstance(clock, ReplayClock) else clock.now()
        return moment(typed, clock.now() if typed.strip().startswith("-") else end_ts, self.context.zone)
