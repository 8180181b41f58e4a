"""Outgoing requests: the query of a request and the body of a report."""

from __future__ import annotations

import json
from collections.abc import Collection
from urllib.parse import quote

from tui.agora.errors import BadRequest
from tui.agora.wire import Outgoing
from tui.domain.edition import Endpoint, Yields
from tui.domain.records import Part, Report, Request, Window


def outgoing(endpoint: Endpoint, app_id: str, request: Request, refused: Collection[str] = ()) -> Outgoing:
    """The request for the records that `Endpoint.yields` names. Without a channel it asks an endpoint with an optional
    one for all channels; `request.part` says which call details (default: users' metrics)."""
    if endpoint.yields is Yields.DETAILS:
        part = request.part or Part.METRICS
        sent = query(
            endpoint,
            app_id,
            request.window,
            call_id=request.call_id,
            with_servers=part.with_servers,
            with_metrics=part.with_metrics,
        )
    else:
        sent = query(endpoint, app_id, request.window, channel=request.channel or None)
    return Outgoing(f"{endpoint.path}?{sent}")


def reporting(endpoint: Endpoint, app_id: str, report: Report) -> Outgoing:
    return Outgoing(f"{endpoint.path}?{query(endpoint, app_id)}", report_body(report))


def reserves(base_url: str) -> tuple[str, ...]:
    """The document names one host, and no other."""
    return ()


def query(
    endpoint: Endpoint,
    app_id: str,
    window: Window | None = None,
    *,
    channel: str | None = None,
    call_id: str | None = None,
    with_servers: bool | None = None,
    with_metrics: bool | None = None,
) -> str:
    """The percent-encoded query string, parameters in the document's order; None leaves an optional one out.

    Raises BadRequest for a window of no length: a server may refuse it, and nothing could be in it.
    """
    if window is not None and not window.seconds:
        raise BadRequest("not sent: a window of no length", arrived=False)
    values = {
        "start_ts": None if window is None else str(window.start_ts),
        "end_ts": None if window is None else str(window.end_ts),
        "appid": app_id,
        "metric": ",".join(endpoint.metrics),
        "cname": channel,
        "call_id": call_id,
        "exclude_server_user": _negated(with_servers),
        "exclude_metrics_info": _negated(with_metrics),
    }
    chosen = ((name, values[name]) for name in (*endpoint.params, *endpoint.optional))
    return "&".join(f"{name}={_encoded(name, value)}" for name, value in chosen if value is not None)


def report_body(report: Report) -> bytes:
    """The body of reportV2, in the order of the document's example; `comments` is left out where there are none.

    It is read before it is sent, and so in plain UTF-8. Half a character, which UTF-8 cannot say, stands as its escape.
    """
    fields = {
        "cname": report.channel,
        "teacher_uid": report.teacher_uid,
        "comments": report.comments,
        "ts": report.ts,
        "type": report.type,
        "student_uid": report.student_uid,
        "abnormal_uid": report.abnormal_uid,
    }
    if not report.comments:
        del fields["comments"]
    return json.dumps(fields, ensure_ascii=False).encode(errors="backslashreplace")


def _encoded(name: str, value: str) -> str:
    # The comma between metrics stands literally, as in the document's example: RFC 3986 allows it in a query, and a
    # server that splits before it decodes would take `%2C` for a part of one name. In a channel's name it is data.
    # A lone surrogate (a file name's bytes on the command line) must not raise: it is sent, and matches nothing.
    return quote(value, safe="," if name == "metric" else "", errors="surrogatepass")


def _negated(included: bool | None) -> str | None:
    return None if included is None else str(not included).lower()
