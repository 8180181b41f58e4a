"""Notifiers: the entries of `[[alarms.notify]]` as notifiers. Nothing runs and nothing is imported before a telling."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from tui.cli.secrets import SecretCommand, stripped
from tui.cli.settings import Settings
from tui.clock import Zone
from tui.config.values import NotifyTable
from tui.domain.records import Notifier
from tui.monitor.apprise_notifier import AppriseNotifier, of_url
from tui.monitor.command_notifier import CommandNotifier, keyed


def notifiers_of(settings: Settings) -> Sequence[Notifier]:
    """In the order of the file, each key once: of two entries with the same words the second one is not told twice."""
    found: dict[str, Notifier] = {}
    for number, table in enumerate(settings.notify):
        for notifier in _notifiers(settings, number, table):
            found.setdefault(notifier.key, notifier)
    return tuple(found.values())


def urls_printed_by(command: SecretCommand) -> tuple[str, ...]:
    """The URLs that the command prints, one a line. Blocks. Raises NoSecret."""
    return tuple(line.strip() for line in command.secret().splitlines() if line.strip())


def _notifiers(settings: Settings, number: int, table: NotifyTable) -> Iterator[Notifier]:
    lang, zone, terms = settings.notice_lang, Zone(utc=settings.notice_utc), table.terms
    if table.command:
        yield CommandNotifier(
            table.command, terms, name=table.name, lang=lang, zone=zone, environment=stripped(os.environ)
        )
    if table.urls_command:
        command = urls_command_of(settings, number)
        key = table.name or keyed("urls", *table.urls_command)
        yield AppriseNotifier(lambda: urls_printed_by(command), terms, key=key, lang=lang, zone=zone)
    for place, url in enumerate(table.urls):
        name = table.name if len(table.urls) == 1 or not table.name else f"{table.name} {place + 1}"
        yield of_url(url, terms, name=name, lang=lang, zone=zone)


def urls_command_of(settings: Settings, number: int) -> SecretCommand:
    """The command of the entry of that number, from 0."""
    where = f"{settings.notify_places[number]}: alarms.notify[{number + 1}].urls_command"
    return SecretCommand(settings.notify[number].urls_command, where)
