"""Envelope: how an answer says success or failure."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from tui.sim.noise import bits, pick, unit
from tui.sim.response import Response, dump, streamed, whole
from tui.sim.today.gate import TOO_FAST, TOO_MANY_A_DAY, TOO_MANY_A_MINUTE
from tui.sim.today.plans import CALL_SEARCH, LISTS, SESSIONS
from tui.sim.today.switches import Switches

PREFIX = "Service package limit check error, "
NO_AUTH = "you have no auth to access this service, please buy or upgrade your service package"
DIGITS = 37  # of a request id
RATES = (TOO_FAST, TOO_MANY_A_MINUTE, TOO_MANY_A_DAY)

MESSAGES = {"empty": '""', "null": "null", "success": '"success"', "quoted": '"null"'}


def succeeded(switches: Switches, path: str, key: str, payload: Iterable[str], more: str = "") -> Response:
    """`payload`, pieces of JSON, under `key`; `more` are further fields as JSON, each with its comma behind it.

    `key` seeds the request id, the code and the message.
    """
    head = "{" + _code(switches, path, key) + f'"message":{_message(switches, path, key)},'
    if path in CALL_SEARCH:
        digits = "".join(f"{bits(f'{key}:{part}'):08x}" for part in range(5))[:DIGITS]
        head += f'"requestId":"{digits}",'
    name = {LISTS: "call_lists", SESSIONS: "call_info"}.get(path, "metrics" if path.endswith("metrics") else "data")
    pieces = chain((f'{head}{more}"{name}":',), payload, ("}",))
    return streamed(pieces) if name == "metrics" else whole(200, "".join(pieces))


def refused(switches: Switches, key: str, message: str) -> Response:
    """A limit or a plan, by its message."""
    if message in RATES and not switches.is_set("limit", "300"):
        in_http = switches.is_set("limit", "http429")
        return _failure(429 if in_http else 200, 429, message)
    by_chance = switches.is_set("prefix", "mixed") and unit(f"{key}:prefix") < 0.5
    if message != NO_AUTH and (by_chance or switches.is_set("prefix", "always")):
        message = PREFIX + message
    return _failure(200, 300, message)


def wrong(switches: Switches, code: int, message: str) -> Response:
    """400, 401, 403, 404, 500: in the body, in the HTTP status too as the switch `status` says."""
    everywhere = switches.is_set("status", "http") or (switches.is_set("status", "gateway") and code in (401, 404))
    response = _failure(code if everywhere else 200, code, message)
    if response.status != 401:
        return response
    return response._replace(headers={**response.headers, "WWW-Authenticate": 'Basic realm="api"'})


def _failure(status: int, code: int, message: str) -> Response:
    return whole(status, dump({"code": code, "message": message, "data": None}))


def _code(switches: Switches, path: str, key: str) -> str:
    code = switches.value("code")
    if code == "mixed":
        code = pick(f"{key}:code", ("200", "absent", "0") if path in (LISTS, SESSIONS) else ("200", "absent"))
    return "" if code == "absent" else f'"code":{code},'


def _message(switches: Switches, path: str, key: str) -> str:
    chosen = switches.value("message")
    if chosen != "mixed":
        return MESSAGES[chosen]
    return pick(f"{key}:message", (*MESSAGES.values(), f'"Success request: {path}"'))
