"""Words of the Usage screen."""

from __future__ import annotations

from tui.domain.text import Phrase

DAY = Phrase("day", "日期")
DAY_UTC = Phrase("day (UTC)", "日期(UTC)")
WEEKDAYS = (
    Phrase("Mon", "周一"),
    Phrase("Tue", "周二"),
    Phrase("Wed", "周三"),
    Phrase("Thu", "周四"),
    Phrase("Fri", "周五"),
    Phrase("Sat", "周六"),
    Phrase("Sun", "周日"),
)
PER_USER = Phrase("Per user", "人均次数")
PER_USER_EXPLAIN = Phrase("Sessions per user of the day.", "当天通话人次与通话人数之比。")
WEEK_ON_WEEK = Phrase("Δ week", "周同比")
OF_DAYS = Phrase("{change} ({n} d)", "{change}（{n} 天）")
STATE = Phrase("state", "状态")

METRIC = Phrase("Metric", "指标")
LAST_WEEK = Phrase("last 7 d", "近 7 天")
LAST_WEEK_PART = Phrase("{held} of 7 d", "7 天之 {held}")
A_DAY = Phrase("a day", "日均")
WEEK_BEFORE = Phrase("7 before", "前 7 天")

# The words of a cell; the chosen day shows their meaning.
PENDING = Phrase("pending", "pending 未到")
MISSING = Phrase("missing", "missing 缺失")
NOT_ASKED = Phrase("not asked", "未查询")
LOST = Phrase("lost", "丢失")
UNREAD = Phrase("unread", "无法解析")
CHANGED = Phrase("Δ changed", "Δ 已变更")

ABOUT_PENDING = Phrase(
    "Not final: counted by 08:00 UTC, here {time}.", "尚未完成：次日 08:00 UTC 完成统计，本地 {time}。"
)
ABOUT_PENDING_UTC = Phrase("Not final: counted by {time} UTC.", "尚未完成：次日 {time} UTC 完成统计。")
ABOUT_MISSING = Phrase("Asked for, and the answer did not hold this day.", "已查询，但响应中没有这一天。")
ABOUT_NOT_ASKED = Phrase("No answer has covered this day yet.", "尚无响应覆盖这一天。")
ABOUT_LOST = Phrase("Not asked for within the API's seven days.", "在接口的 7 天内没有查询过。")
ABOUT_UNREAD = Phrase(
    "Unread: Scry could not read the last answer about this day and asks again.",
    "无法解析：Scry 读不懂最近一次关于这一天的响应，会重新查询。",
)
ABOUT_CHANGED = Phrase(
    "Δ changed {time}: recalculated after it was final.", "Δ 已于 {time} 变更：统计完成后又被重新计算。"
)
LOCAL_DAY = Phrase("here {start} to {end}", "本地 {start} 至 {end}")
A_WEEK_BEFORE = Phrase("a week before {value}", "上周同日 {value}")
BY_WEEKDAY = Phrase("Average by weekday · {title}", "各星期日均 · {title}")
PAIRS = Phrase("Δ compares the {pairs:day|days} known in both weeks.", "Δ 仅比较两周都已知的 {pairs} 天。")
ONCE_A_DAY = Phrase(
    "Asked for once a day, last {time}; older days come from the store.",
    "每天查询一次，上次 {time}；更早的日期取自本地存储。",
)

SPAN = {
    7: Phrase("7 d", "7 天"),
    28: Phrase("28 d", "28 天"),
    90: Phrase("90 d", "90 天"),
}
