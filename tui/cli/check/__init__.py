"""`scry check`: a line for each thing that must be right, with the remedy where it is not. Two requests at most.

    configured ─ files ─ terminal ─ local time ─ stored ─ network ─ asked ─ unattended ─ summary

A room answers one question with findings. Without a configuration the rest from `stored` on is left out; no request
leaves where the store or the network failed, so that no slot is lost.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator

from tui.cli import exits
from tui.cli.check.asked import asked
from tui.cli.check.configured import Ground, configuration, ground, overrides
from tui.cli.check.files import files
from tui.cli.check.finding import line, status, summary, told
from tui.cli.check.network import network
from tui.cli.check.stored import stored
from tui.cli.check.terminal import look, terminal
from tui.cli.check.unattended import service, shared, unattended
from tui.cli.local_time import local_time
from tui.cli.options import Options
from tui.clock import SystemClock, Zone
from tui.collector.detached import detached
from tui.messages import check as words
from tui.messages.finding import Finding, Grade


def check(options: Options) -> int:
    """Print the findings as they come; the exit status is that of the gravest."""
    return asyncio.run(_check(options))


async def _check(options: Options) -> int:
    found = ground(options, os.environ)
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    findings = []
    async for finding in _findings(options, found):
        findings.append(finding)
        print(line(finding, found.lang, colour=colour), flush=True)  # noqa: T201
    print(summary(findings, found.lang), flush=True)  # noqa: T201
    found_status = status(findings)
    if found_status == exits.WRONG and not sys.stdout.isatty():
        # In the words of every other command; a reader at a terminal has seen it.
        wrong = next(finding for finding in findings if finding.status == exits.WRONG)
        print(f"scry: {told(wrong, found.lang)}", file=sys.stderr)  # noqa: T201
    return found_status


async def _findings(options: Options, found: Ground) -> AsyncIterator[Finding]:
    clock, settings = SystemClock(), found.settings
    for finding in (
        configuration(found),
        *overrides(os.environ),
        *(files(settings) if settings else ()),
        *terminal(look(os.environ, plain=bool(settings and settings.display.ascii))),
        _local_time(clock.now()),
    ):
        yield finding
    if settings is None:
        return
    usable = not found.trouble
    for finding in stored(settings.store, clock):
        usable = usable and finding.grade is not Grade.FAIL
        yield finding
    async for finding in network(settings.base_url, os.environ, clock):
        usable = usable and finding.grade is not Grade.FAIL
        yield finding
    if usable:
        # Before this process asks, too.
        yield await shared(settings, clock)
        async for finding in asked(settings, clock):
            yield finding
    async for finding in unattended(settings):
        yield finding
    yield await detached(service)


def _local_time(now_ts: float) -> Finding:
    found, zone = local_time(os.environ), Zone(utc=False)
    if found.trouble is not None:
        return Finding(words.LOCAL_TIME, Grade.WARN, found.trouble)
    return words.NOW(time=zone.text(now_ts), offset=zone.label(now_ts), by=found.by)
