"""Shares: how the users of a product divide among the values of a dimension, as the people of the calls do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from tui.sim.people import MACHINES, PLATFORMS
from tui.sim.today.places import BROWSERS, PLACES, WEB

NATIVE_PRODUCT, WEB_PRODUCT = "Native", "WebRTC"
PRODUCTS = (NATIVE_PRODUCT, WEB_PRODUCT)
WEB_SHARE = PLATFORMS.count(WEB) / len(PLATFORMS)
# Channels by their number of users; no source names the steps.
SIZES = (("1-2", 0.08), ("3-10", 0.3), ("11-50", 0.47), ("51-", 0.15))

REALTIME_DIMENSIONS = ("country", "region", "net", "sdk", "os", "device")
# The same dimension under the names of two sources.
ALIASES: Mapping[str, str] = {"network": "net", "sdkVersion": "sdk"}


@cache
def shares(product: str, dimension: str, country: str = "") -> tuple[tuple[str, float], ...]:
    """Value and share, the shares of all values add up to 1; of one country's regions they add up to its share."""
    if dimension in ("country", "region"):
        return _summed((place if dimension == "region" else land, share) for land, place, share in _places(country))
    if dimension == "channelSize":
        return SIZES
    if dimension == "os" and product == WEB_PRODUCT:
        return BROWSERS
    platforms = [one for one in PLATFORMS if (one == WEB) == (product == WEB_PRODUCT)]
    found = []
    for platform in platforms:
        networks, devices, versions = MACHINES[platform]
        values = {"net": networks, "sdk": versions, "os": (platform,), "device": devices}[dimension]
        found += [(value, 1.0 / len(platforms) / len(values)) for value in values]
    return _summed(found)


def divided(total: int, parts: Sequence[tuple[str, float]]) -> dict[str, int]:
    """`total` in whole numbers by these shares, none lost: the rest goes to the largest remainders."""
    whole = sum(share for _, share in parts)
    target = round(total * min(1.0, whole))
    exact = {value: target * share / whole for value, share in parts}
    counts = {value: int(number) for value, number in exact.items()}
    left = target - sum(counts.values())
    for value in sorted(exact, key=lambda value: (counts[value] - exact[value], value))[:left]:
        counts[value] += 1
    return counts


def _places(country: str) -> list[tuple[str, str, float]]:
    whole = sum(share for _, _, share in PLACES)
    return [(land, place, share / whole) for land, place, share in PLACES if country in ("", land)]


def _summed(parts: Iterable[tuple[str, float]]) -> tuple[tuple[str, float], ...]:
    found: defaultdict[str, float] = defaultdict(float)
    for value, share in parts:
        found[value] += share
    return tuple(found.items())
