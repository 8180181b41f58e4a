"""Navigation: a Route says where a key leads; the trail is the way back, from a screen to the root of its tab."""

from __future__ import annotations

from typing import Any, ClassVar, Protocol, Self, cast

from msgspec import Struct
from textual import on
from textual.app import App
from textual.binding import BindingType
from textual.screen import Screen

from tui.domain.records import Scope
from tui.messages import frame as words
from tui.ui.charts.view import View
from tui.ui.context import Context
from tui.ui.widgets.breadcrumb import Crumbs
from tui.ui.widgets.keys import bind


class Route(Struct, frozen=True):
    """Where a key leads: the name of a screen in `routes.py`, and its scope.

    `metric` is chosen on Live; `view` is the zoom that a pair begins with.
    """

    name: str
    scope: Scope = Scope()
    metric: str = ""
    view: View | None = None


class Navigator(Protocol):
    """The app, as its screens see it: it alone knows the screen of a route."""

    def open(self, route: Route) -> None:
        """Open the screen of that route over the one on top."""
        ...

    async def open_tab(self, route: Route) -> None:
        """Show the root of that tab, turned to what the route names."""
        ...


def navigator(app: App[Any]) -> Navigator:
    return cast(Navigator, app)


class Crumb(Struct, frozen=True):
    """A part of the breadcrumb: the screen it leads back to, and how many of that screen's own parts stay."""

    text: str
    screen: TrailScreen
    depth: int


class TrailScreen(Screen[None]):
    """The part of FrameScreen that stands in the trail: it names its tab, says what it is narrowed to, and gives that
    up again, one thing at a time."""

    TAB: ClassVar[str] = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("back", "escape", "back"),
        bind("leave", "q", "leave"),
    ]

    def __init__(self, context: Context, scope: Scope | None = None, *, classes: str | None = None) -> None:
        super().__init__(classes=classes)
        self.context = context
        self.scope = scope or Scope()

    @classmethod
    def from_route(cls, context: Context, route: Route) -> Self:
        """A new screen at what the route names."""
        return cls(context, route.scope)

    # -- what a subclass gives

    def turn_to(self, route: Route) -> None:
        """Show what the route names on this screen, which is open already."""

    def crumbs(self) -> tuple[str, ...]:
        """The parts of the breadcrumb behind the tab's name, widest first: what `step_back` gives up, last first."""
        return ()

    def step_back(self) -> bool:
        """Close or clear one thing of the screen's own; False where nothing is open."""
        return False

    def open(self, route: Route) -> None:
        """Open the screen of that route over this one, which stays as it is."""
        navigator(self.app).open(route)

    # -- where it stands

    @property
    def is_looked_at(self) -> bool:
        """Whether this is what fills the terminal; a dialogue over it takes nothing away."""
        return _trail_screens(self.app)[-1] is self

    def trail(self) -> tuple[Crumb, ...]:
        """The project, then each screen of the stack up to this one with what it is narrowed to. What a screen was
        handed by the one beneath it is not told again."""
        below = frames_below(self)
        found = [Crumb(self.context.project, below[0], 0)]
        told: set[str] = set()
        for screen in below:
            parts = (words.TABS[screen.TAB](self.context.lang), *screen.crumbs())
            found += [Crumb(text, screen, depth) for depth, text in enumerate(parts) if text not in told]
            told.update(parts)
        return tuple(found)

    # -- back along it

    @on(Crumbs.Clicked, "#crumb")
    def _crumb_clicked(self, event: Crumbs.Clicked) -> None:
        trail = self.trail()
        if event.index < len(trail):
            crumb = trail[event.index]
            go_back_to(crumb.screen)
            crumb.screen.widen(crumb.depth)

    def widen(self, depth: int) -> None:
        """Give up what this screen is narrowed to, until `depth` parts of it are left."""
        while len(self.crumbs()) > depth and self.step_back():
            pass

    def action_back(self) -> None:
        self.go_back()

    async def action_leave(self) -> None:
        if not self.go_back():
            await self.run_action("app.leave('leave')")

    def go_back(self) -> bool:
        """Give up one thing of the screen's own, or the screen itself; False at the top of the trail."""
        below = frames_below(self)
        if not self.step_back():
            if len(below) == 1:
                return False
            go_back_to(below[-2])
        return True


def _trail_screens(app: App[Any]) -> list[TrailScreen]:
    return [screen for screen in app.screen_stack if isinstance(screen, TrailScreen)]


def frames_below(screen: TrailScreen) -> list[TrailScreen]:
    """The screens from the root of its tab up to `screen`; itself alone where it is in no tab in force."""
    frames = _trail_screens(screen.app)
    return frames[: frames.index(screen) + 1] if screen in frames else [screen]


def go_back_to(screen: TrailScreen) -> None:
    """Take away what lies above `screen` in the tab in force."""
    stack = screen.app.screen_stack
    for above in reversed(stack[stack.index(screen) + 1 :]):
        # Or what it is just reading would come when its widgets are gone.
        above.workers.cancel_node(above)
        # Whoever waits for what a dialogue ends with is told that it has ended.
        above.dismiss()
