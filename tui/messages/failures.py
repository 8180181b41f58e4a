"""Words of failed requests by kind of failure: the fault in short, and the next step."""

from __future__ import annotations

from collections.abc import Mapping

from tui.domain.records import FailureKind
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
