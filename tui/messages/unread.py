"""Words of unread parts of an answer: their number, the endpoint, and the reason in the reader's language.

The reasons are made in English by the code that reads the answer, and are kept and logged like that.
"""

from __future__ import annotations

import re

from tui.domain.text import Lang, Phrase

# A reason with this beginning may be about a page from a proxy in the API's place.
NO_ANSWER_OF_THE_API = "the answer "

ROWS = Phrase(
    "{name}: {unread} of {rows:row|rows} could not be read ({reason}). Nothing is concluded from them.",
    "{name}：{rows} 行中有 {unread} 行无法解析（{reason}），不据此下结论。",
)
PARTS = Phrase(
    "{name}: {unread:part|parts} could not be read ({reason}). Nothing is concluded from them.",
    "{name}：有 {unread} 处无法解析（{reason}），不据此下结论。",
)
SHORT = Phrase("{unread} of {rows} unread", "{rows} 行中 {unread} 行无法解析")
SHORT_PARTS = Phrase("{unread:part|parts} unread", "{unread} 处无法解析")
WITH_REASON = Phrase("{what}: {reason}", "{what}：{reason}")
OTHER_SHAPE = Phrase(
    "The answer differs from the API's document; the known data stays.",
    "响应与接口文档不符；已有数据保持不变。",
)

_CHINESE = (
    (r"none of (\d+) rows could be read: ", r"\1 行均无法解析："),
    (r"not epoch seconds between 2015 and 2100", "不是 2015–2100 年间的时间戳"),
    (r"of another time than was asked for", "不在查询的时段内"),
    (r"not an unsigned 32-bit integer", "不是 32 位无符号整数"),
    (r"neither true nor false", "不是 true 或 false"),
    (r"said twice, differently", "重复出现且取值不同"),
    (r"ends before it starts", "终点早于起点"),
    (r"a negative count", "计数为负"),
    (r"not a whole number", "不是整数"),
    (r"no usable number", "不是可用的数值"),
    (r"a number beyond", "数值超过"),
    (r"not a number", "不是数值"),
    (r"not an object", "不是对象"),
    (r"not a list", "不是列表"),
    (r"not a pair", "不是 [时间, 数值]"),
    (r"not a text", "不是文本"),
    (r"not UTF-8", "不是 UTF-8"),
    (r"an object", "对象"),
    (r"a list", "列表"),
    (r"missing$", "缺失"),
    (r"empty$", "为空"),
    (r"the answer is 为空", "响应为空"),
    (r"the answer is nested too deeply", "响应嵌套过深"),
    (r"the answer is not JSON", "响应不是 JSON"),
    (r"the answer is 不是对象", "响应不是对象"),
    (r"the answer is longer than (\d+) MiB", r"响应超过 \1 MiB"),
    (r"no code that can be understood", "没有可识别的 code"),
    (r"code 0 without data", "code 为 0 而没有数据"),
    (r": (?=[^ ])", "："),
)


def reason_in(lang: Lang, reason: str) -> str:
    """`data[3].ts: not a number: 'x'` in the reader's language; quoted words of a server stay unchanged."""
    if lang == "zh":
        for english, chinese in _CHINESE:
            reason = re.sub(english, chinese, reason)
    return reason


CURVES_OF_A_NEWER = Phrase(
    "curves of a newer scry, not read: {n} × 10 min", "更新版本 scry 写入的曲线，未读取：{n} × 10 分钟"
)
