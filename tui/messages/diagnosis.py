"""Words of the Diagnosis screen, of an event's panel, and of the moment under Live's chart."""

from __future__ import annotations

from tui.domain.text import Phrase

# columns
TIME = Phrase("time", "时间")
USER = Phrase("user", "用户")
EXPERIENCE = Phrase("experience", "体验")
CHANNEL = Phrase("channel", "频道")
CAUSES = Phrase("root causes (whose)", "根因（所属用户）")
COUNT = Phrase("count", "数量")
SHARE = Phrase("share", "占比")

# one diagnosis
SELF = Phrase("self", "自身")
WHOSE = Phrase(" ({uid})", " ({uid})")
WHOSE_STREAM = Phrase(" (from {uid})", " (来自 {uid})")
WHOSE_STREAM_SHORT = Phrase(" from {uid}", " 来自 {uid}")
MEANS_STREAM = Phrase(
    "Agora lays this to the stream from {uid}, on the way from that user to the affected one. Which side of the way "
    "loses it, the verdict of the call works out from the curves of both.",
    "Agora 将此归于来自 {uid} 的流：从该用户到受影响用户的途中。具体是哪一侧，由通话页的判定根据双方曲线得出。",
)
NO_CAUSE = Phrase("no root cause named", "未给出根因")
NO_NAME = Phrase("–", "–")

# an alert of the vendor
ALERT = Phrase("Agora alert", "告警回调")
ALERTS = Phrase("Agora alerts", "Agora 告警")
ALERTS_IN = Phrase("Agora alerts {n}", "Agora 告警 {n} 条")
ALERT_NAMES_NOTHING = Phrase("this alert names neither a call nor a channel", "该告警未给出通话和频道")

# the line above the list
EVENTS = Phrase("diagnoses {events} · people {people}", "异常诊断 {events} 条 · {people} 人")
# `{at_least}` is ≥, or where there is ASCII only >=: its twin of one character would say something else.
AT_LEAST = Phrase("{at_least} {n}", "{at_least} {n}")
SHOWN = Phrase("{n} listed", "列出 {n} 条")
# The longest that has room stands.
TRUNCATED_IN = (
    Phrase(
        "{at_least} 10: list capped at 10 in {n} of {of:minute|minutes}",
        "{at_least} 10：有 {n}/{of} 分钟的列表以 10 条为限",
    ),
    Phrase("list capped at 10 in {n} of {of:minute|minutes}", "{of} 分钟中有 {n} 分钟的列表以 10 条为限"),
    Phrase("{at_least} 10 in {n} of {of} m", "{at_least} 10：有 {n}/{of} 分钟"),
)
PENDING_IN = Phrase("░ pending {n} m", "░ pending 未到 {n} 分钟")
NOT_YET_IN = Phrase("not asked yet {n} m", "尚未查询 {n} 分钟")
NOT_ASKED_IN = Phrase("not asked {n} m", "未查询 {n} 分钟")
UNREAD_IN = Phrase("unread {n} m", "无法解析 {n} 分钟")
LOST_IN = Phrase("lost {n} m", "丢失 {n} 分钟")

# separators of the list
SEPARATOR_TRUNCATED = Phrase(
    "{span}  {at_least} 10: the API lists 10 at most; there may be more",
    "{span}  {at_least} 10：接口每次最多列出 10 条，可能还有更多",
)
SEPARATOR_PENDING = Phrase("{span}  pending: more may still come", "{span}  pending 未到：数据可能尚未到齐")
SEPARATOR_NOT_YET = Phrase(
    "{span}  not asked yet: Scry asks within the hour", "{span}  尚未查询：Scry 会在一小时内查询"
)
SEPARATOR_NOT_ASKED = Phrase("{span}  not asked: no scry collected then", "{span}  未查询：当时没有采集")
SEPARATOR_UNREAD = Phrase(
    "{span}  unread: Scry could not read the answer and asks again",
    "{span}  无法解析：Scry 读不懂响应，会重新查询",
)
SEPARATOR_LOST = Phrase("{span}  lost: older than the API's hour", "{span}  丢失：已超出接口可查询的一小时")
GROUP = Phrase("{name}   diagnoses {events} · people {people}", "{name}   异常诊断 {events} 条 · {people} 人")

# in place of a list
NONE = Phrase("no diagnosis in this period", "该时段没有异常诊断")
NONE_KNOWN = Phrase("no diagnosis in the known minutes", "已知的分钟内没有异常诊断")
NONE_READ = Phrase("the diagnoses of this period could not be read", "该时段的异常诊断无法解析：是否有人异常未知")
NOT_KNOWN = Phrase("no data of this period", "该时段的情况未知")
NONE_OF_THESE = Phrase("nothing in this period matches; {key[back]} widens", "该时段没有匹配项；按 {key[back]} 放宽")

