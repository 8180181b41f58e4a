"""Outgoing requests of today's edition: snake_case for call search, camelCase for insights and realtime."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from urllib.parse import quote

from tui.agora.editions.today.endpoints import PAGE, SIDS
from tui.agora.editions.today.wire.names import OTHER, dimension_of, field_of, spelled
from tui.agora.errors import BadRequest
from tui.agora.wire import Outgoing
from tui.domain.edition import Endpoint, Paging
from tui.domain.records import DAY, Part, Report, Request

UIDS = 10
# Their commas separate values: a server that splits before it decodes would take `%2C` for a part of one value.
_LISTS = frozenset({"sids", "uids", "dimensionValues"})


def outgoing(endpoint: Endpoint, app_id: str, request: Request, refused: Collection[str] = ()) -> Outgoing:
    """Raises BadRequest for a request that lacks a required choice, or that the server would refuse for its form."""
    _require_sound(endpoint, request)
    chosen, window = request.selection, request.window
    dimension = spelled(dimension_of(endpoint, chosen.dimension), refused)
    metric = spelled(field_of(chosen.metric), refused)
    part = request.part or Part.USERS
    is_paged = endpoint.paging is not Paging.NONE
    quoted = ",".join(f'"{value}"' for value in chosen.values)
    values: Mapping[str, str] = {
        "appid": app_id,
        "start_ts": str(window.start_ts),
        "end_ts": str(window.end_ts),
        "startTs": str(window.start_ts),
        "endTs": str(window.end_ts),
        "ts": str(window.start_ts),
        "call_id": request.call_id,
        "cname": request.channel,
        "page_no": str(chosen.page) if is_paged else "",
        "page_size": str(PAGE) if is_paged else "",
        "uids": ",".join(chosen.uids),
        "exclude_server_user": "false" if part.with_servers else "true",
        "sids": ",".join(chosen.sids),
        "productType": chosen.product,
        "metric": metric,
        "aggregateGranularity": "1d" if chosen.step_s == DAY else "1h",
        "dimension": dimension,
        "dimensionValues": quoted,
        "extraMetrics": "userCount" if chosen.weighted else "",
    }
    content = None
    names = (*endpoint.params, *endpoint.optional)
    if endpoint.method == "POST":
        content, names = _body(names, values, request), ("appid",)
    query = "&".join(f"{name}={_encoded(name, values[name])}" for name in names if values[name])
    words = frozenset(word for word in (dimension, metric) if word in OTHER)
    return Outgoing(f"{endpoint.path}?{query}", content, words)


def reporting(endpoint: Endpoint, app_id: str, report: Report) -> Outgoing:
    raise BadRequest("not sent: this edition takes no reports", arrived=False)


def _body(names: tuple[str, ...], values: Mapping[str, str], request: Request) -> bytes:
    chosen, window = request.selection, request.window
    fields: dict[str, object] = {"startTs": window.start_ts, "endTs": window.end_ts}
    fields |= {name: values[name] for name in ("productType", "metric", "dimension") if name in names and values[name]}
    if chosen.values:
        fields["dimensionValues"] = list(chosen.values)
    if chosen.country:
        fields["filters"] = [{"name": "country", "value": chosen.country}]
    return json.dumps(fields, ensure_ascii=False).encode(errors="backslashreplace")


_Rule = Callable[[Endpoint, Request], bool]

_FAULTS: tuple[tuple[str, _Rule], ...] = (
    ("a window of no length", lambda endpoint, asked: not asked.window.seconds),
    ("no call is named", lambda endpoint, asked: "call_id" in endpoint.params and not asked.call_id),
    (
        "the metric is none of this endpoint",
        lambda endpoint, asked: bool(endpoint.metrics) and asked.selection.metric not in endpoint.metrics,
    ),
    ("no product is named", lambda endpoint, asked: "productType" in endpoint.params and not asked.selection.product),
    ("no dimension is named", lambda endpoint, asked: "dimension" in endpoint.params and not asked.selection.dimension),
    (f"not 1 to {SIDS} sessions", lambda endpoint, asked: "sids" in endpoint.params and not _is_few(asked)),
    (f"more than {UIDS} users", lambda endpoint, asked: len(asked.selection.uids) > UIDS),
    (
        "users count only together with a channel",
        lambda endpoint, asked: "cname" in endpoint.optional and bool(asked.selection.uids) and not asked.channel,
    ),
    (
        "values count only together with a dimension",
        lambda endpoint, asked: bool(asked.selection.values) and not asked.selection.dimension,
    ),
    (
        "a country counts only together with regions",
        lambda endpoint, asked: bool(asked.selection.country) and asked.selection.dimension != "region",
    ),
)


def _require_sound(endpoint: Endpoint, request: Request) -> None:
    for fault, is_so in _FAULTS:
        if is_so(endpoint, request):
            raise BadRequest(f"not sent: {fault}", arrived=False)


def _is_few(request: Request) -> bool:
    return 0 < len(request.selection.sids) <= SIDS


def _encoded(name: str, value: str) -> str:
    # A lone surrogate (a file name's bytes on the command line) must not raise: it is sent, and matches nothing.
    return quote(value, safe="," if name in _LISTS else "", errors="surrogatepass")
