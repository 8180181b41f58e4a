"""Words of an invalid time: they continue the name of the option."""

from __future__ import annotations

from tui.domain.text import Phrase

NO_TIME = Phrase(
    "is not a time; allowed: now, 14:07, 11-20 14:07, 2026-11-20 14:07, 2026-11-20T14:07+08:00, -15m (s, m, h, d ago), "
    "epoch seconds",
    "不是时刻；可写：now，14:07，11-20 14:07，2026-11-20 14:07，2026-11-20T14:07+08:00，-15m（s、m、h、d 之前），"
    "自 1970 年起的秒数",
)
IN_FUTURE = Phrase("lies in the future: now it is {now}", "在将来：现在是 {now}")
TOO_LONG_AGO = Phrase("is too long ago", "过于久远")
NO_TIME_OF_DAY = Phrase("is not a time of day; allowed: 00:00 to 23:59", "不是一天中的时刻；可写：00:00 至 23:59")
NO_DAY = Phrase("is not a day of the calendar", "没有这一天")
SKIPPED = Phrase(
    "is not a time: {time} does not exist on {day}: {before} is followed by {after}",
    "不是时刻：{day} 没有 {time}：{before} 之后就是 {after}",
)
