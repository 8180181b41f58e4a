"""Words of the forms in which the simulator of today's edition may answer, for `scry simulate --help`."""

from __future__ import annotations

from tui.domain.text import Phrase

# Switch, its values with the default first, and their meaning in English and Chinese.
FORMS: tuple[tuple[str, str, str, str], ...] = (
    ("scope", "endpoint, group, account", "requests that count together", "合并计数的请求"),
    ("refused", "free, counted", "requests refused for their rate", "因频率被拒的请求是否计数"),
    ("window", "sliding, fixed", "seconds and minutes of the rates", "频率限制的秒与分钟"),
    ("limit", "300, http429, body429", "answer above a rate or a day", "超过频率或日限额时的应答"),
    ("prefix", "mixed, always, never", "text before the message of a limit", "限制信息的前缀"),
    ("retired", "404, answered", "paths of the 2020 edition alone", "仅属 2020 版的路径"),
    ("status", "gateway, http, body", "HTTP status of a failure", "失败时的 HTTP 状态码"),
    ("bounds", "strict, inclusive", "a window of exactly the maximum", "恰为上限的时间窗口"),
    ("overview", "no, yes", "statistics of a call on standard", "standard 是否有通话统计"),
    ("code", "200, 0, absent, mixed", "code of success", "成功时的 code"),
    ("message", "mixed, empty, null, success", "message of success", "成功时的 message"),
    ("stamps", "s, ms", "time stamps of answers", "应答中的时间戳"),
    ("listed", "created, alive", "calls begun in the window, or alive in it", "窗口内开始或进行的通话"),
    ("cname", "exact, prefix", "channel of a search", "按频道名查询"),
    ("late", "no, yes", "calls known only minutes later", "部分通话晚几分钟可查"),
    ("has_more", "present, absent", "field of a page", "分页字段"),
    ("pages", "good, halved, repeated, more, fewer", "size, repetition and total of pages", "分页的大小、重复与总数"),
    ("page_size", "clipped, refused", "a size above 100", "超过 100 的每页条数"),
    ("end", "0, null, now", "end of running calls and stays", "未结束的通话与会话的结束时间"),
    ("running", "known, null", "users and rates of running calls", "进行中通话的人数与卡顿率"),
    ("silent", "null, 0, absent", "rate of a user without such streams", "未接收该类流的用户的卡顿率"),
    ("servers", "apart, counted", "users on Linux", "Linux 用户是否计入"),
    ("roles", "list, string", "roles of a session", "会话的 roles"),
    ("uid", "number, string", "uid of a session", "会话的 uid"),
    ("web", "Web, system", "platform of a browser", "浏览器的 platform"),
    ("slices", "all, first", "windows that show a session", "显示同一会话的窗口"),
    ("rates", "session, slice", "span of a session's rates", "会话卡顿率的时间范围"),
    ("points", "2 s, irregular", "step of curves", "曲线的间隔"),
    ("mids", "absent, empty", "curves that a browser lacks", "浏览器没有的曲线"),
    ("percent", "percent, fraction", "percentages in curves", "曲线中的百分比"),
    ("order", "shuffled, sorted", "minutes and buckets of a call", "通话的分钟与分桶的次序"),
    ("buckets", "filled, all", "buckets without users", "无用户的分桶"),
    ("data", "object, list", "data of a top 20", "TOP 20 的 data"),
    ("gaps", "absent, null, 0", "windows without a value", "没有数值的窗口"),
    ("unnamed", "all, none, refused", "a dimension without its values", "未给出取值的维度"),
    ("audio_of_web", "absent, null, 0", "audio freeze of browsers", "浏览器的音频卡顿率"),
    ("delay_of_web", "yes, no", "network delay of browsers", "浏览器的网络延迟率"),
    ("peak", "both, concurrent, current", "names of the peak metrics", "峰值指标的名称"),
    ("dimensions", "both, new, old", "network and sdkVersion, or net and sdk", "network 与 sdkVersion，或 net 与 sdk"),
    ("minutes", "no, yes", "quality by 1m", "质量指标的 1m 粒度"),
    ("days", "utc, utc+8", "stamp of a day", "一天的时间戳"),
    ("last", "excluded, included", "hour or day that begins with the end", "始于结束时刻的小时或天"),
    ("recomputed", "no, yes", "counts of a day change two days on", "两天后重算当天数值"),
)  # fmt: skip
SWITCHES = Phrase(
    "switches (the first value is the default):\n"
    + "\n".join(f"  {name:12}  {meaning}: {values}" for name, values, meaning, _ in FORMS),
    "开关（首个取值为默认）：\n" + "\n".join(f"  {name:12}  {meaning}：{values}" for name, values, _, meaning in FORMS),
)
