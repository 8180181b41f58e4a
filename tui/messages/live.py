"""Words of the Live screen."""

from __future__ import annotations

from tui.domain.text import Phrase

# why
DAYS_ARE_UTC = Phrase(
    "Counted for whole UTC days, and final by 08:00 UTC of the next one.", "按 UTC 自然日统计，次日 08:00 UTC 完成。"
)

METRIC = Phrase("Metric", "指标")
NOW = Phrase("now", "当前")
AGE = Phrase("age", "距今")
DELTA = Phrase("Δ10 m", "Δ10 分")
LAST_HOUR = Phrase("hour", "一小时")
STATE = Phrase("state", "状态")

BAD_SINCE = Phrase("bad since {time}", "自 {time} 异常")
BAD_SINCE_OR_EARLIER = Phrase("bad since ≤{time}", "自 {time} 前异常")
WAS_BAD = Phrase("bad {first}–{last}", "{first}–{last} 异常")
WAS_BAD_AT = Phrase("bad at {first}", "{first} 异常")
WARN = Phrase("near the limit", "接近阈值")
OLD = Phrase("{age} old", "{age}前")

RULE_ABOVE = Phrase("bad > {value}", "异常 > {value}")
RULE_BELOW = Phrase("bad < {value}", "异常 < {value}")

# the worst of the last minutes
WORST_KEY = Phrase("{key[live.panel]}: go to this list", "{key[live.panel]}：转到本列表")
WORST_PEOPLE = Phrase("people", "人数")
WORST_DIAGNOSES = Phrase("diagnoses", "诊断")
WORST_AGE = Phrase("age", "距今")
WORST_CHANNELS = Phrase("worst channels", "受影响最多的频道")
WHO_CAUSES = Phrase("who causes it", "根因所属用户")
WORST_CALLS = Phrase("worst calls", "受影响最多的通话")
WORST_VIDEO = Phrase("video", "视频")
WORST_AUDIO = Phrase("audio", "音频")
WORST_USERS = Phrase("users", "人数")
WORST_BY_FREEZE = Phrase(
    "worst calls by freeze rate of the whole call ({n:call|calls} stored)", "按全程卡顿率排序的通话（本地有 {n} 个）"
)
NO_CALLS = Phrase("no call of the last hour is stored", "本地没有最近一小时的通话")
NO_RATES = Phrase("{n:call|calls} stored, none with a freeze rate", "本地有 {n} 个通话，均无卡顿率")
LISTED = Phrase("list {age} old", "列表为{age}前的")
NO_CALLS_STORED = Phrase("worst calls: no call of these channels is stored", "受影响最多的通话：本地没有这些频道的通话")
CALL_SINCE = Phrase("since {time}", "自 {time}")

NONE_READ = Phrase("the last answer could not be read", "最近的响应无法解析")
NO_DATA = Phrase("no data in this period", "该时段没有数据")
PENDING = Phrase("pending", "pending 未到")
MISSING = Phrase("missing", "missing 缺失")
NOT_ASKED = Phrase("not asked", "未查询")
LOST = Phrase("lost", "丢失")
UNREAD = Phrase("unread", "无法解析")
PENDING_FOOT = Phrase("░ pending {span}", "░ pending 未到 {span}")
MISSING_FOOT = Phrase("· missing {span}", "· missing 缺失 {span}")
UNREAD_FOOT = Phrase("unread {span}", "无法解析 {span}")
LOST_FOOT = Phrase("× lost {span}", "× 丢失 {span}")
NOT_ASKED_FOOT = Phrase("not asked {span}", "未查询 {span}")
SPAN_MINUTES = Phrase("{n} m", "{n} 分钟")
SPAN_SECONDS = Phrase("{n} s", "{n} 秒")
PAST = {1: Phrase("yesterday", "昨日"), 7: Phrase("last week", "上周")}
PAST_AT = {
    1: Phrase("yesterday  {value} at {time}", "昨日  {value}  {time}"),
    7: Phrase("last week  {value} at {time}", "上周  {value}  {time}"),
}
OVERLAY_FOOT = Phrase("● {title} {value}", "● {title} {value}")
ZOOM = {
    900: Phrase("15 m", "15 分"),
    3600: Phrase("1 h", "1 小时"),
    21600: Phrase("6 h", "6 小时"),
    86400: Phrase("24 h", "24 小时"),
    604800: Phrase("7 d", "7 天"),
}

LIMITS_ABOVE = Phrase("near the limit > {warn} · bad > {bad}", "接近阈值 > {warn} · 异常 > {bad}")
LIMITS_BELOW = Phrase("near the limit < {warn} · bad < {bad}", "接近阈值 < {warn} · 异常 < {bad}")
HIGHEST = Phrase("highest  {value} at {time}", "最高  {value}  {time}")
LOWEST = Phrase("lowest   {value} at {time}", "最低  {value}  {time}")
BAD_MINUTES = Phrase("bad in {count} of {of:minute|minutes}", "{of} 分钟中有 {count} 分钟异常")

TITLE_BAD = Phrase("{what} bad since {time}", "{what} 自 {time} 异常")
TITLE_SINCE = Phrase("{what} since {time}", "{what}，自 {time} 起")
TITLE_MORE = Phrase("{n:more alarm|more alarms}", "另有 {n} 个告警")
TITLE_OLD = Phrase("{what} ({age} old)", "{what}（{age}前）")
TITLE_NO_DATA = Phrase("no data for {age}", "已 {age}无数据")

# products of today's edition
ADDED = Phrase("Native + WebRTC", "Native + WebRTC")
WEIGHTED = Phrase("by users", "按人数加权")
ALONE = Phrase("{product} alone", "仅 {product}")
ALONE_FOR = Phrase("{product} alone {span}", "仅 {product} {span}")
NOT_IN = Phrase("not in {product}", "{product} 无此指标")
ADDED_ABOUT = Phrase(
    "sum of Native and WebRTC · {key[live.product]}: one product",
    "Native 与 WebRTC 之和 · {key[live.product]}：单个产品",
)
WEIGHTED_ABOUT = Phrase(
    "mean of Native and WebRTC, weighted by users · {key[live.product]}: one product",
    "Native 与 WebRTC 按用户数加权的平均值 · {key[live.product]}：单个产品",
)
ALONE_ABOUT = Phrase("{product} alone · {key[live.product]}: next", "仅 {product} · {key[live.product]}：下一个")
ONE_PRODUCT = Phrase("Edition 2020-10 has one series of all products", "2020-10 版只有所有产品合计的数据")
BY_HOUR = Phrase("{what} by the hour", "{what}（按小时）")
BY_DAY = Phrase("{what} by the day", "{what}（按天）")
