"""Words of the Quota screen."""

from __future__ import annotations

from collections.abc import Mapping

from tui.domain.records import Breach
from tui.domain.text import Phrase

# In Chinese the endpoints are called as the reference's own headings call them.
ENDPOINT_NAMES: Mapping[str, Phrase] = {
    "live_scale": Phrase("live scale", "实时规模 API"),
    "live_experience": Phrase("live experience", "实时体验 API"),
    "live_net": Phrase("live network", "实时网络 API"),
    "diagnosis": Phrase("diagnosis", "获取异常诊断数据"),
    "all_video_freeze": Phrase("big: video freeze", "获取所有大频道的视频卡顿用户数"),
    "all_slow_joining": Phrase("big: slow joining", "获取加入大频道慢的用户数"),
    "all_joining_trial": Phrase("big: join attempts", "获取尝试加入大频道的用户数"),
    "channel_users": Phrase("channel: users", "获取指定大频道的在线用户数"),
    "channel_video_freeze": Phrase("channel: freeze", "获取指定大频道的视频卡顿用户数"),
    "channel_score": Phrase("channel: rating", "获取用户对通话的评分"),
    "usage": Phrase("usage", "查询频道和用户数"),
    "call_lists": Phrase("call lists", "获取通话列表"),
    "call_details": Phrase("call details", "获取通话指标"),
    "report": Phrase("report", "报告问题"),
    "call_sessions": Phrase("call users", "获取用户通话详情"),
    "call_metrics": Phrase("call curves", "获取通话质量指标"),
    "call_statistics": Phrase("call: dimensions", "获取通话统计数据"),
    "call_freeze_buckets": Phrase("call: freeze bands", "获取通话卡顿率分桶数据"),
    "call_by_time": Phrase("call: by minute", "获取频道时序指标"),
    "insight_usage": Phrase("usage by time", "查询时序用量指标"),
    "insight_usage_breakdown": Phrase("usage: dimensions", "查询聚合用量指标"),
    "insight_quality": Phrase("quality by time", "查询时序质量指标"),
    "insight_quality_breakdown": Phrase("quality: dimensions", "查询聚合质量指标"),
    "realtime_usage": Phrase("realtime scale", "查询实时规模"),
    "realtime_usage_breakdown": Phrase("scale: top 20", "查询实时规模 TOP 20 分组"),
    "realtime_quality": Phrase("realtime quality", "查询实时质量"),
    "realtime_quality_breakdown": Phrase("quality: top 20", "查询实时质量 TOP 20 分组"),
}

# titles of the columns
ENDPOINT = Phrase("endpoint", "接入点")
LIMIT = Phrase("limit", "限制")
SPENT = Phrase("spent", "已用/每日")
WHO = Phrase("own+other", "本进程+其他")
LEFT = Phrase("left", "剩余")
NEXT = Phrase("next request", "下次请求")
DRY = Phrase("lasts", "用完时间")
LAST_ANSWER = Phrase("answer", "最近响应")
LAST_ERROR = Phrase("last error", "最近错误")
TIME = Phrase("time", "时间")
BY = Phrase("by", "请求方")
CHANNEL = Phrase("channel", "频道")
METRIC = Phrase("metric", "指标")
WINDOW = Phrase("period", "查询时段")
STATUS = Phrase("status", "状态")
ROWS = Phrase("rows", "行数")
BYTES = Phrase("bytes", "字节")
MS = Phrase("ms", "毫秒")

