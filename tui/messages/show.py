"""Words of `scry show`."""

from __future__ import annotations

from tui.domain.text import Phrase

NO_CALL_ID = Phrase("show call: give the call's id: scry show call ID", "show call：请给出通话 ID：scry show call ID")
NO_ARGUMENT = Phrase(
    "show {what}: takes no argument, but {argument} was given", "show {what}：不接受参数，但给出了 {argument}"
)
UNKNOWN_CALL = Phrase(
    "the store knows no call {call_id}; list the known ones with: scry show calls",
    "本地存储中没有通话 {call_id}；已知的通话请用 scry show calls 列出",
)
NO_STORE = Phrase(
    "no store at {path} yet: collect with `scry collect`, open `scry` once, or add --ask",
    "{path} 处尚无本地存储：请运行 `scry collect`、打开一次 `scry`，或加上 --ask",
)
NOW_ALONE = Phrase(
    "show {what}: takes no --at; give a span with --since and --until, or none",
    "show {what}：不接受 --at；请用 --since 与 --until 给出时段，或不给出",
)
AS_OF_NOW = Phrase(
    "alarms that were on at {time}; their states and values are those of {now}",
    "以下为 {time} 未结束的告警；其状态与数值为 {now} 的情况",
)
NO_SINCE = Phrase("--until: give --since too", "--until：请同时给出 --since")
LEFT_OUT = Phrase("left out at this width, all in JSON: {columns}", "此宽度下未列出，JSON 含全部：{columns}")
COMMA = Phrase(", ", "、")
EMPTY_SPAN = Phrase("--since: must be earlier than --until", "--since：须早于 --until")
SPAN = Phrase("{start} – {end}", "{start} – {end}")
NO_ROWS = Phrase("nothing is stored for this", "没有与此相关的存储数据")
NOT_KNOWN = Phrase(
    "not known: the newest data is too old to say whether {what} is in order",
    "未知：最新数据太旧，无法判断{what}是否正常",
)
NOT_KNOWN_THEN = Phrase(
    "not known: too little is stored about that time to say whether {what} was in order",
    "未知：该时段存储的数据不足，无法判断{what}当时是否正常",
)
NOT_JUDGED = Phrase("--fail-on: {what} has no limits to judge by", "--fail-on：{what}没有可供判断的阈值")
NOT_ANSWERED = Phrase(
    "not answered: {failure}; the content is that of the store", "未获得响应：{failure}；以上内容取自本地存储"
)
