"""Apprise notifier: tells a service of the Apprise library by its URL (extra `scry-tui[notify]`, imported when used).

A URL holds a login or a token: no part of it but the service's name is shown, stored or logged.
"""

from __future__ import annotations

import asyncio
import logging
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from enum import Enum
from typing import Any
from urllib.parse import unquote, urlsplit

from tui.clock import Zone
from tui.collector.detached import detached
from tui.domain.quoting import quoted
from tui.domain.records import AlarmEvent, AlarmNotice, Reply, Severity, Terms
from tui.domain.text import Lang, SaidError
from tui.messages import notices as words
from tui.monitor.command_notifier import keyed
from tui.monitor.notice_text import body, outcome, subject

TIMEOUT_S = 45.0
# Shorter pieces of a URL stand in ordinary words, too.
_PIECE = 4
# Tellings of which the accepted URLs are remembered.
_REMEMBERED = 100


class AppriseNotifier:
    """`urls` gives the URLs, one or several that are told together; it may block, and raises SaidError. Of several, a
    URL that accepted a telling is not told again when another one is tried again."""

    def __init__(self, urls: Callable[[], Sequence[str]], terms: Terms, *, key: str, lang: Lang, zone: Zone) -> None:
        self.key = key
        self.terms = terms
        self._urls = urls
        self._lang = lang
        self._zone = zone
        self._accepted: dict[tuple[object, ...], set[str]] = {}

    async def tell(self, notice: AlarmNotice) -> Reply:
        try:
            return await asyncio.wait_for(detached(lambda: self._tell(notice)), TIMEOUT_S)
        except TimeoutError:
            return Reply(is_sent=False, detail=outcome(words.SLOW, self._lang, seconds=f"{TIMEOUT_S:g}"))

    def _tell(self, notice: AlarmNotice) -> Reply:
        try:
            urls = self._urls()
        except SaidError as error:
            return Reply(is_sent=False, detail=error.says(self._lang))
        if not urls:
            return Reply(is_sent=False, detail=words.NO_URLS(self._lang))
        telling = (notice.alarm.alarm_id, notice.event, notice.turn, notice.is_test and notice.sent_ts)
        accepted = self._accepted.setdefault(telling, set())
        for old in list(self._accepted)[:-_REMEMBERED]:
            del self._accepted[old]
        title, text = subject(notice, self._lang), body(notice, self._lang, self._zone)
        failed: list[str] = []
        for url in urls:
            if url not in accepted:
                why = sent(url, title, text, kind_of(notice), self._lang)
                if why is None:
                    accepted.add(url)
                else:
                    failed.append(why if len(urls) == 1 else f"{service_of(url)}: {why}")
        if failed:
            return Reply(is_sent=False, detail="; ".join(failed))
        return Reply(is_sent=True, detail=words.ACCEPTED(self._lang))


def of_url(url: str, terms: Terms, *, name: str = "", lang: Lang, zone: Zone) -> AppriseNotifier:
    return AppriseNotifier(lambda: (url,), terms, key=name or keyed(service_of(url), url), lang=lang, zone=zone)


def kind_of(notice: AlarmNotice) -> str:
    """Apprise's word for the colour or sign of a message."""
    if notice.is_test:
        return "info"
    if notice.event is AlarmEvent.OVER:
        return "success"
    return {Severity.CRITICAL: "failure", Severity.WARNING: "warning"}.get(notice.alarm.severity, "info")


def service_of(url: str) -> str:
    """The name before `://`."""
    scheme = url.partition("://")[0]
    return scheme if re.fullmatch(r"[a-z][a-z0-9]{0,19}", scheme) else "url"


def sent(url: str, title: str, text: str, kind: str, lang: Lang) -> str | None:
    """Send one message; None where the service accepted it, else the reason. Blocks."""
    try:
        import apprise
    except ImportError:
        return words.NO_LIBRARY(lang)
    with _warnings() as heard:
        try:
            # In this thread: the library's own ones would hold up the end of the program.
            asset = apprise.AppriseAsset(async_mode=False, service_timeout=0)
            service = apprise.Apprise.instantiate(url, asset=asset, suppress_exceptions=True)
            if service is None:
                return words.BAD_URL(lang)
            sender = apprise.Apprise(asset=asset)
            sender.add(service)
            is_sent = bool(sender.notify(body=text, title=title, notify_type=kind))
        except Exception as error:
            # More than a hundred services, each with errors of its own.
            is_sent = False
            heard.append(f"{type(error).__name__}: {error}")
    return None if is_sent else outcome(words.NOT_ACCEPTED, lang, without(heard[-1], url) if heard else "")


class Place(Enum):
    """NO_SERVICE: Apprise knows no such service; UNKNOWN: the address of its server stands in no common place."""

    NO_SERVICE = "no service"
    UNKNOWN = "unknown"


def place_of(url: str) -> tuple[str, int] | Place:
    """Host and port of the server that the service of the URL sends to. Blocks. Raises ImportError without the
    library."""
    import apprise

    with _warnings():
        service: Any = apprise.Apprise.instantiate(url, suppress_exceptions=True)
    if service is None:
        return Place.NO_SERVICE
    # The services of one company have its address in the class, the others have a host in the URL.
    for name in ("notify_url", "webhook_url", "notify_urls"):
        found = urlsplit(fixed) if isinstance(fixed := getattr(service, name, None), str) else None
        if found is not None and found.hostname:
            return found.hostname, found.port or (80 if found.scheme == "http" else 443)
    host, port = getattr(service, "smtp_host", None) or getattr(service, "host", None), getattr(service, "port", None)
    if not host:
        return Place.UNKNOWN
    return str(host), int(port or (443 if getattr(service, "secure", False) else 80))


def without(text: str, url: str) -> str:
    """`text` on one line, without any piece of the URL but its service's name."""
    rest = url.partition("://")[2]
    pieces = {piece for whole in (rest, unquote(rest)) for piece in re.split(r"[/:@?&=#,]+", whole)}
    for piece in sorted(pieces, key=len, reverse=True):
        if len(piece) >= _PIECE:
            text = text.replace(piece, "…")
    return quoted(text)


@contextmanager
def _warnings() -> Iterator[list[str]]:
    """The library's warnings of this thread, which go nowhere else."""
    heard: list[str] = []
    thread = threading.get_ident()

    class Hearing(logging.Handler):
        def emit(self, record: Any) -> None:
            if record.thread == thread:
                heard.append(record.getMessage())

    logger, handler = logging.getLogger("apprise"), Hearing(logging.WARNING)
    logger.propagate = False
    logger.addHandler(handler)
    try:
        yield heard
    finally:
        logger.removeHandler(handler)
