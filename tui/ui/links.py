"""Links: the command line that opens a view again, for a colleague, and the routes that such a line means. Pure.

scry --profile classroom --at 2026-11-22T07:52:31Z --channel 数学-3班 --call 0005… --user 8381… --pair 4436…:8381…
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from time import gmtime, strftime

from msgspec.structs import replace

from tui.domain.records import Scope
from tui.ui.navigation import Route


def line_of(command: Sequence[str], route: Route, root: str) -> str:
    """The line, quoted for a shell. `command` opens the project, `root` is the tab beneath the view. A time stands in
    UTC, so that it is the same moment in every zone."""
    import shlex

    return shlex.join([*command, *_options(route, root)])


def _options(route: Route, root: str) -> Iterator[str]:
    scope = route.scope
    is_pair = route.name == "pair" and scope.peer_uid is not None and scope.uid is not None
    pair = f"{scope.sender_uid}:{_receiver(scope)}" if is_pair else None
    told = (
        ("--screen", root),
        ("--at", None if scope.moment_ts is None else strftime("%Y-%m-%dT%H:%M:%SZ", gmtime(scope.moment_ts))),
        ("--channel", scope.channel if scope.channel and scope.channel.strip() else None),
        ("--call", scope.call_id),
        ("--user", scope.uid),
        ("--session", scope.sid),
        ("--pair", pair),
    )
    for option, value in told:
        if value is not None:
            # A value may begin like an option.
            yield from (f"{option}={value}",) if value.startswith("-") else (option, value)


def _receiver(scope: Scope) -> str | int | None:
    return scope.peer_uid if str(scope.sender_uid) == scope.uid else scope.uid


def is_drilled(scope: Scope) -> bool:
    """Whether the scope of a command line names more than a tab shows."""
    return scope.call_id is not None or scope.uid is not None


def route_of(scope: Scope) -> Route:
    """The view of a drilled scope over the first tab: a user, or a call and the screens above it."""
    if scope.call_id is None and (scope.channel is None or scope.moment_ts is None):
        return Route("user", Scope(uid=scope.uid))
    then = "pair" if scope.peer_uid is not None else "session" if scope.sid is not None else ""
    # The peer is the view's, not a hint for the call.
    return Route("call", scope if then else replace(scope, peer_uid=None), then=then)
