"""What the environment puts between this box and the server: a proxy, certificates of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tui.agora.network import Proxy, Route, Trust, network, trust
from tui.cli.check.finding import Finding, fail, ok, warn
from tui.messages import check as words

# Of other programs; scry goes by the two of OpenSSL.
_UNHEARD = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


def surroundings(base_url: str, host: str, environment: Mapping[str, str]) -> tuple[list[Finding], Proxy | None]:
    """What is said of both, and the proxy on the way to a server, None where there is none to use."""
    found = network(base_url, environment)
    # Certificates that nothing on this way is judged by may be wrong: the requests leave all the same.
    trusted, wrong = (trust(environment), warn) if found.trust is None else (found.trust, fail)
    return [*_proxies(found.route, host), *_certificates(trusted, environment, wrong)], found.route.proxy


def _proxies(found: Route, host: str) -> list[Finding]:
    findings = [warn(words.PROXY, words.AS_IT_IS, text=each) for each in found.skipped]
    if found.trouble is not None:
        return [fail(words.PROXY, words.PROXY_WRONG, what=found.trouble, host=host), *findings]
    if found.proxy is not None:
        by = {"proxy": found.proxy.name, "name": found.proxy.variable}
        return [ok(words.PROXY, words.BY_PROXY, host=host, **by), *findings]
    if found.spared_by is not None:
        name, entry = found.spared_by
        return [ok(words.PROXY, words.SPARED, host=host, name=name, entry=entry), *findings]
    return [ok(words.PROXY, words.NO_PROXY, host=host), *findings]


def _certificates(found: Trust, environment: Mapping[str, str], wrong: Callable[..., Finding]) -> list[Finding]:
    """Whom TLS will trust."""
    findings = [warn(words.CERTIFICATES, words.AS_IT_IS, text=each) for each in found.skipped]
    if found.trouble is not None:
        return [wrong(words.CERTIFICATES, words.AS_IT_IS, text=found.trouble), *findings]
    if found.source is not None:
        name, path = found.source
        return [ok(words.CERTIFICATES, words.CERTIFICATES_FROM, name=name, path=path), *findings]
    for name in _UNHEARD:
        if environment.get(name):
            return [warn(words.CERTIFICATES, words.CERTIFICATES_UNHEARD, name=name), *findings]
    return findings or [ok(words.CERTIFICATES, words.OWN_CERTIFICATES)]