# totals
TOTALS = Phrase("totals", "合计")
BY_EXPERIENCE = Phrase("by experience", "按体验")
BY_FACTOR = Phrase("by root cause", "按根因")
BY_HOST = Phrase("by host user", "按根因所属用户")
BY_CHANNEL = Phrase("by channel", "按频道")
MORE = Phrase("and {n} more", "另有 {n} 项")

GROUPINGS = {
    "none": Phrase("not at all, newest first", "不分组，最新在前"),
    "channel": BY_CHANNEL,
    "host": BY_HOST,
    "cause": BY_FACTOR,
}
GROUPED = Phrase("grouped {how}", "分组：{how}")

# a moment, or a stretch of time, in a sentence
AT = Phrase("at {time}: ", "{time}：")
AT_IN = Phrase("at {time} in {channel}: ", "{time} {channel}：")
PEOPLE = Phrase("{n:person|people} affected", "{n} 人受影响")
ONE_PERSON = Phrase("1 person affected", "1 人受影响")
NOBODY = Phrase("no diagnosis", "没有异常诊断")
NOBODY_NAMED = Phrase(
    "Agora lists 10 users a request; none of those was hit this minute",
    "Agora 每次请求只列出 10 个用户，其中没有人在这一分钟受影响",
)
NOTHING_YET = Phrase("diagnoses not asked yet", "尚未查询异常诊断")
NOTHING_STORED = Phrase("diagnoses not asked: no scry collected then", "未查询异常诊断：当时没有采集")
PARTLY_READ = Phrase("unreadable diagnoses may be missing", "可能另有无法解析的诊断")
NOTHING_READ = Phrase("the diagnoses could not be read", "异常诊断无法解析：情况未知")
NOTHING_LOST = Phrase("diagnoses lost: the API no longer has them", "异常诊断已丢失：接口也已查不到")
PENDING = Phrase("pending", "pending 未到")
DIAGNOSES_PENDING = Phrase("diagnoses pending", "异常诊断 pending 未到")
WHY = Phrase("causes: ", "根因：")
FROM = Phrase(" (from {hosts})", "（来自 {hosts}）")
TIMES = Phrase("×{n}", "×{n}")

# meaning of a cause
LABELLED = Phrase("{label}  ", "{label}：")
MEANS = Phrase("means", "含义")
CHECK = Phrase("check", "检查")
ACT = Phrase("must act", "由谁处理")
WHO_SELF = Phrase("the affected user, {uid}", "用户自身 {uid}")
WHO_ANY = Phrase("the host user of the cause", "根因所属用户")
WHY_TITLE = Phrase("Meaning", "含义")
WHY_AS_OF = Phrase("{title} as of {time}", "{title}（{time}）")
WHY_HOST = Phrase(
    "The number of diagnoses with a root cause on this user's side. Begin with a user named by many: that side of the "
    "call harms the others.",
    "根因属于该用户的诊断条数。若多人的根因都指向同一用户，应先查该用户：其一端影响了其他人。",
)
WHY_SELF = Phrase(
    "The number of diagnoses with a root cause on the affected user's own side: network, device or operation.",
    "根因属于受影响的用户自身的诊断条数：其网络、设备或操作。",
)
WHY_CHANNEL = Phrase("The number of diagnoses in this channel.", "该频道的诊断条数。")

# an event's panel
EVENT = Phrase("{uid} · {what}", "{uid} · {what}")
WHERE_WHEN = Phrase("channel {channel} · {time}", "频道 {channel} · {time}")
ROOT_CAUSES = Phrase("root causes", "根因")
OF_SELF = Phrase("{name} · self", "{name} · 自身")
OF_HOST = Phrase("{name} · from {uid}", "{name} · 来自 {uid}")
WHO_ELSE = Phrase("other diagnoses within ten minutes", "前后十分钟内的其他诊断")
ALSO_HOST = Phrase(
    "{uid} as the cause: {events} more · people {people} · {what}",
    "根因属于 {uid}：另有 {events} 条 · {people} 人 · {what}",
)
ALSO_USER = Phrase("{uid} as the one affected: {events} more", "{uid} 自身受影响：另有 {events} 条")
THE_CALL = Phrase("the call", "通话")
OPENS_CALL = Phrase(
    "{key[table.select]} on the list opens the call of channel {channel} at {time}, with user {uid} selected.",
    "在列表上按 {key[table.select]}，打开频道 {channel} 在 {time} 的通话，并选中用户 {uid}。",
)
CLOSE = Phrase(
    "{key[back]} closes · {key[table.up table.down]} scroll", "{key[back]} 关闭 · {key[table.up table.down]} 滚动"
)
