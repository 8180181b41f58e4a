"""The network by the environment: a proxy and its exceptions, certificates, a file for TLS keys.

It is read here for the program and for `scry check` alike, and httpx gets the result: httpx's own reading of the
environment turns one bad entry into an error that names neither variable nor entry. No part of an unusable value is
shown, looked up or logged: it may be a password.
"""

from __future__ import annotations

import ipaddress
import re
import ssl
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote, urlsplit

import httpx
from msgspec import Struct

from tui.agora.redact import remember_secret
from tui.domain.quoting import visible
from tui.domain.text import Phrase, Said
from tui.messages import network as words

NAMES_FILES = ("SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE")
PORTS = {"http": 80, "https": 443, "socks5": 1080, "socks5h": 1080}
# Nothing that ends a password early may stand in it: the text behind would be taken for a host.
_PROXY = re.compile(
    r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://"
    r"(?:(?P<user>(?:[^\s/?#@:\[\]\\%]|%[0-9A-Fa-f]{2})*)(?::(?P<password>(?:[^\s/?#@\[\]\\%]|%[0-9A-Fa-f]{2})*))?@)?"
    r"(?:\[(?P<six>[0-9A-Fa-f:.]+)\]|(?P<host>[\w.-]+))(?::(?P<port>\d{1,5}))?(?:/[^\s?#@]*)?"
)
_ENTRY = re.compile(
    r"(?:(?P<scheme>https?)://)?(?P<host>(?:\*?\.)?\w[\w.-]*|\[[0-9A-Fa-f:.]+\])(?::(?P<port>\d{1,5}))?/?"
)


class Proxy(Struct, frozen=True):
    """`login` is the `user:password` that it wants, "" for none; `variable` names it."""

    scheme: str
    host: str
    port: int
    variable: str
    login: str = ""

    @property
    def name(self) -> str:
        """Without the login."""
        return f"{self.scheme}://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"

    def for_httpx(self) -> httpx.Proxy:
        user, _, password = self.login.partition(":")
        return httpx.Proxy(self.name, auth=(user, password) if self.login else None)


class ProxyRoute(Struct, frozen=True):
    """The route to a server: by `proxy`, or straight. `spared_by`: the variable and the entry that spare the server a
    proxy.

    `skipped` are sentences about unused entries; with a `trouble` nothing can be sent at all.
    """

    proxy: Proxy | None = None
    spared_by: tuple[str, str] | None = None
    skipped: tuple[Said, ...] = ()
    trouble: Said | None = None


class Trust(Struct, frozen=True):
    """The trust of TLS; `source` is its variable and path, None for scry's own certificates."""

    context: ssl.SSLContext
    source: tuple[str, str] | None = None
    skipped: tuple[Said, ...] = ()
    trouble: Said | None = None


class Network(Struct, frozen=True):
    """The route, and the trust of TLS on it: None without encryption."""

    route: ProxyRoute
    trust: Trust | None = None

    @property
    def skipped(self) -> tuple[Said, ...]:
        return (*self.route.skipped, *(self.trust.skipped if self.trust else ()))

    @property
    def trouble(self) -> Said | None:
        return self.route.trouble or (self.trust.trouble if self.trust else None)


def network(base_url: str, environment: Mapping[str, str], *, hurried: bool = False) -> Network:
    """The decisions about a server before anything is sent. Raises ValueError for a text that is no URL.

    In a hurry scry's own certificates, always in order, are not read: `trust` is None, too.
    """
    found = route(base_url, environment)
    is_tls = urlsplit(base_url).scheme == "https" or (found.proxy is not None and found.proxy.scheme == "https")
    is_read = is_tls and (not hurried or any(environment.get(name) for name in NAMES_FILES))
    return Network(found, trust(environment) if is_read else None)


def route(base_url: str, environment: Mapping[str, str]) -> ProxyRoute:
    parts = urlsplit(base_url)
    scheme, host = parts.scheme, (parts.hostname or "").rstrip(".")
    port = parts.port or PORTS.get(scheme, 443)
    spared_by, skipped = _spared(scheme, host, port, environment)
    variable, value = _named(environment, f"{scheme}_proxy")
    if not value:
        variable, value = _named(environment, "all_proxy")
    if not value:
        return ProxyRoute(None, spared_by, skipped)
    if spared_by is not None:
        return ProxyRoute(None, spared_by, skipped)
    found = _proxy(variable, value)
    if isinstance(found, Said):
        return ProxyRoute(None, None, skipped, found)
    return ProxyRoute(found, None, skipped)


