"""The names on the wire: those of metrics, those that the sources spell in two ways, those of dimensions.

A refused spelling (code 400) makes the client send the other one at its next request.
"""

from __future__ import annotations

from collections.abc import Collection

from tui.domain.edition import Endpoint

_TWINS = (
    ("net", "network"),
    ("sdk", "sdkVersion"),
    ("peakConcurrentChannels", "peakCurrentChannels"),
    ("peakConcurrentUsers", "peakCurrentUsers"),
)
OTHER = {one: other for pair in _TWINS for one, other in (pair, pair[::-1])}
"""Spelling → its twin."""

# The glossary has one name for a metric of several editions.
_METRICS = {"pcu": "userCount", "pcc": "channelCount", "joinSuccess5SecsRate": "joinSuccessIn5sRate"}
# The first spelling to send, where it is not the product's own name.
_IN_CALLS_AND_LIVE = {"network": "net"}
_IN_INSIGHTS = {"sdk": "sdkVersion", "channel_size": "channelSize"}


def spelled(name: str, refused: Collection[str]) -> str:
    """The spelling to send: the first one that the server has not refused."""
    other = OTHER.get(name, name)
    return other if name in refused and other not in refused else name


def spellings(name: str) -> tuple[str, ...]:
    """The keys under which an answer may hold a name."""
    return (name, OTHER[name]) if name in OTHER else (name,)


def field_of(metric: str) -> str:
    """The wire's name of a metric."""
    return _METRICS.get(metric, metric)


def dimension_of(endpoint: Endpoint, dimension: str) -> str:
    """The wire's name of a dimension at this endpoint; "" for none."""
    names = _IN_INSIGHTS if endpoint.method == "POST" else _IN_CALLS_AND_LIVE
    return names.get(dimension, dimension)
