"""The Apprise library (extra `scry-tui[notify]`): sends one message to the service of a URL, or finds its server.

A program of its own: with its more than a hundred services the library takes 20 MB, which a collector has no use for.
The message comes as JSON on the standard input, {"why": …} goes to the standard output.

A URL holds a login or a token: no part of it but the service's name is shown, stored or logged.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from typing import Any
from urllib.parse import unquote, urlsplit

from tui.domain.quoting import quoted
from tui.domain.text import Lang
from tui.messages import notices as words

# Shorter pieces of a URL stand in ordinary words, too.
_PIECE = 4


def main() -> None:
    why = sent(**json.load(sys.stdin))
    sys.stdout.write(json.dumps({"why": why}))


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
    if is_sent:
        return None
    refusal = words.NOT_ACCEPTED(lang)
    return words.SAID(lang, outcome=refusal, text=without(heard[-1], url)) if heard else refusal


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


if __name__ == "__main__":
    main()
