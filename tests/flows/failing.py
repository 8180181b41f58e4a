"""`python -m tests.flows.failing WHERE [argument …]`: scry, and something in it fails: at once, while it ends, or when
`u` is pressed, when Usage is opened, when `?` is."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Callable
from typing import Any, NoReturn
from unittest.mock import patch

from textual.app import ComposeResult

from tui.cli import main
from tui.terminal import driver as link
from tui.ui.app import ScryApp
from tui.ui.features.usage.screen import UsageScreen
from tui.ui.help import HelpScreen

SECRET = "hunter2-locals"


class OnPurposeError(ValueError):
    """None of those that anybody expects."""


def fail(*_: object, **__: object) -> NoReturn:
    secret = SECRET
    raise OnPurposeError(f"on purpose, {len(secret)} letters")


async def fail_later(*_: object) -> NoReturn:
    await asyncio.sleep(0)
    fail()


def fail_while_composing(_: object) -> ComposeResult:
    yield from ()
    fail()


def task(_: ScryApp) -> None:
    asyncio.get_running_loop().create_task(fail_later())


async def cancelled(_: ScryApp) -> None:
    raise asyncio.CancelledError


BY_KEY: dict[str, Callable[[ScryApp], object]] = {
    "key": fail,
    "timer": lambda app: app.set_timer(0.05, fail),
    "interval": lambda app: app.screen.set_interval(0.05, fail),
    "call_later": lambda app: app.call_later(fail),
    "call_after_refresh": lambda app: app.screen.call_after_refresh(fail),
    "worker": lambda app: app.run_worker(fail_later()),
    "worker in a thread": lambda app: app.run_worker(fail, thread=True),
    "task": task,
    "cancelled": cancelled,
    "callback": lambda _: asyncio.get_running_loop().call_soon(fail),
    "thread": lambda _: threading.Thread(target=fail).start(),
}
AT_ONCE: dict[str, tuple[Any, str]] = {
    "on_load": (ScryApp, "on_load"),
    "on_mount of the app": (ScryApp, "on_mount"),
    "first frame": (ScryApp, "_first_frame_is_out"),
    "drawing": (ScryApp, "_send"),
    "driver is made": (link.LinkDriver, "__init__"),
    "driver takes": (link.LinkDriver, "start_application_mode"),
    "driver has half taken": (link.LinkDriver, "_disable_line_wrap"),
    "sending": (link.Link, "_send"),
    "reading": (link, "read"),
}
WHILE_IT_ENDS: dict[str, tuple[Any, str]] = {
    "on_exit": (ScryApp, "on_exit_app"),
    "on_unmount": (ScryApp, "on_unmount"),
    "driver gives back": (link.LinkDriver, "_enable_line_wrap"),
    "link stops": (link.Link, "stop"),
}
BY_USAGE: dict[str, tuple[Any, str]] = {
    "on_mount": (UsageScreen, "on_mount"),
    "render": (UsageScreen, "render_lines"),
    "resume": (UsageScreen, "on_screen_resume"),
}
BY_HELP: dict[str, tuple[Any, str]] = {"compose": (HelpScreen, "compose")}


def run(where: str, arguments: list[str]) -> int:
    sys.argv[1:] = arguments
    if where in BY_KEY:
        patch.object(ScryApp, "action_toggle_utc", BY_KEY[where]).start()
    else:
        owner, name = (AT_ONCE | WHILE_IT_ENDS | BY_USAGE | BY_HELP)[where]
        patch.object(owner, name, fail_while_composing if where == "compose" else fail, create=True).start()
    return main()


if __name__ == "__main__":
    sys.exit(run(sys.argv[1], sys.argv[2:]))
