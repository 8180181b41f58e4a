"""Words of failed requests by kind of failure, or by the limit that the server names: the fault in short, and the next
step."""

from __future__ import annotations

from collections.abc import Mapping

from tui.domain.records import Breach, FailureKind, named_breach
from tui.domain.text import Phrase

WHAT: Mapping[FailureKind, Phrase] = {
    FailureKind.BAD_REQUEST: Phrase("bad request", "输入格式错误"),
    FailureKind.UNAUTHORIZED: Phrase("401 not authorised", "401 未经授权"),
    FailureKind.FORBIDDEN: Phrase("403 forbidden", "403 禁止访问"),
    FailureKind.NOT_FOUND: Phrase("404 not found", "404 API 调用错误"),
    FailureKind.SERVER_ERROR: Phrase("server error", "服务器内部错误"),
    FailureKind.OVER_LIMIT: Phrase("over the limit", "超出请求次数限制"),
    FailureKind.UNREACHABLE: Phrase("unreachable", "无法连接"),
    FailureKind.TIMEOUT: Phrase("timeout", "超时"),
    FailureKind.UNREADABLE: Phrase("unreadable answer", "响应无法解析"),
    FailureKind.CANCELLED: Phrase("stopped", "已停止"),
    FailureKind.NOT_SENT: Phrase("not sent in time", "未及时发送"),
    FailureKind.UNANSWERED: Phrase("no answer", "未收到响应"),
}
"""Short enough for the top line."""

ADVICE: Mapping[FailureKind, Phrase] = {
    FailureKind.BAD_REQUEST: Phrase(
        "Check the app id, the time range (within the endpoint's reach, start before end) and the channel name.",
        "请检查 App ID、时间范围（须在可查询范围内且起点早于终点）和频道名称。",
    ),
    FailureKind.UNAUTHORIZED: Phrase(
        "Check the customer id and the customer secret of this profile.",
        "请检查该配置的客户 ID 和客户密钥。",
    ),
    FailureKind.FORBIDDEN: Phrase(
        "The account has no right to this API, app id or feature: ask sales@agora.io to switch it on.",
        "该账号无权访问此 API、App ID 或功能：请联系 sales@agora.io 开通。",
    ),
    FailureKind.NOT_FOUND: Phrase(
        "Check the base URL: this server does not know the path.",
        "请检查 base URL：该服务器没有此接入点。",
    ),
    FailureKind.SERVER_ERROR: Phrase(
        "The fault is the server's: try again later; if it lasts, tell Agora support.",
        "问题在服务器一侧：请稍后重试；若持续出现，请联系 Agora 技术支持。",
    ),
    FailureKind.OVER_LIMIT: Phrase(
        "Scry or another client used up the quota: wait for a free slot, or until midnight UTC for a quota of the day.",
        "配额已用完（Scry 或其他客户端）：请等待下一个可用时刻；若是每日配额，请等到 UTC 零点。",
    ),
    FailureKind.UNREACHABLE: Phrase(
        "Check the network, the proxy and the base URL.",
        "请检查网络、代理和 base URL。",
    ),
    FailureKind.TIMEOUT: Phrase(
        "The server or the network is slow: try again later; if it lasts, check the network.",
        "服务器或网络较慢：请稍后重试；若持续出现，请检查网络。",
    ),
    FailureKind.UNREADABLE: Phrase(
        "Check that the base URL belongs to the Agora Analytics API and that no proxy answers in its place.",
        "请检查 base URL 是否为水晶球 RESTful API，以及是否有代理代为响应。",
    ),
    FailureKind.CANCELLED: Phrase(
        "The request was stopped: send it again.",
        "已被停止：请重新查询。",
    ),
    FailureKind.NOT_SENT: Phrase(
        "Scry ended before sending: the report is saved; send it again if it still matters.",
        "Scry 在发送前已退出：内容已保存，如仍需要请重新发送。",
    ),
    FailureKind.UNANSWERED: Phrase(
        "Scry ended before the answer came: the server may have it all the same.",
        "Scry 在收到响应前已退出：服务器可能已经收到。",
    ),
}
"""The next step, one sentence."""


# With another code the words may mean another fault.
_LIMIT_CODES = (300, 429)

_BREACH_WHAT: Mapping[Breach, Phrase] = {
    Breach.TOO_FAST: Phrase("too fast", "请求过快"),
    Breach.DAY_SPENT: Phrase("day used up", "当日次数用尽"),
    Breach.TOO_NEAR: Phrase("too near now", "过于接近当前时间"),
    Breach.TOO_OLD: Phrase("too old", "早于可查询范围"),
    Breach.TOO_LONG: Phrase("window too long", "时间范围过长"),
    Breach.NO_PLAN: Phrase("not in the plan", "套餐不含此 API"),
}
_BREACH_ADVICE: Mapping[Breach, Phrase] = {
    Breach.TOO_FAST: Phrase(
        "The server counts more requests in this second or minute than the plan allows: wait for the next free slot.",
        "服务器统计的每秒或每分钟请求次数超出套餐：请等待下一个可用时刻。",
    ),
    Breach.DAY_SPENT: Phrase(
        "The requests of the day are used up. By today's edition the day ends at 00:00 UTC.",
        "当日请求次数已用完。按现行版本，一日在 UTC 零点结束。",
    ),
    Breach.TOO_NEAR: Phrase(
        "The server does not answer for a time so near now: a window with an earlier end is answered.",
        "服务器不提供如此接近当前时间的数据：请将时间范围的终点提前。",
    ),
    Breach.TOO_OLD: Phrase(
        "The start lies further back than the plan reaches: the part before the reach cannot be asked for.",
        "起点早于套餐可查询的范围：范围之前的部分无法查询。",
    ),
    Breach.TOO_LONG: Phrase(
        "The window is longer than the plan allows in one request: shorter windows are answered.",
        "时间范围超出套餐单次查询的上限：请分成更短的时间范围查询。",
    ),
    Breach.NO_PLAN: Phrase(
        "The project's plan has no such API. Call search: standard, premium or enterprise; insights and realtime: "
        "premium or enterprise; in China pro or flagship for all of them; a free plan has none.",
        "项目的套餐不含此 API。通话调查：`standard`、`premium` 或 `enterprise`；"
        "数据洞察与实时数据：`premium` 或 `enterprise`；中国区均为专业版或旗舰版；免费版不含任何 API。",
    ),
}


def what_of(kind: FailureKind, detail: str, code: int | None = None) -> Phrase:
    """The fault in short: the limit that the server names in `detail`, else the kind. `code`: the body's, if known."""
    return WHAT[kind] if (breach := _named(kind, detail, code)) is None else _BREACH_WHAT[breach]


def advice_of(kind: FailureKind, detail: str, code: int | None = None) -> Phrase:
    """The next step, for the limit that the server names in `detail`, else for the kind."""
    return ADVICE[kind] if (breach := _named(kind, detail, code)) is None else _BREACH_ADVICE[breach]


def _named(kind: FailureKind, detail: str, code: int | None) -> Breach | None:
    return named_breach(kind, detail) if code is None or code in _LIMIT_CODES else None
