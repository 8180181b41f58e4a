"""`scry demo`: the same program on a simulator in a child process, over a Unix socket. Files are written in a temporary
directory only."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import tui
from tui.agora.editions.reference_2020 import EDITION
from tui.cli.display import display_of
from tui.cli.editions import TODAY
from tui.cli.opening import opening
from tui.cli.options import Options
from tui.cli.run import author_of, displayed, end_cleanly, log_to, person_name, process_name, require_terminal, run
from tui.cli.secrets import stripped
from tui.clock import ScaledClock, ServerClock, Zone
from tui.config.remembered import Remembered
from tui.config.values import ConfigError
from tui.domain.edition import Edition
from tui.domain.glossary import thresholds_with
from tui.messages import command_line as words
from tui.monitor.rules import default_rules

if TYPE_CHECKING:
    from tui.domain.names import Names
    from tui.store.manifest import BundleOrder, BundleProgress, Bundler, PreparedBundle
    from tui.ui.context import Context, Feed

SPEED = 20.0
APP_ID = "demoapp"
# The host of a request over a Unix socket reaches nobody; it stands in the store as this project's base URL.
BASE_URL = "http://localhost"
# Some of the scenes' big channels; in an incident one of them relays the class that suffers.
WATCHED = ("大班课-数学", "big-live-1", "音乐会-A", "all-hands")


def demo(options: Options) -> int:
    """Raises ConfigError."""
    edition = _edition(options)
    rules = default_rules(edition, thresholds_with({}))
    clock = ScaledClock(time.time(), options.speed or SPEED)
    server_clock = ServerClock(clock)
    by = process_name()
    command = "scry", "demo", "--scene", options.scene, "--seed", str(options.seed)
    display, opened_at = opening(options, display_of(options, os.environ), server_clock)
    require_terminal()
    end_cleanly()
    stored_at: list[str] = []
    with ExitStack() as parts:

        async def open_feed() -> Feed:
            """Raises ConfigError where the directory for temporary files cannot be used."""
            import tempfile

            from tui.store.errors import StoreError

            try:
                return await feed_in(tempfile.gettempdir())
            except (StoreError, OSError) as error:
                # A store's own advice, to name another one, is of no use here.
                reason = error.said.values["reason"] if isinstance(error, StoreError) else error.strerror
                path = os.environ.get("TMPDIR") or "/tmp"  # noqa: S108 - named, not used
                raise ConfigError(words.NO_TEMPORARY, path=path, reason=reason) from error

        async def feed_in(temporary: str) -> Feed:
            """Directory, simulator, store and client, all after the first frame."""
            import tempfile

            import httpx

            from tui.cli.feed import CollectedFeed
            from tui.cli.stores import open_store
            from tui.collector.policy import Policy
            from tui.monitor.alarms import Origin

            # Some file systems delete a directory only after all of its files are closed.
            directory = tempfile.TemporaryDirectory(prefix="scry-demo-", dir=temporary, ignore_cleanup_errors=True)
            place = Path(parts.enter_context(directory))
            log_to(place / "scry.log")
            socket = place / "agora.sock"
            simulator = _start(options, clock, socket)
            parts.callback(simulator.wait)
            parts.callback(simulator.terminate)
            url = f"sqlite:///{place / 'scry.db'}"
            stored_at.append(url)
            store = await asyncio.to_thread(open_store, url, base_url=BASE_URL, app_id=APP_ID)
            parts.callback(store.close)
            assert simulator.stdout is not None
            if not await asyncio.to_thread(simulator.stdout.readline):
                raise ConfigError(words.NO_SIMULATOR, path=temporary)
            return CollectedFeed(
                store,
                clock=server_clock,
                by=by,
                policy=Policy(edition, edition.limits),
                base_url=BASE_URL,
                app_id=APP_ID,
                customer_id="demo",
                customer_secret="demo",  # noqa: S106 - the simulator's own
                transport=httpx.AsyncHTTPTransport(uds=str(socket)),
                rules=rules,
                origin=Origin("demo", command=command),
            )

        from tui.ui.context import Context

        context = Context(
            project="demo",
            edition=edition,
            clock=server_clock,
            zone=Zone(utc=display.utc),
            lang=display.lang,
            thresholds=thresholds_with({}),
            open_feed=open_feed,
            by=by,
            author=author_of(display.author),
            person=person_name(),
            rules=rules,
            has_own_rules=False,
            demo_speed=clock.speed,
            remembered=Remembered(configured=WATCHED),
            opened_at=opened_at,
            command=command,
        )
        context.bundler = _bundler(context, lambda: stored_at[0])
        return run(displayed(context, display), state=None)


def _bundler(context: Context, store: Callable[[], str]) -> Bundler:
    """Makes the bundles of the demo's project; `store` is the URL of its store, known once the store is open."""

    def prepared(order: BundleOrder, names: Names, tell: BundleProgress) -> AbstractContextManager[PreparedBundle]:
        from tui.cli.bundling import BundledProject

        project = BundledProject(
            context.project,
            BASE_URL,
            APP_ID,
            store,
            context.edition,
            context.thresholds,
            context.edition.limits,
            context.rules,
            has_own_rules=False,
            watched=lambda: context.watched,
        )
        return project.prepared(order, names, tell)

    return prepared


def _edition(options: Options) -> Edition:
    """The edition that the demo reads; a plan without an API is read by the limits of the smallest one."""
    if options.simulated != TODAY:
        return EDITION
    from tui.agora.editions.today import PLANS, edition_of

    plan = options.simulated_plan
    return edition_of(plan if plan in PLANS else next(iter(PLANS)))


def _start(options: Options, clock: ScaledClock, socket: Path) -> subprocess.Popen[bytes]:
    """The simulator, on our clock, without the user's own credentials."""
    command = [sys.executable, "-P", "-m", "tui.sim", "--uds", str(socket), "--parent-pid", str(os.getpid())]
    command += ["--scene", options.scene, "--seed", str(options.seed), "--app-id", APP_ID]
    command += ["--edition", options.simulated, "--plan", options.simulated_plan]
    command += [word for switch in options.switches for word in ("--switch", switch)]
    command += ["--epoch", repr(clock.epoch_ts), "--origin", repr(clock.origin), "--speed", repr(clock.speed)]
    environment = stripped(os.environ)
    # Our own package and nothing from the current directory, where another `tui` may lie.
    environment["PYTHONPATH"] = str(Path(tui.__file__).parent.parent)
    # Its own group: ctrl+c in the terminal is the app's to answer, not the simulator's.
    return subprocess.Popen(  # noqa: S603
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
