"""Words of the session screen."""

from __future__ import annotations

from tui.domain.text import Phrase

# the list
METRIC = Phrase("metric", "指标")
LAST = Phrase("last", "末值")
WORST = Phrase("worst sample", "最差采样")
WHEN = Phrase("when", "时间")
COURSE = Phrase("course", "走势")
RANGE = Phrase("{low}–{high}", "{low}–{high}")
NOTHING = Phrase("–", "–")
NOT_REPORTED = Phrase("not reported: {names}", "没有数据：{names}")
SEPARATOR = Phrase(", ", "、")

# the head
LASTED = Phrase("({length})", "（{length}）")
STILL_IN = Phrase("now", "至今")
SPEAKER = Phrase("sends", "发流")
LISTENER = Phrase("only receives", "只接收")
SDK = Phrase("SDK {version}", "SDK {version}")
CALL = Phrase("call {id}", "通话 {id}")
SESSION = Phrase("session {sid}", "会话 {sid}")
AT = Phrase("at {time}  ", "{time}  ")
NO_CURSOR = Phrase("no moment chosen  ", "未选时刻  ")
DIAGNOSED = Phrase("◆ diagnosed {count}×: {what}", "◆ 诊断 {count} 次：{what}")
CAUSED = Phrase("● named as the cause {count}×: {what}", "● 被列为根因所属用户 {count} 次：{what}")
NOT_DIAGNOSED = Phrase("no diagnosis of this user here in the store", "本地没有该用户在此的诊断")
NONE_HERE = Phrase("no diagnosis within a minute; {count} in this session", "一分钟内没有诊断；该会话共 {count} 次")
OWN_EVENT = Phrase("◆ {time} {experience}: ", "◆ {time} {experience}：")
HOST_EVENT = Phrase("◆ {time} {experience} of {uid}: ", "◆ {time} 用户 {uid} {experience}：")
OF_HOST = Phrase("{name} ({uid})", "{name}（{uid}）")
OF_STREAM = Phrase("{name} (from {uid})", "{name}（来自 {uid}）")
NO_CAUSE_GIVEN = Phrase("no cause given", "未给出根因")
THIS_USER = Phrase("this user", "该用户")
MORE = Phrase("{count} more", "另有 {count} 次")

# how far the curves have come
FETCHING = Phrase("fetching {span}", "正在获取 {span}")
BYTES_OF = Phrase("{done} of {all} MB · {rate} MB/s", "{done} / {all} MB · {rate} MB/s")
BYTES = Phrase("{done} MB · {rate} MB/s", "{done} MB · {rate} MB/s")
WAITING = Phrase("{span} waiting until {time}", "{span} 等待至 {time}")
WAITS = Phrase("{span} waiting", "{span} 等待中")
STOPPED = Phrase("{span} not fetched: stopped, {key[refresh]} resumes", "{span} 未获取：已停止，按 {key[refresh]} 继续")
FAILED = Phrase("{span} not fetched: {what}", "{span} 未获取：{what}")
NOT_ASKED = Phrase("{span} not asked yet", "{span} 尚未查询")
TOO_OLD = Phrase(
    "{span} older than the API's {days:day|days}, and not stored", "{span} 超出接口的 {days} 天，本地也没有"
)
LACKING = Phrase("{span} missing: the answers hold no curve of it", "{span} 没有数据：响应中没有该时段的曲线")
LEFT_OUT = Phrase(
    "{span} missing: the API lists 10 users a request; this user was not among those",
    "{span} 没有数据：接口每次请求只列出 10 个用户，其中没有该用户",
)
TOLD_UNTIL = Phrase("░ call running; data up to {time}", "░ 通话进行中；数据截至 {time}")
PENDING = Phrase(
    "░ pending: the first data comes {seconds} s after the join", "░ pending 未到：加入 {seconds} 秒后才有数据"
)
UNKNOWN_SESSION = Phrase("this session is not in the store", "本地没有该会话")
READING = Phrase("reading the store", "正在读取本地存储")
NO_CURVES = Phrase("the answers list this session without any metric", "响应中有该会话，但没有它的任何指标")
NONE_YET = Phrase("no curves yet", "尚无曲线")
NOT_IN_VIEW = Phrase("no points in this period", "该时段没有数据点")

# a chart
SCALE_UNKNOWN = Phrase(
    "No value is above 1, so 0.5 may be half a percent or 50 %, and no answer of this project has told the scale yet. "
    "These values count as unknown: no check calls them good.",
    "所有值都不大于 1：0.5 可能是 0.5 %，也可能是 50 %，且该项目的响应尚未表明单位。这些值按未知处理，不会被判为正常。",
)
WORST_AT = Phrase("worst sample {value} at {time}", "最差采样 {value}  {time}")
WHAT_SAMPLE = Phrase(
    "This screen tells single samples. The call's list tells the mean of the worst minute, the pair's checks the mean "
    "of the time that suffered.",
    "本屏显示单个采样。通话列表显示最差一分钟的平均值，配对的检查项显示受影响时段的平均值。",
)
WHAT_SHARE = Phrase(
    "This screen tells the share of the last minute that was frozen. The call's list tells that of the whole stay.",
    "本屏显示最近一分钟内的卡顿占比。通话列表显示整个在场时间内的卡顿占比。",
)
WORST_MEAN = Phrase("worst minute: mean {value}, {time}", "最差一分钟：均值 {value}  {time}")
OF_PEER = Phrase(" ({uid})", "（{uid}）")
BAD_SPELLS = Phrase("{count:bad spell|bad spells}", "异常 {count} 段")
FROZEN_SHARE = Phrase("; worst minute {percent} frozen", "；最差一分钟卡顿 {percent}")
FROZEN_WORST = Phrase("worst minute {percent} frozen, at {time}", "最差一分钟卡顿 {percent}  {time}")
AT_WORST = Phrase("at {time}", "{time}")
HOLE = Phrase("hole", "空缺")
OTHERS = Phrase("+{count}", "+{count}")
MORE_CURVES = Phrase("{count:more peer|more peers} not drawn", "另有 {count} 个用户未画出")

# the next abnormal moment
ONSET = Phrase("{metric}{peer} bad from {time}, at worst {value}", "{metric}{peer} 自 {time} 异常，最差 {value}")
NONE_AT_ALL = Phrase("no bad spell in these curves", "这些曲线没有异常")

# why
LIMITS_ABOVE = Phrase("near the limit > {warn} · bad > {bad}", "接近阈值 > {warn} · 异常 > {bad}")
LIMITS_BELOW = Phrase("near the limit < {warn} · bad < {bad}", "接近阈值 < {warn} · 异常 < {bad}")
NO_LIMIT = Phrase("no limit; set one as thresholds.{mid} in the config", "无阈值：可在配置的 thresholds.{mid} 中设定")
NEITHER = Phrase("neither high nor low is bad by itself", "高低本身不分好坏")
STRETCH = Phrase("{first}–{last}  at worst {value} at {time}{peer}", "{first}–{last}  最差 {value}  {time}{peer}")
STRETCHES = Phrase("bad spells of this session", "该会话中的异常")
MORE_STRETCHES = Phrase("and {count} more", "另有 {count} 段")
