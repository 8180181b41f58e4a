"""`scry check`: one line each for what must be right, and what to do where it is not. At most one request."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from pathlib import Path

from msgspec import Struct

from tui.api.client import Client
from tui.api.endpoints import ENDPOINTS
from tui.api.errors import ApiError
from tui.cli import exits
from tui.cli.options import Options
from tui.cli.run import process_name
from tui.cli.settings import Settings, settle
from tui.clock import SystemClock, Zone
from tui.config import ConfigError
from tui.records import MINUTE, Answer, CallList, Failure, FailureKind, Spend, Window
from tui.store import Store, StoreError, ledger

ENDPOINT = ENDPOINTS["call_lists"]
# What HTTP Basic over TLS forgives; beyond it windows would ask for minutes that the server does not have yet.
SKEW_S = 30
NEEDS = (80, 24)


class Finding(Struct, frozen=True):
    """One line: what was looked at, how it stands, and the exit status it calls for."""

    what: str
    says: str
    status: int = exits.DONE

    def __str__(self) -> str:
        return f"{'ok' if self.status == exits.DONE else 'FAIL':<5}{self.what:<14}{self.says}"


def check(options: Options) -> int:
    """Prints the findings; the exit status is the server's no where it said no, else that of the first that failed."""
    findings = []
    try:
        settings = settle(options, os.environ)
    except ConfigError as error:
        return _print([Finding("configuration", str(error), exits.WRONG), _terminal()])
    findings += [_configuration(settings), _terminal()]
    try:
        with Store.open(settings.store, base_url=settings.base_url, app_id=settings.app_id) as store:
            findings.append(_store(store.path))
            findings += asyncio.run(_server(settings, store))
    except StoreError as error:
        findings.append(Finding("store", str(error), exits.FAILED))
    return _print(findings)


def _print(findings: list[Finding]) -> int:
    sys.stdout.write("".join(f"{finding}\n" for finding in findings))
    statuses = [finding.status for finding in findings if finding.status]
    return exits.REFUSED if exits.REFUSED in statuses else next(iter(statuses), exits.DONE)


def _configuration(settings: Settings) -> Finding:
    source = str(settings.config_path) if settings.config_path.exists() else "no file; from options and environment"
    return Finding("configuration", f"{source}, project {settings.name}")


def _terminal() -> Finding:
    width, height = shutil.get_terminal_size((0, 0))
    kind, encoding = os.environ.get("TERM", "unknown"), sys.stdout.encoding
    says = f"{kind}, {width}×{height}, {encoding}"
    if not sys.stdout.isatty():
        return Finding("terminal", f"{kind}; the output is not one, so size and colours are not known")
    if width < NEEDS[0] or height < NEEDS[1]:
        return Finding("terminal", f"{says}; needs {NEEDS[0]}×{NEEDS[1]}: enlarge it", exits.FAILED)
    return Finding("terminal", says)


def _store(path: Path) -> Finding:
    return Finding("store", f"{path}, {path.stat().st_size / 1e6:.1f} MB")


async def _server(settings: Settings, store: Store) -> list[Finding]:
    """One request for the calls of the last minute, claimed through the ledger like any other."""
    clock, limits = SystemClock(), settings.limits[ENDPOINT.name]
    now_ts = clock.now()
    window = Window(int(now_ts) - MINUTE, int(now_ts))
    claim = await store.write(
        ledger.claim,
        endpoint=ENDPOINT.name,
        channel="",
        window=window,
        limits=limits,
        now_ts=now_ts,
        by=process_name(),
    )
    if not isinstance(claim, Spend):
        when = Zone(utc=settings.looks.utc).text(claim, "%H:%M:%S")
        return [Finding("quota", f"{ENDPOINT.name}: nothing left until {when}; try again then", exits.FAILED)]
    answer: Answer[CallList] | None = None
    failure: Failure | None = None
    advice = ""
    async with Client(
        base_url=settings.base_url,
        app_id=settings.app_id,
        customer_id=settings.customer_id,
        customer_secret=settings.customer_secret,
    ) as client:
        try:
            answer = await client.call_lists(window)
        except ApiError as error:
            failure, advice = error.failure, str(error)
    done = answer or failure
    assert done is not None
    await store.write(
        ledger.settle,
        claim.claim_id,
        answered_ts=clock.now(),
        status=done.status,
        failure=failure.kind if failure else None,
        detail=failure.detail if failure else "",
        set_aside=len(answer.set_aside) if answer else 0,
        size_bytes=answer.size_bytes if answer else 0,
        elapsed_ms=answer.elapsed_ms if answer else 0.0,
        server_ts=done.server_ts,
    )
    spent = await store.read(ledger.spent_today, clock.now())
    return [
        *_reach_and_credentials(settings, answer, failure, advice),
        *_skew(done.server_ts, clock.now()),
        Finding("quota", f"{ENDPOINT.name} {spent.get(ENDPOINT.name, 0)}/{limits.per_day} today"),
    ]


def _reach_and_credentials(
    settings: Settings, answer: Answer[CallList] | None, failure: Failure | None, advice: str
) -> list[Finding]:
    if answer is not None:
        return [
            Finding("reach", f"{settings.base_url} answered in {answer.elapsed_ms:.0f} ms"),
            Finding("credentials", "accepted"),
        ]
    assert failure is not None
    if failure.kind in (FailureKind.UNAUTHORIZED, FailureKind.FORBIDDEN):
        return [Finding("reach", f"{settings.base_url} answered"), Finding("credentials", advice, exits.REFUSED)]
    return [Finding("reach", f"{settings.base_url}: {advice}", exits.FAILED)]


def _skew(server_ts: float | None, now_ts: float) -> list[Finding]:
    if server_ts is None:
        return []
    skew_s = now_ts - server_ts
    side = "ahead of" if skew_s > 0 else "behind"
    # The Date header has whole seconds, so up to one of them is its rounding.
    if abs(skew_s) <= SKEW_S:
        return [Finding("clock", f"{abs(skew_s):.0f} s {side} the server's")]
    return [Finding("clock", f"{abs(skew_s):.0f} s {side} the server's: set it right (ntp)", exits.FAILED)]
