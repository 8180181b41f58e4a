"""The part of the configuration that works without a screen: rules, notifiers, ports, other processes, the service.

Nobody is told anything, and nothing is left listening.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator, Sequence
from functools import partial
from importlib.util import find_spec

from tui.cli import exits
from tui.cli.check.finding import first_true
from tui.cli.collect.alerts import OPTION as ALERTS_OPTION
from tui.cli.collect.alerts import alerts_secret, bound, callback_paths
from tui.cli.collect.metrics import OPTION as METRICS_OPTION
from tui.cli.notifiers import urls_command_of, urls_printed_by
from tui.cli.settings import Settings
from tui.cli.stores import open_store
from tui.clock import Clock
from tui.collector.detached import detached
from tui.config.values import ConfigError, NotifyTable
from tui.domain.records import MINUTE
from tui.messages import check
from tui.messages import check_unattended as words
from tui.messages.finding import Finding, Grade, GradedPhrase
from tui.monitor.apprise_library import Place, place_of
from tui.monitor.apprise_notifier import service_of
from tui.store.errors import StoreError

UNIT = "scry.service"
SYSTEMCTL_S = 5.0
CONNECT_S = 5.0
# A process that asked within this time is at work still: the live endpoints are asked every two minutes.
AT_WORK_S = 10 * MINUTE
# Of so many requests the processes are counted.
LAST_REQUESTS = 500
SHORT_SECRET = 16


async def unattended(settings: Settings) -> AsyncIterator[Finding]:
    names = ", ".join(rule.name for rule in settings.rules)
    rules = first_true(
        (not settings.rules, words.NO_RULES),
        (settings.has_own_rules, words.RULES_GIVEN),
        otherwise=words.RULES_DEFAULT,
    )
    yield rules(n=len(settings.rules), names=names)
    if not settings.notify:
        yield words.NOBODY_TOLD()
    for number, table in enumerate(settings.notify):
        async for finding in _notifier(settings, number, table):
            yield finding
    for finding in (*_metrics(settings), *await detached(partial(_callbacks, settings))):
        yield finding


# -- who is told


async def _notifier(settings: Settings, number: int, table: NotifyTable) -> AsyncIterator[Finding]:
    if table.command:
        program = shutil.which(table.command[0])
        name = table.name or table.command[0]
        yield (words.PROGRAM_THERE if program else words.PROGRAM_GONE)(
            name=name, program=program or table.command[0], place=settings.notify_places[number]
        )
        return
    urls: Sequence[str] = table.urls
    if table.urls_command:
        try:
            urls = await detached(lambda: urls_printed_by(urls_command_of(settings, number)))
        except ConfigError as error:
            yield Finding(check.NOTIFIER, Grade.FAIL, error.said)
            return
    for url in urls:
        yield await _service(url, table.name or service_of(url), settings.notify_places[number])


async def _service(url: str, name: str, at: str) -> Finding:
    """Whether the service's server takes a connection; no message is sent."""
    try:
        place = await detached(lambda: place_of(url))
    except ImportError:
        return words.NO_APPRISE(name=name)
    values = {"name": name, "service": service_of(url), "place": at}
    if place is Place.NO_SERVICE:
        return words.NO_SERVICE(**values)
    if place is Place.UNKNOWN:
        return words.SERVICE_KNOWN(**values)
    host, port = place
    try:
        async with asyncio.timeout(CONNECT_S):
            _, writer = await asyncio.open_connection(host, port)
        writer.close()
    except (OSError, TimeoutError) as error:
        why = getattr(error, "strerror", None) or words.NO_ANSWER
        return words.SERVICE_SILENT(**values, why=why)
    return words.SERVICE_REACHED(**values)


# -- the ports


def _metrics(settings: Settings) -> Iterator[Finding]:
    if settings.metrics_listen:
        yield _port(settings.metrics_listen, METRICS_OPTION, "prometheus_client", words.METRICS_PORT)


def _callbacks(settings: Settings) -> list[Finding]:
    """Blocks while the secret's command runs."""
    if not settings.alerts_listen:
        return []
    found = [_port(settings.alerts_listen, ALERTS_OPTION, "uvicorn", words.CALLBACK_PORT)]
    try:
        secret = alerts_secret(settings)
    except ConfigError as error:
        return [*found, Finding(check.CALLBACKS, Grade.FAIL, error.said, exits.WRONG)]
    url = f"http://{'127.0.0.1' * settings.alerts_listen.startswith(':')}{settings.alerts_listen}"
    name = settings.profile or settings.name
    urls = words.CALLBACK_URL(one=url + callback_paths([name])[name], several=url + callback_paths([name, ""])[name])
    return [*found, (words.CALLBACK_SECRET_SHORT if len(secret) < SHORT_SECRET else words.CALLBACK_SECRET)(), urls]


def _port(address: str, option: str, library: str, phrases: words.PortPhrases) -> Finding:
    if find_spec(library) is None:
        return phrases.no_library()
    try:
        bound(address, option).close()
    except ConfigError as error:
        if error.said.phrase is words.NOT_LISTENING:
            return phrases.taken(address=address, error=error.said.values["error"])
        return Finding(phrases.free.subject, Grade.FAIL, error.said, exits.WRONG)
    return phrases.free(address=address)


# -- other processes


async def shared(settings: Settings, clock: Clock) -> Finding:
    """The processes that asked the API from this store of late. The store is there, and readable."""
    try:
        store = await asyncio.to_thread(open_store, settings.store, base_url=settings.base_url, app_id=settings.app_id)
    except StoreError as error:
        return Finding(check.SHARING, Grade.FAIL, error.said)
    try:
        spends = await store.read(lambda snapshot: snapshot.requests(LAST_REQUESTS))
    finally:
        await asyncio.to_thread(store.close)
    since_ts = clock.now() - AT_WORK_S
    others = dict.fromkeys(one.by for one in spends if one.claimed_ts >= since_ts)
    return words.SHARED(n=len(others), others=", ".join(others)) if others else words.ALONE()


# -- the service


def service() -> Finding:
    """The systemd unit, of the system or the user. Blocks for some seconds at most."""
    if shutil.which("systemctl") is None:
        return words.NO_SYSTEMD()
    states = {scope: _state(scope) for scope in ("--system", "--user")}
    for scope, (load, active) in states.items():
        if load == "loaded":
            phrase: GradedPhrase = words.UNIT_ACTIVE if active == "active" else words.UNIT_STOPPED
            user = " --user" if scope == "--user" else ""
            return phrase(unit=UNIT, state=active, command=f"systemctl{user} start scry")
    return words.NO_UNIT(unit=UNIT)


def _state(scope: str) -> tuple[str, str]:
    """systemd's words for whether the unit is known, and whether it runs; "" where systemd does not answer."""
    command = ["systemctl", scope, "show", UNIT, "--property=LoadState,ActiveState"]
    try:
        done = subprocess.run(  # noqa: S603 - constants
            command, capture_output=True, text=True, timeout=SYSTEMCTL_S, check=False, stdin=subprocess.DEVNULL,
            env={**os.environ, "LC_ALL": "C"},
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return "", ""
    told = dict(line.split("=", 1) for line in done.stdout.splitlines() if "=" in line)
    return told.get("LoadState", ""), told.get("ActiveState", "")
