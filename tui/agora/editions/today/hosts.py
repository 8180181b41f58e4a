"""The hosts of today's edition, and which of them to try when nothing reached the one before.

    the host · the same host once more · the other main host · a host of a neighbouring region

A request starts with the host of the profile, after a failure one step further (reserve.py). A host outside the table
has no reserve: it may be a proxy, or the simulator, and the credentials are for it alone.
"""

from __future__ import annotations

from urllib.parse import urlsplit

MAIN = {"api.agora.io": "us-west-1", "api.sd-rtn.com": "cn-east-1"}
"""Main host → the region whose host takes its place."""

_NEIGHBOURS = {
    "us-west-1": "us-east-1",
    "us-east-1": "us-west-1",
    "ap-southeast-1": "ap-northeast-1",
    "ap-northeast-1": "ap-southeast-1",
    "eu-west-1": "eu-central-1",
    "eu-central-1": "eu-west-1",
    "cn-east-1": "cn-north-1",
    "cn-north-1": "cn-east-1",
}
_DOMAINS = {"agora.io": "sd-rtn.com", "sd-rtn.com": "agora.io"}
HOSTS = frozenset((*MAIN, *(f"api-{region}.{domain}" for region in _NEIGHBOURS for domain in _DOMAINS)))


def reserves(base_url: str) -> tuple[str, ...]:
    """The base URLs to try in order after `base_url`; none for a host outside the table, or without TLS."""
    parts = urlsplit(base_url)
    host = (parts.hostname or "").lower()
    if host not in HOSTS or parts.scheme != "https" or parts.port not in (None, 443) or parts.path.strip("/"):
        return ()
    name, _, domain = host.partition(".")
    region = name.removeprefix("api").removeprefix("-")
    other = f"{name}.{_DOMAINS[domain]}"
    neighbour = f"api-{_NEIGHBOURS[region] if region else MAIN[host]}.{domain}"
    return (base_url, f"https://{other}", f"https://{neighbour}")
