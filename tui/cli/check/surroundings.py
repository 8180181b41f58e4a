"""What the environment puts between this box and the server: a proxy, certificates of its own."""

from __future__ import annotations

from collections.abc import Mapping

from tui.api.network import Proxy, route, trust
from tui.cli.check.finding import Finding, fail, ok, warn
from tui.messages import check as words

# Of other programs; scry goes by the two of OpenSSL.
_UNHEARD = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


def proxies(base_url: str, host: str, environment: Mapping[str, str]) -> tuple[list[Finding], Proxy | None]:
    """The proxy on the way to a server, None where there is none to use, and what is wrong with what is said of it."""
    found = route(base_url, environment)
    findings = [warn(words.PROXY, words.AS_IT_IS, text=each) for each in found.skipped]
    if found.trouble is not None:
        return [fail(words.PROXY, words.PROXY_WRONG, what=found.trouble, host=host), *findings], None
    if found.proxy is not None:
        by = {"proxy": found.proxy.name, "name": found.proxy.variable}
        return [ok(words.PROXY, words.BY_PROXY, host=host, **by), *findings], found.proxy
    if found.spared_by is not None:
        name, entry = found.spared_by
        return [ok(words.PROXY, words.SPARED, host=host, name=name, entry=entry), *findings], None
    return [ok(words.PROXY, words.NO_PROXY, host=host), *findings], None


def certificates(environment: Mapping[str, str]) -> list[Finding]:
    """Whom TLS will trust."""
    found = trust(environment)
    findings = [warn(words.CERTIFICATES, words.AS_IT_IS, text=each) for each in found.skipped]
    if found.trouble is not None:
        return [fail(words.CERTIFICATES, words.AS_IT_IS, text=found.trouble), *findings]
    if found.source is not None:
        name, path = found.source
        return [ok(words.CERTIFICATES, words.CERTIFICATES_FROM, name=name, path=path), *findings]
    for name in _UNHEARD:
        if environment.get(name):
            return [warn(words.CERTIFICATES, words.CERTIFICATES_UNHEARD, name=name), *findings]
    return findings or [ok(words.CERTIFICATES, words.OWN_CERTIFICATES)]