# cells
PER_SECOND = Phrase("{n}/s", "{n}/秒")
PER_MINUTE = Phrase("{n}/min", "{n}/分")
NO_LIMIT = Phrase("–", "–")
FETCHING = Phrase("fetching", "请求中")
NOT_WANTED = Phrase("idle", "空闲")
PACED = Phrase("next at {time} (pace)", "下次 {time}（间隔）")
DAILY = Phrase("next at {time} (once a day)", "下次 {time}（每日）")
RETRYING = Phrase("next try {time}: {what}", "{time} 重试：{what}")
STOPPED = Phrase("press {key[refresh]}: {what}", "按 {key[refresh]} 重试：{what}")
DRY_NOW = Phrase("used up", "已用完")
ALL_DAY = Phrase("all day", "今日够用")
LASTS_THE_DAY = Phrase("lasts the day", "今日够用")
THIS = Phrase("this scry", "本进程")
ANSWERED = Phrase("{age}  {status}", "{age}  {status}")
UNANSWERED = Phrase("none {age}", "无 {age}前")
FAILED_AT = Phrase("{time} {what}", "{time} {what}")
OF_ANOTHER = Phrase("{what} (to another scry: {who})", "{what}（另一个 scry：{who}）")
FAILED_WITH = Phrase("{what}: {detail}", "{what}：{detail}")
UNDER_WAY = Phrase("fetching", "请求中")
NO_ANSWER = Phrase("no answer came", "未收到响应")
NOT_COUNTED = Phrase("{what} (not counted)", "{what}（未计数）")

# the two lines on top
TIGHTEST = Phrase("closest to its limit: {endpoint} ", "最接近上限：{endpoint} ")
SPENT_OF = Phrase("{spent} of {limit}", "已用 {spent}，上限 {limit}")
NOTHING_SPENT = Phrase("no request today", "今日尚无请求")
SPENT_BY_OTHERS = Phrase("; {others} by others", "；其中 {others} 次由其他进程请求")
THEN = Phrase("; {what}", "；{what}")
DRY_AT = Phrase("used up at {time}", "{time} 用完")
OUTSIDE = Phrase("used up by clients outside this store", "已被本存储以外的客户端用完")
OUTSIDE_OR_TOGETHER = Phrase("used up by the server's count", "服务器的计数显示已用完")
CLOCK_AGREES = Phrase("clock in sync", "时钟与服务器一致")
CLOCK_BEHIND = Phrase("clock {seconds} behind the server's", "时钟比服务器慢 {seconds}")
CLOCK_AHEAD = Phrase("clock {seconds} ahead of the server's", "时钟比服务器快 {seconds}")
CLOCK_UNKNOWN = Phrase("server's clock not known yet", "服务器时间尚未知")
SECONDS = Phrase("{n} s", "{n} 秒")
STORE = Phrase(
    "store {size}, kept {minutes} d, calls {calls} d",
    "存储 {size}，保留 {minutes} 天，通话 {calls} 天",
)
KNOWN_SINCE = Phrase("history since {time}", "历史数据始于 {time}")

# the line of the plan, in editions with plans
PLAN = Phrase("edition {edition}, plan {plan}", "{edition} 版，{plan} 套餐")
COUNTED: Mapping[str, Phrase] = {
    "endpoint": Phrase("counted by endpoint", "按接入点计数"),
    "group": Phrase("counted by group of endpoints", "按接入点分组计数"),
    "account": Phrase("counted by account", "按账号计数"),
}
ASSUMED = Phrase("{unit} (the vendor states no unit)", "{unit}（厂商未说明单位）")
NOT_IN_PLAN = Phrase("not in the plan: {what}", "套餐不含：{what}")
COMMA = Phrase(", ", "、")
INSIGHTS = Phrase("insights", "数据洞察")
REALTIME = Phrase("realtime", "实时数据")

# the log's heading
LOG = Phrase("requests, newest first", "请求日志（最新在前）")
LOG_OF = Phrase("requests: {endpoint}", "请求日志：{endpoint}")
LOG_FULL = Phrase("the last {count}", "最近 {count} 条")
OF_A_NEWER = Phrase("not shown: {count} by a newer scry", "未显示：更新版本 scry 的 {count} 条")
ESC_SHOWS_ALL = Phrase("{key[back]} shows all", "按 {key[back]} 显示全部")
NO_REQUEST = Phrase("no request yet", "尚无请求")