def trust(environment: Mapping[str, str]) -> Trust:
    """The trust by OpenSSL's variables, as httpx uses them; reads files."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if sys.version_info >= (3, 13):
        # As the standard library's own contexts.
        context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN | ssl.VERIFY_X509_STRICT
    skipped: list[Said] = []
    if path := environment.get("SSLKEYLOGFILE"):
        try:
            context.keylog_filename = path
        except (OSError, ValueError) as error:
            skipped.append(Said(words.NO_KEY_LOG, {"path": visible(path), "why": _why(error)}))
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        path = environment.get(name)
        if not path:
            continue
        shown = visible(path)
        try:
            if name == "SSL_CERT_FILE":
                context.load_verify_locations(cafile=path)
            else:
                # OpenSSL says nothing of one that is not there.
                next(Path(path).iterdir(), None)
                context.load_verify_locations(capath=path)
        except (FileNotFoundError, NotADirectoryError):
            skipped.append(Said(words.NO_CERTIFICATES, {"name": name, "path": shown}))
            continue
        except (OSError, ValueError) as error:
            why = words.NOT_PEM if isinstance(error, ssl.SSLError) else _why(error)
            trouble = Said(words.BAD_CERTIFICATES, {"name": name, "path": shown, "why": why})
            return Trust(context, (name, shown), tuple(skipped), trouble)
        return Trust(context, (name, shown), tuple(skipped))
    import certifi

    context.load_verify_locations(cafile=certifi.where())
    return Trust(context, None, tuple(skipped))


def _proxy(variable: str, value: str) -> Proxy | Said:
    url = value.strip()
    found = _PROXY.fullmatch(url if "://" in url else f"http://{url}")
    port = int((found and found["port"]) or 0)
    if found is None or port > 65535:
        return Said(words.NO_URL, {"name": variable})
    scheme, login = found["scheme"].lower(), ""
    if found["user"] or found["password"]:
        user, password = unquote(found["user"]), unquote(found["password"] or "")
        # The proxy, or a gateway before it, may quote them.
        remember_secret(user, password)
        login = f"{user}:{password}"
    if scheme not in PORTS:
        return Said(words.NO_SCHEME, {"name": variable, "scheme": scheme})
    proxy = Proxy(scheme, found["six"] or found["host"], port or PORTS[scheme], variable, login)
    try:
        proxy.for_httpx()
    except (httpx.InvalidURL, UnicodeError):
        # 1.2.3.999, or a text that is no name in any script.
        return Said(words.NO_URL, {"name": variable})
    if scheme.startswith("socks") and find_spec("socksio") is None:
        return Said(words.NO_SOCKS, {"name": variable, "proxy": proxy.name})
    return proxy


def _named(environment: Mapping[str, str], name: str) -> tuple[str, str]:
    """A variable and its value: the one in small letters wins, be it empty."""
    if name in environment:
        return name, environment[name].strip()
    if name == "http_proxy" and "REQUEST_METHOD" in environment:
        # There it may be a header of somebody's request (httpoxy).
        return name, ""
    upper = next((each for each in environment if each.lower() == name and environment[each].strip()), name.upper())
    return upper, environment.get(upper, "").strip()


def _spared(
    scheme: str, host: str, port: int, environment: Mapping[str, str]
) -> tuple[tuple[str, str] | None, tuple[Said, ...]]:
    """The entry of NO_PROXY that spares the server a proxy, and the unusable entries."""
    name, value = _named(environment, "no_proxy")
    spared_by: tuple[str, str] | None = None
    skipped: list[Said] = []
    for number, entry in enumerate((each.strip() for each in re.split(r"[,\s]+", value)), 1):
        if not entry:
            continue
        matches = _matches(entry, scheme, host.lower(), port)
        if matches is None:
            # A text with an @ may be a misplaced login.
            shown: object = Said(words.AN_ENTRY, {"number": number}) if "@" in entry else visible(entry)
            skipped.append(Said(words.NO_ENTRY, {"name": name, "entry": shown}))
        elif matches and spared_by is None:
            spared_by = name, entry
    return spared_by, tuple(skipped)


def _matches(entry: str, scheme: str, host: str, port: int) -> bool | None:
    """Whether an entry of NO_PROXY covers a server; None for an unusable entry."""
    if entry == "*":
        return True
    try:
        network = ipaddress.ip_network(entry, strict=False)
    except ValueError:
        pass
    else:
        try:
            return ipaddress.ip_address(host) in network
        except ValueError:
            return False
    found = _ENTRY.fullmatch(entry)
    if found is None or int(found["port"] or 0) > 65535:
        return None
    if found["scheme"] not in (None, scheme) or (found["port"] and int(found["port"]) != port):
        return False
    name = found["host"].strip("[]").lstrip("*").strip(".").lower()
    return host == name or host.endswith(f".{name}")


def _why(error: OSError | ValueError) -> Phrase | str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
