"""`scry`: the project of the current profile."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from tui import config
from tui.cli import exits
from tui.cli.opening import opening
from tui.cli.options import Options
from tui.cli.run import end_cleanly, log_to, process_name, require_terminal, run
from tui.cli.settings import Settings, settle
from tui.clock import ServerClock, SystemClock
from tui.store import Store, StoreError

if TYPE_CHECKING:
    from tui.screens.context import Feed


def watch(options: Options) -> int:
    """Raises ConfigError."""
    settings = settle(options, os.environ)
    os.environ.pop("SCRY_CUSTOMER_SECRET", None)  # whatever a library starts need not know it
    clock = ServerClock(SystemClock())
    looks, opened_at = opening(options, settings.looks, clock)
    require_terminal()
    end_cleanly()
    try:
        store = _opened(settings)
    except StoreError as error:
        print(f"scry: {error}", file=sys.stderr)  # noqa: T201
        return exits.FAILED
    log_to(settings.log_file)
    if trouble := settings.remembered.trouble:
        from tui.messages.remembered import told
        from tui.widgets.cells import visible

        print(f"scry: {visible(told(trouble, settings.looks.lang))}", file=sys.stderr)  # noqa: T201
    if store.salvaged is not None:
        from tui.screens.notice import salvaged_text

        print(f"scry: {salvaged_text(store.salvaged, settings.looks.lang)}", file=sys.stderr)  # noqa: T201

    by = process_name()

    async def open_feed() -> Feed:
        from tui.cli.feed import CollectedFeed, policy_of

        return CollectedFeed(
            store,
            clock=clock,
            by=by,
            policy=policy_of(settings),
            retention=settings.retention,
            base_url=settings.base_url,
            app_id=settings.app_id,
            customer_id=settings.customer_id,
            customer_secret=settings.customer_secret,
        )

    with store:
        return run(
            looks=looks,
            project=settings.name,
            clock=clock,
            thresholds=settings.thresholds,
            open_feed=open_feed,
            state=config.state_directory(),
            by=by,
            together=settings.together,
            retention=settings.retention,
            remembered=settings.remembered,
            opened_at=opened_at,
            salvaged=store.salvaged,
        )


def _opened(settings: Settings) -> Store:
    """Waits for as long as another program holds the store, and says so. Raises StoreError for anything else."""
    said = False
    while True:
        try:
            return Store.open(settings.store, base_url=settings.base_url, app_id=settings.app_id)
        except StoreError as error:
            if not error.is_held:
                raise
            if not said:
                print(f"scry: {error}", file=sys.stderr)  # noqa: T201
            said = True
