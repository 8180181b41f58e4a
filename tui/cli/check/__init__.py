"""`scry check`: one line each for what must be right, and what to do where it is not. At most one request.

configuration ─ environment ─ permissions ─ terminal ─ local time ─ store ─ the way to the server ─ request ─ summary
Each step is there if the ones before it left something to stand on; nothing is asked of a server that the way does not
reach, so that no slot is lost.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator

from tui.cli import exits
from tui.cli.check.asked import asked
from tui.cli.check.configured import Ground, configuration, ground, overrides
from tui.cli.check.finding import Finding, line, status, summary, told
from tui.cli.check.network import reach, server_of
from tui.cli.check.permissions import permissions
from tui.cli.check.stored import stored
from tui.cli.check.surroundings import surroundings
from tui.cli.check.terminal import look, terminal
from tui.cli.check.written import written
from tui.cli.check.zoned import zoned
from tui.cli.options import Options
from tui.clock import SystemClock


def check(options: Options) -> int:
    """Print the findings as they come; the exit status is that of the gravest."""
    return asyncio.run(_check(options))


async def _check(options: Options) -> int:
    found = ground(options, os.environ)
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    findings = []
    async for finding in _findings(options, found):
        findings.append(finding)
        sys.stdout.write(f"{line(finding, found.lang, colour=colour)}\n")
        sys.stdout.flush()
    sys.stdout.write(f"{summary(findings, found.lang)}\n")
    sys.stdout.flush()
    found_status = status(findings)
    if found_status == exits.WRONG and not sys.stdout.isatty():
        # As every other command says it; whoever reads the findings in a terminal has seen it.
        wrong = next(finding for finding in findings if finding.status == exits.WRONG)
        print(f"scry: {told(wrong, found.lang)}", file=sys.stderr)  # noqa: T201
    return found_status


async def _findings(options: Options, found: Ground) -> AsyncIterator[Finding]:
    clock, settings = SystemClock(), found.settings
    yield configuration(options, os.environ, found)
    for finding in overrides(os.environ):
        yield finding
    for finding in [*permissions(settings), *written(settings)] if settings else ():
        yield finding
    for finding in terminal(look(os.environ, plain=bool(settings and settings.display.ascii))):
        yield finding
    yield zoned(os.environ, clock.now())
    if settings is None:
        return
    usable = not found.trouble
    for finding in stored(settings.store, clock):
        usable = usable and not finding.status
        yield finding
    server = server_of(settings.base_url)
    around, proxy = surroundings(settings.base_url, server.host, os.environ)
    for finding in around:
        yield finding
    if status(around):
        return
    async for finding in reach(server, proxy, clock):
        usable = usable and not finding.status
        yield finding
    if usable:
        async for finding in asked(settings, clock):
            yield finding
