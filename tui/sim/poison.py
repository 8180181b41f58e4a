"""Poison: turns good answers into hostile ones. Idle unless the scene has a share of it.

The change to a row depends on the seed and the row's own time or id, so a repeated request brings the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import chain, repeat
from typing import Any

from tui.sim.noise import below, pick, unit
from tui.sim.response import Response, dump, streamed, whole
from tui.sim.world import World

MINUTE_S = 60

NASTY = (
    "[/]",
    "[bold red]room[/bold red]",
    "[link=https://example.invalid]x[/link]",
    "\x1b[2J\x1b[31mroom",
    "\x1b]52;c;cm0gLXJmIH4=\x07room",
    "\x1b]2;owned\x1b\\room \x1bP+q544e\x1b\\ \x1b_Gi=1;AAAA\x1b\\",
    "\x1b[?1049l\x1b[?1000h\x1b[6n\x1bc\x1b#8\x0eroom\x0f",
    "\x9b2Jroom\x85\x90",
    "ro\x00om\x7f",
    "line one\nline two\r\tthree\u2028four",
    "\u202egpj.moor\u202c \u2066x\u2069\u200f",
    "z" + "\u0300\u0301\u0302\u0334\u0489" * 40,
    "数学" * 700,
    "long" * 1024,
    "\ud800 alone",
    "\u200b\ufeff\u00ad\u2060\u3164\u115f\U000e0041\U000e007fnobody",
    "a\u0301\u0e33\u0bca\u093f\u1160\u11ff\u0d4d",
    "\U0001f1e9\U0001f1ea\U0001f1e9 \u2764\ufe0f 1\ufe0f\u20e3 \u0627\u0644\u0628 \u05e9\u05dc",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467\ufe0f 👩🏽‍🏫",
    "../../etc/passwd?a=b&c=d#%00",
    "",
)
NUMBERS = (
    "null",
    "NaN",
    "Infinity",
    "-Infinity",
    "1e300",
    "1e400",
    "-1e400",
    "-37.5",
    '"12.5"',
    '"12,5"',
    "true",
    "[1]",
)
MOMENTS = (
    "0",
    "60",
    "2000000000",
    "4294967295",
    '"yesterday"',
    '""',
    "1e400",
    "-1",
    "null",
    "NaN",
    "1.5e9",
    "253402300800",
)
STRANGERS = ("42", '"row"', "null", "[]", "[[]]", "true", "{}", '{"ts":{}}', "-0.0", '{"":""}')
BAD_POINTS = (
    "[]",
    "[1548670255]",
    "[null,1]",
    '["1548670255","215"]',
    "[1548670255,NaN]",
    "[1548670255,1e400]",
    "[1548670255,null]",
    "[0,-5]",
    "[4294967295,1e300]",
    "{}",
    "null",
    '"x"',
    "[[1548670255,1],2]",
)
STRANGE_CURVES = (
    '{"mid":20012,"kvs":[[1548670255,1],[1548670255,2]],"peer_uid":0}',
    '{"mid":99999,"kvs":[],"peer_uid":-1}',
    '{"mid":"20003","kvs":null,"peer_uid":"44361248"}',
    '{"mid":null,"kvs":{}}',
    "7",
)
TEXTS = ("cname", "user", "network", "platform", "sdk_version", "device_type")
KEPT = ("ts", "call_id", "sid")
DEPTH, FAR_TOO_DEEP = 200, 20_000
# A million rows, a thousand at a time.
MANY_ROWS, MILLION = ',{"ts":1}' * 1000, 1000
HTML = "<!DOCTYPE html><html><body><h1>500 Internal Server Error</h1><script>alert(1)</script></body></html>"


# A field is its name and its value as JSON text; a row is a list of fields, so that a name may come twice.
Fields = list[tuple[str, str]]


def rows(world: World, path: str, good: Sequence[Mapping[str, Any]]) -> list[str]:
    """Each row as JSON text; in a poisoned scene some are spoilt, with foreign rows between them."""
    poison = world.scene.poison
    if poison is None:
        return [dump(row) for row in good]
    written: list[str] = []
    for index, row in enumerate(good):
        identity = next((str(row[name]) for name in KEPT if name in row), str(index))
        key = f"{world.seed}:poison:{path}:{identity}"
        if unit(f"{key}:extra") < poison.extra_rows:
            written.append(pick(f"{key}:stranger", STRANGERS))
        if unit(f"{key}:row") < poison.rows:
            written.append(pick(f"{key}:how", WAYS)(row, key))
        else:
            written.append(dump(row))
    return written


def points(world: World, key: str, good: str) -> str:
    """The points of a curve; some curves have bad points before and after the good ones."""
    poison = world.scene.poison
    if poison is None or unit(f"{world.seed}:points:{key}") >= poison.points:
        return good
    first, last = pick(f"{key}:first", BAD_POINTS), pick(f"{key}:last", BAD_POINTS)
    return ",".join(part for part in (first, good, last) if part)


def strange_curves(world: World, sid: str) -> tuple[str, ...]:
    """Curves of unknown metrics, or no curves at all, after the good ones of a session."""
    poison = world.scene.poison
    if poison is None or unit(f"{world.seed}:curves:{sid}") >= poison.points:
        return ()
    return STRANGE_CURVES


def ignored_fields(world: World, path: str, now_ts: float) -> str:
    """Undocumented fields at the head of an answer."""
    if world.scene.poison is None:
        return ""
    depth = FAR_TOO_DEEP if unit(f"{_moment(world, path, now_ts)}:deep") < 0.03 else DEPTH
    return f'"request_id":null,"code":200,"deep":{"[" * depth}{"]" * depth},"paging":{{"cursor":"\\u001b[2J"}},'


def hollow(world: World, path: str, now_ts: float) -> bool:
    """Whether a list claims more and shows nothing."""
    return world.scene.poison is not None and unit(f"{_moment(world, path, now_ts)}:hollow") < 0.1


def answer(world: World, path: str, now_ts: float) -> Response | None:
    """Sometimes a different answer altogether; None: the real one stands."""
    poison = world.scene.poison
    key = _moment(world, path, now_ts)
    if poison is None or unit(f"{key}:answer") >= poison.answers:
        return None
    kind = below(f"{key}:kind", 7)
    if kind == 0:
        return whole(500, HTML, {"Content-Type": "text/html"})
    if kind == 1:
        return whole(200, "<html>maintenance \x1b[2J</html>", {"Content-Type": "text/html"})
    if kind == 2:
        short = '{"code":200,"message":"success","data":[{"ts":'
        return whole(200, short, {"Content-Length": "4096", "Connection": "close"})
    if kind == 3:
        return whole(200, '{"code":500,"message":"[/] \\u001b]0;owned\\u0007"}')
    if kind == 4:
        return whole(200, '{"code":200,"message":null,"data":{"rows":"none"},"call_lists":7}')
    if kind == 5:
        return streamed(
            chain(('{"code":200,"has_more":true,"call_lists":[],"data":[0',), repeat(MANY_ROWS, MILLION), ("]}",))
        )
    return whole(200, '[{"code":200}]')


def _moment(world: World, path: str, now_ts: float) -> str:
    return f"{world.seed}:{path}:{now_ts // MINUTE_S:.0f}"


def _json(value: Any) -> str:
    """As `dump`, in ASCII, so that a lone surrogate can be written."""
    return dump(value, ascii_only=True)


def _fields(row: Mapping[str, Any]) -> Fields:
    return [(name, _json(value)) for name, value in row.items()]


def _object(fields: Fields) -> str:
    return "{" + ",".join(f"{_json(name)}:{value}" for name, value in fields) + "}"


def _replaced(row: Mapping[str, Any], wanted: Callable[[str, Any], bool], value: str) -> str:
    return _object([(name, value if wanted(name, row[name]) else text) for name, text in _fields(row)])


def _names(row: Mapping[str, Any], key: str) -> str:
    return _replaced(row, lambda name, _: name in TEXTS, _json(pick(f"{key}:text", NASTY)))


def _values(row: Mapping[str, Any], key: str) -> str:
    def wanted(name: str, value: Any) -> bool:
        return name not in KEPT and isinstance(value, int | float)

    return _replaced(row, wanted, pick(f"{key}:number", NUMBERS))


def _times(row: Mapping[str, Any], key: str) -> str:
    return _replaced(row, lambda name, _: name.endswith("ts"), pick(f"{key}:moment", MOMENTS))


def _numbers_as_strings(row: Mapping[str, Any], key: str) -> str:
    return _object([(name, text if text.startswith(('"', "[", "{")) else f'"{text}"') for name, text in _fields(row)])


def _duplicate_keys(row: Mapping[str, Any], key: str) -> str:
    fields = _fields(row)
    return _object([*fields, (fields[below(f"{key}:twice", len(fields))][0], pick(f"{key}:number", NUMBERS))])


def _unknown_fields(row: Mapping[str, Any], key: str) -> str:
    return _object([*_fields(row), ("\x1b[2J", "1"), ("deep", '{"a":' * DEPTH + "1" + "}" * DEPTH)])


def _unknown_ids(row: Mapping[str, Any], key: str) -> str:
    tags = '[{"factor_id":9999,"host_user":"[/]"},{"factor_id":-1},{"factor_id":"23","host_user":null},7,{}]'
    swapped = {"exp_id": "99", "cause_tags": tags, "uid": "4294967296", "finished": '"perhaps"'}
    return _object([(name, swapped.get(name, text)) for name, text in _fields(row)])


def _missing_fields(row: Mapping[str, Any], key: str) -> str:
    fields = _fields(row)
    return _object(fields[: 1 + below(f"{key}:missing", len(fields) - 1)])


def _hosts(row: Mapping[str, Any], key: str) -> str:
    """Names in place of the reference's numbers, or of an id that identifies the row."""
    nasty = _json(pick(f"{key}:text", NASTY))
    tags = f'[{{"factor_id":21,"host_user":{nasty}}},{{"factor_id":23,"host_user":{nasty}}}]'
    swapped = {"cause_tags": tags, "call_id": nasty, "sid": nasty}
    return _object([(name, swapped.get(name, text)) for name, text in _fields(row)])


def _unfinished(row: Mapping[str, Any], key: str) -> str:
    """Any value as the end of an unfinished call or stay: the reference does not fix it."""
    return _replaced(row, lambda name, _: name in ("destroyed_ts", "leave_ts"), pick(f"{key}:end", MOMENTS))


WAYS = (
    _names,
    _names,
    _names,
    _values,
    _values,
    _times,
    _numbers_as_strings,
    _duplicate_keys,
    _unknown_fields,
    _unknown_ids,
    _hosts,
    _missing_fields,
    _unfinished,
)
