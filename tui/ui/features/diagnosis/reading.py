"""Base of Diagnosis: the stretch of time and the moment in it, what is narrowed by, and the reading of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from msgspec.structs import replace
from textual.binding import BindingType

from tui.analysis.next_after import ahead
from tui.domain.records import HOUR, MINUTE, Scope, Want
from tui.messages import frame as frame_words
from tui.store.sqlite.diagnoses import Narrowed
from tui.ui.context import Context, Feed
from tui.ui.features.diagnosis.query import DiagnosisData, DiagnosisQuery, read_diagnosis
from tui.ui.features.diagnosis.view import KINDS, narrowed_by
from tui.ui.navigation import Route, frames_below
from tui.ui.reading import ReadingScreen
from tui.ui.widgets.keys import bind

WANTS = (Want("diagnosis"),)
ZOOMS_S = (15 * MINUTE, HOUR, 6 * HOUR, 24 * HOUR)


class DiagnosisReading(ReadingScreen):
    """`scope.moment_ts`: the minute to look at; `scope.channel`: of that channel; `scope.window`: of that time."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("live.earlier", "left,h", "move(-1)"),
        bind("live.later", "right,l", "move(1)"),
        bind("live.much_earlier", "shift+left", "move(-10)"),
        bind("live.much_later", "shift+right", "move(10)"),
        bind("live.zoom_in", "plus,equals_sign", "zoom(-1)"),
        bind("live.zoom_out", "minus", "zoom(1)"),
        bind("live.zoom_reset", "0", "zoom(0)"),
        bind("live.next_bad", "n", "next_bad(1)"),
        bind("live.previous_bad", "N", "next_bad(-1)"),
        bind("calls.at", "c", "calls"),
    ]

    data: DiagnosisData | None = None
    zoom_s = HOUR
    # The cursor goes to the moment once, when its data comes.
    sought_ts: int | None = None

    def __init__(self, context: Context, scope: Scope | None = None) -> None:
        super().__init__(context, scope)
        moment_ts = self.scope.moment_ts
        self.moment_ts = None if moment_ts is None else moment_ts // MINUTE * MINUTE
        self.sought_ts = moment_ts
        self.only = Narrowed(channel=self.scope.channel)

    # -- what it looks at

    def wants(self) -> Sequence[Want]:
        return WANTS

    def newest_ts(self) -> float | None:
        return self.data.newest_ts if self.data else None

    def answered(self) -> bool:
        return self.newest_ts() is not None

    def crumbs(self) -> tuple[str, ...]:
        moment = () if self.moment_ts is None else (self.context.when(self.moment_ts),)
        return *moment, *narrowed_by(self.only, self.context)

    async def ask(self, feed: Feed) -> None:
        self.data = await feed.store.read(read_diagnosis, self.query_now())

    def store_changed(self, topics: frozenset[str]) -> None:
        if self.frozen_ts is None and "diagnoses" in topics and self.is_looked_at:
            self.changed.set()

    def on_screen_resume(self) -> None:
        """What came while another screen lay over this one."""
        self.changed.set()

    def tick(self) -> None:
        super().tick()
        # A new minute is pending, and moves the window, even when nothing came.
        if self.data and self.frozen_ts is None and self.context.clock.now() // MINUTE != self.data.now_ts // MINUTE:
            self.changed.set()

    def query_now(self) -> DiagnosisQuery:
        now_ts = self.context.clock.now() if self.frozen_ts is None else self.frozen_ts
        return DiagnosisQuery(now_ts, self.zoom_s, self.moment_ts, self.only, self.scope.window)

    # -- keys

    def narrow(self, only: Narrowed) -> None:
        self.only = only
        self.changed.set()
        super().tick()

    def action_zoom(self, by: int) -> None:
        index = 1 if by == 0 else ZOOMS_S.index(self.zoom_s) + by
        self.zoom_s = ZOOMS_S[min(max(index, 0), len(ZOOMS_S) - 1)]
        if self.scope.window is not None:
            self.scope = replace(self.scope, window=None)
        self.changed.set()

    def action_move(self, steps: int) -> None:
        """Steps from the moment, or from the newest minute; beyond the newest the screen follows it again."""
        if not self.data or self.data.newest_ts is None:
            return
        newest_ts = self.data.newest_ts // MINUTE * MINUTE
        target_ts = (newest_ts if self.moment_ts is None else self.moment_ts) + steps * MINUTE
        self.go_to(None if steps > 0 and target_ts > newest_ts else target_ts)

    def action_next_bad(self, direction: int) -> None:
        """To the next, or the previous, minute of which somebody is diagnosed as abnormal."""
        minutes = [one.ts // MINUTE * MINUTE for one in self.data.diagnoses] if self.data else []
        here_ts = self.data.now_ts if self.data and self.moment_ts is None else self.moment_ts or 0
        next_ts = ahead(minutes, here_ts, direction)
        if next_ts is None:
            self.say(frame_words.NONE_AHEAD[direction](self.context.lang, key=self.key))
        else:
            self.go_to(next_ts)

    def action_calls(self) -> None:
        """The calls that were on at the minute, of the channel that is filtered by or of all."""
        newest_ts = self.data.newest_ts if self.data else None
        moment_ts = newest_ts if self.moment_ts is None else self.moment_ts
        self.open(Route("calls", Scope(moment_ts=moment_ts, channel=self.only.channel)))

    def go_to(self, moment_ts: int | None) -> None:
        self.moment_ts = self.sought_ts = moment_ts
        self.changed.set()
        super().tick()

    def step_back(self) -> bool:
        """What is narrowed by, the last first; then the moment. What the screen beneath handed over is given up by
        going back to it."""
        drilled = len(frames_below(self)) > 1
        given = Narrowed(channel=self.scope.channel) if drilled else Narrowed()
        narrowed = [kind for kind in KINDS if getattr(self.only, kind) != getattr(given, kind)]
        if narrowed:
            self.narrow(replace(self.only, **{narrowed[-1]: getattr(given, narrowed[-1])}))
        elif self.moment_ts is not None and not (drilled and self.scope.moment_ts is not None):
            self.go_to(None)
        else:
            return False
        return True
