"""Navigation: a Route says where a key leads; the trail is the way back, from a screen to the root of its tab."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, cast

from msgspec import Struct
from textual.app import App

from tui.domain.records import Scope
from tui.ui.charts.view import View
from tui.ui.context import Context

if TYPE_CHECKING:
    from tui.analysis.project.landing import Aim


class Route(Struct, frozen=True):
    """Where a key leads: the name of a screen in `routes.py`, and its scope.

    `metric` is chosen on Live, and `product` of it, "" for all; `view` is the zoom that a pair begins with; `aim`
    is the bad stretch of which Diagnosis shows the culprit. `then` is the screen, "session" or "pair", that opens
    over this one once its data is in hand.
    """

    name: str
    scope: Scope = Scope()
    metric: str = ""
    product: str = ""
    view: View | None = None
    aim: Aim | None = None
    then: str = ""


class Navigator(Protocol):
    """The app, as its screens see it: it alone knows the screen of a route."""

    def open(self, route: Route) -> None:
        """Open the screen of that route over the one on top."""
        ...

    async def open_tab(self, route: Route) -> None:
        """Show the root of that tab, turned to the route."""
        ...

    def hold_drawing(self) -> None:
        """Draw nothing until a screen says that it is ready."""
        ...


def navigator(app: App[Any]) -> Navigator:
    return cast(Navigator, app)


class Framed(Protocol):
    """A screen of a tab, as its navigation sees it."""

    TAB: ClassVar[str]
    context: Context
    scope: Scope

    @property
    def app(self) -> App[Any]: ...
    def breadcrumb(self) -> tuple[str, ...]: ...
    def step_back(self) -> bool: ...


class Crumb(Struct, frozen=True):
    """A part of the breadcrumb: the screen it leads back to, and how many of that screen's own parts stay."""

    text: str
    screen: Framed
    depth: int


class Navigation:
    """The way from the root of a tab to `screen`, and the steps back along it."""

    def __init__(self, screen: Framed) -> None:
        self.screen = screen

    @property
    def below(self) -> list[Framed]:
        """The screens from the root of the tab up to this one; itself alone while its tab is not in force."""
        frames = _frames(self.screen.app)
        return frames[: frames.index(self.screen) + 1] if self.screen in frames else [self.screen]

    @property
    def is_root(self) -> bool:
        return len(self.below) == 1

    @property
    def is_on_top(self) -> bool:
        """Whether the screen fills the terminal; a dialog over it takes nothing away."""
        return _frames(self.screen.app)[-1] is self.screen

    def trail(self) -> tuple[Crumb, ...]:
        """The project, then each screen of the way with its narrowing. A part that the screen beneath told already is
        left out."""
        context, below = self.screen.context, self.below
        found = [Crumb(context.project, below[0], 0)]
        told: set[str] = set()
        for screen in below:
            parts = (context.tab_title(screen.TAB), *screen.breadcrumb())
            found += [Crumb(text, screen, depth) for depth, text in enumerate(parts) if text not in told]
            told.update(parts)
        return tuple(found)

    def go_to(self, index: int) -> None:
        """Back to that part of the trail."""
        trail = self.trail()
        if index < len(trail):
            crumb = trail[index]
            go_back_to(crumb.screen)
            while len(crumb.screen.breadcrumb()) > crumb.depth and crumb.screen.step_back():
                pass

    def go_back(self) -> bool:
        """Give up one thing of the screen's own, or the screen itself; False at the top of the trail."""
        below = self.below
        if not self.screen.step_back():
            if len(below) == 1:
                return False
            go_back_to(below[-2])
        return True


def _frames(app: App[Any]) -> list[Framed]:
    """The screens of the tab in force, its root first; a dialog has no navigation."""
    found = (getattr(screen, "navigation", None) for screen in app.screen_stack)
    return [each.screen for each in found if isinstance(each, Navigation)]


def go_back_to(screen: Framed) -> None:
    """Take away the screens above `screen` in the tab in force."""
    stack: Sequence[Any] = screen.app.screen_stack
    for above in reversed(stack[stack.index(screen) + 1 :]):
        # A reading that is under way would come when the widgets are gone.
        above.workers.cancel_node(above)
        # A caller that waits for the answer of a dialog is told that the dialog has ended.
        above.dismiss()
