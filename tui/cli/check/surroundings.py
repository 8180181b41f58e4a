"""What the environment puts between this box and the server: a proxy, certificates of its own."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from msgspec import Struct

from tui.cli.check.finding import Finding, fail, ok, warn
from tui.messages import check as words

# Of other programs; httpx goes by the two of OpenSSL.
_UNHEARD = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


class Hop(Struct, frozen=True):
    """A host and port to connect to; a proxy's scheme, and the `user:password` that it wants ("" for none)."""

    host: str
    port: int
    scheme: str = "http"
    login: str = ""


def find_proxy(scheme: str, host: str, port: int) -> tuple[Finding, Hop | None]:
    """The proxy on the way to a server, None where there is none to use."""
    proxies = getproxies()
    url = proxies.get(scheme) or proxies.get("all")
    if not url or proxy_bypass(f"{host}:{port}"):
        return ok(words.PROXY, words.NO_PROXY, host=host), None
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
        name, number = parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        return fail(words.PROXY, words.PROXY_WRONG, proxy="?", host=host), None
    shown = f"{parts.scheme}://{name}:{number}"
    if not name or parts.scheme not in ("http", "https"):
        return fail(words.PROXY, words.PROXY_WRONG, proxy=shown, host=host), None
    login = f"{unquote(parts.username)}:{unquote(parts.password or '')}" if parts.username else ""
    return ok(words.PROXY, words.BY_PROXY, host=host, proxy=shown), Hop(name, number, parts.scheme, login)


def certificates(environment: Mapping[str, str]) -> Finding:
    """Whom TLS will trust."""
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        if path := environment.get(name):
            try:
                if name == "SSL_CERT_FILE":
                    ssl.create_default_context(cafile=path)
                else:
                    next(Path(path).iterdir(), None)
            except OSError as error:
                why = error.strerror if not isinstance(error, ssl.SSLError) else "PEM?"
                return fail(words.CERTIFICATES, words.CERTIFICATES_WRONG, name=name, path=path, why=why)
            return ok(words.CERTIFICATES, words.CERTIFICATES_FROM, name=name, path=path)
    for name in _UNHEARD:
        if environment.get(name):
            return warn(words.CERTIFICATES, words.CERTIFICATES_UNHEARD, name=name)
    return ok(words.CERTIFICATES, words.OWN_CERTIFICATES)
