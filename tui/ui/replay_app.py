"""The App of a replay: the same screens, with keys for the clock; nothing is asked, sent or written but notes."""

from __future__ import annotations

from typing import ClassVar

from msgspec.structs import replace
from textual import work
from textual.binding import BindingType

from tui.messages import bundle as words
from tui.ui.app import ScryApp
from tui.ui.base_screen import FrameScreen, frames_of
from tui.ui.context import Replay
from tui.ui.replaying import GoToScreen
from tui.ui.widgets.keys import bind

MINUTE_S = 60.0


class ReplayApp(ScryApp):
    """Its context has a `replay`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("replay.pause", "P,space", "pause"),
        bind("replay.slower", "left_parenthesis", "change_speed(-1)"),
        bind("replay.faster", "right_parenthesis", "change_speed(1)"),
        bind("replay.back", "less_than_sign", "step(-1)"),
        bind("replay.ahead", "greater_than_sign", "step(1)"),
        bind("replay.previous", "left_curly_bracket", "next_event(-1)"),
        bind("replay.next", "right_curly_bracket", "next_event(1)"),
        bind("replay.go", "T", "go_to"),
    ]

    @property
    def replay(self) -> Replay:
        assert self.context.replay is not None
        return self.context.replay

    def action_pause(self) -> None:
        self.replay.clock.pause()
        self.project_session.tick()

    def action_change_speed(self, by: int) -> None:
        self.replay.clock.change_speed(by)
        self.project_session.tick()

    def action_step(self, minutes: int) -> None:
        self.seek(self.replay.clock.now() + minutes * MINUTE_S)

    def seek(self, ts: float) -> None:
        """Every screen of the tab shows the moment; the others read anew when they are looked at."""
        self.replay.clock.seek(ts)
        self.context.frozen_ts = None
        for stack in self._screen_stacks.values():
            for screen in stack:
                if isinstance(screen, FrameScreen) and screen.is_mounted:
                    screen.reask()
        self.project_session.tick()

    @work(group="replay", exclusive=True)
    async def action_next_event(self, direction: int) -> None:
        """To the next alarm, note or onset, or the previous one."""
        now_ts, lang = self.replay.clock.now(), self.context.lang
        events = await self.replay.events()
        # A second after an event it is still the present one.
        found = [each for each in events if (each.ts - now_ts) * direction > (1.0 if direction < 0 else 0.0)]
        top = frames_of(self)[-1]
        if not found:
            top.say((words.NONE_AHEAD if direction > 0 else words.NONE_BEFORE)(lang))
            return
        event = min(found, key=lambda each: abs(each.ts - now_ts))
        self.seek(event.ts)
        top.say(words.AT_EVENT(lang, what=words.EVENTS[event.kind](lang), time=self.context.instant(event.ts)))

    @work(group="replay", exclusive=True)
    async def action_go_to(self) -> None:
        if (ts := await self.push_screen_wait(GoToScreen(self.context))) is not None:
            self.seek(ts)

    # -- what a replay does not do

    def action_refresh_feed(self) -> None:
        frames_of(self)[-1].say(words.NOT_ASKED(self.context.lang))

    def action_report(self) -> None:
        frames_of(self)[-1].say(words.NOT_SENT(self.context.lang))

    def action_copy_link(self) -> None:
        """The line opens this view at the moment of the replay."""
        from tui.ui.features.export.commands import copy_line

        top = frames_of(self)[-1]
        top.hold_cursor()
        link = top.link()
        copy_line(top, replace(link, scope=replace(link.scope, moment_ts=int(self.replay.clock.now()))))
