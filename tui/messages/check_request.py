"""Findings of `scry check` about its one request: credentials, clock, quota."""

from __future__ import annotations

from tui.domain.text import Phrase
from tui.messages.check import API, CLOCK, CREDENTIALS, QUOTA

ACCEPTED = CREDENTIALS.ok("accepted, the answer took {ms} ms", "已接受，响应用时 {ms} 毫秒")
REFUSED = CREDENTIALS.fail("{happened}{detail}. {advice}", "{happened}{detail}。{advice}")
NOT_ANSWERED = API.fail(*REFUSED.phrase)
SERVER_ASKS = Phrase(
    "The server asks for {seconds} s without requests: scry waits that long, at most {most} s",
    "服务器要求 {seconds} 秒内不再请求：scry 会照办，最长 {most} 秒",
)
SKEW = CLOCK.ok("{seconds} s {side} the server's", "比服务器{side} {seconds} 秒")
SKEW_LARGE = CLOCK.warn(
    "{seconds} s {side} the server's: scry uses the server's time, other programs do not; correct the clock (ntp)",
    "比服务器{side} {seconds} 秒：scry 以服务器时间为准，其他程序则不然；请校准（ntp）",
)
SKEW_HUGE = CLOCK.warn(
    "{seconds} s {side} the server's, more than a day: scry uses the server's time, but this box's clock judges"
    " certificates; correct the clock (ntp)",
    "比服务器{side} {seconds} 秒，超过一天：scry 以服务器时间为准，但证书有效期按本机时间判断；请校准（ntp）",
)
UNREAD = API.warn(
    "{unread} of {rows:row|rows} could not be read ({reason}): the screens mark the unknown parts",
    "{rows} 行中有 {unread} 行无法解析（{reason}）：各屏会说明因此未知的内容",
)
WINDOW_OFF = API.warn(
    "the server refused the requested time, taken from this box's clock; scry knows the server's time now: run scry"
    " check again",
    "服务器拒绝了所查询的时间（取自本机时钟）；现已得知服务器时间：请再次运行 scry check",
)
AHEAD = Phrase("ahead of", "快")
BEHIND = Phrase("behind", "慢")
SPENT = QUOTA.ok("{endpoint} {spent}/{limit} today", "{endpoint} 今日 {spent}/{limit}")
SPENT_UNLIMITED = QUOTA.ok("{endpoint} {spent} today", "{endpoint} 今日 {spent}")
SPENT_MOST = QUOTA.warn(
    "{endpoint} {spent}/{limit} today: nearly all; watch fewer channels, or wait for midnight UTC",
    "{endpoint} 今日 {spent}/{limit}：即将用完；请减少同时关注的内容，或等到 UTC 零点",
)
NO_SLOT = QUOTA.fail(
    "{endpoint}: nothing left until {time}; credentials and clock can be checked then",
    "{endpoint}：{time} 之前无剩余配额；届时方可检查凭证与时钟",
)