# why: one endpoint, told in full
ASKS = Phrase("asks: ", "接口：")
LIMITS = Phrase("limits: ", "限制：")
BUYS_LABEL = Phrase("buys: ", "内容：")
WINDOWS_LABEL = Phrase("period: ", "时段：")
LEARNT_LABEL = Phrase("refused: ", "拒绝：")
SPENT_LABEL = Phrase("spent: ", "已用：")
NEXT_LABEL = Phrase("next: ", "下次：")
ANSWER_LABEL = Phrase("answer: ", "响应：")
ERROR_LABEL = Phrase("error: ", "错误：")
A_SECOND = Phrase("{n} a second", "每秒 {n} 次")
A_MINUTE = Phrase("{n} a minute", "每分钟 {n} 次")
A_DAY: Mapping[str, Phrase] = {
    "utc": Phrase("{n:,} a UTC day", "每个 UTC 日 {n:,} 次"),
    "rolling": Phrase("{n:,} in any 24 hours", "任意 24 小时内 {n:,} 次"),
    "both": Phrase("{n:,} a UTC day, and in any 24 hours", "每个 UTC 日、且任意 24 小时内 {n:,} 次"),
}
SHARED = Phrase("one quota for {count} endpoints together", "{count} 个接入点共用一份配额")
COUNTS = Phrase(
    "{today} since 00:00 UTC, {rolling} in 24 hours, {hour} in the last hour",
    "UTC 零点以来 {today} 次，24 小时内 {rolling} 次，最近一小时 {hour} 次",
)
COLLECTORS = Phrase("collectors of the last hour: {count}", "最近一小时的采集进程：{count}")
COLLECTS_AS = Phrase("scry {version}", "scry {version}")
COLLECTS_SINCE = Phrase("since {time}", "{time} 启动")
LAST_REQUEST = Phrase("last request {time}", "最近请求 {time}")
NO_REQUEST = Phrase("no request in this hour", "这一小时无请求")
BY_WHOM = Phrase("{who} {count}", "{who} {count}")
DRY_AT_PACE = Phrase("at the last hour's pace used up at {time}", "按最近一小时的速度，{time} 用完")
LASTS = Phrase("at the last hour's pace it lasts the day", "按最近一小时的速度，今日够用")
DRY_ALREADY = Phrase("the day's requests are spent", "今日配额已用完")
OUTSIDE_LONG = Phrase(
    "The server says that the day's requests are used up. Clients outside this store used them.",
    "服务器表示今日配额已用完；用掉它的是本存储以外的客户端。",
)
OUTSIDE_OR_TOGETHER_LONG = Phrase(
    "The server says that the day's requests are used up, at {spent} counted here. Clients outside this store used"
    " them, or the server counts several endpoints together ([quota] counted).",
    "服务器表示今日配额已用完，而此处只计得 {spent} 次：或由本存储以外的客户端用掉，或服务器把多个接入点合并计数"
    "（[quota] counted）。",
)
LOOKED_AT = Phrase("on screen: asked every {pace}", "正在显示：每 {pace}查询一次")
NOT_LOOKED_AT = Phrase(
    "not on screen: asked every {pace}, often enough to lose nothing", "未在显示：每 {pace}查询一次，足以不丢数据"
)
ANSWER_TOLD = Phrase(
    "{time}, {status}, {rows:row|rows}, {size}, {ms} ms", "{time}，{status}，{rows} 行，{size}，{ms} 毫秒"
)
# one request of an endpoint with enforced windows, and a day of them
WINDOW_OF = Phrase(
    "shorter than {longest}; from {reach} back to {delay} before now", "短于 {longest}；自 {reach}前起，至 {delay}前止"
)
ROUNDS = Phrase(
    "a day's requests buy each of its {series} series {n:time|times}", "一天的次数可将其 {series} 个序列各取 {n} 次"
)
ROUNDS_SHORT = Phrase("a day's requests buy {n} of its {series} series", "一天的次数可取其 {series} 个序列中的 {n} 个")
LEARNT: Mapping[Breach, Phrase] = {
    Breach.TOO_NEAR: Phrase(
        "at {time}, a period that ended {amount} before the request: too near now",
        "{time}：时段结束于请求前 {amount}，距现在过近",
    ),
    Breach.TOO_OLD: Phrase(
        "at {time}, a period that began {amount} before the request: too long ago",
        "{time}：时段开始于请求前 {amount}，过早",
    ),
    Breach.TOO_LONG: Phrase("at {time}, a period of {amount}: too long", "{time}：时段长 {amount}，过长"),
}
