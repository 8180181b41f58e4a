"""Words of an incident's summary."""

from __future__ import annotations

from collections.abc import Mapping

from tui.domain.text import Phrase

TITLE = Phrase("Incident", "故障概要")
READING = Phrase("reading …", "读取中 …")
SECTION = Phrase("part", "部分")
SAID = Phrase("summary", "概要")

SECTIONS: Mapping[str, Phrase] = {
    "since": Phrase("since", "开始"),
    "bad": Phrase("bad", "异常"),
    "suffers": Phrase("suffers", "受影响"),
    "agora": Phrase("Agora", "Agora"),
    "scry": Phrase("Scry", "Scry"),
    "alarms": Phrase("alarms", "告警"),
    "notes": Phrase("notes", "备注"),
    "reports": Phrase("reports", "报告"),
}
LINE = Phrase("{section}: {text}", "{section}：{text}")
SPAN = {
    900: Phrase("15 m", "15 分"),
    3600: Phrase("1 h", "1 小时"),
    21600: Phrase("6 h", "6 小时"),
    86400: Phrase("24 h", "24 小时"),
}

# since when
SINCE = Phrase("{time} ({metric}), the first bad minute", "{time}（{metric}），最早的异常分钟")
SINCE_EARLIER = Phrase(
    "{time} or earlier ({metric}): nothing older is known", "{time} 或更早（{metric}）：更早的数据未知"
)
LASTS = Phrase(
    "not over at {time}, the last known minute: {metrics}", "截至最后已知的一分钟 {time} 尚未结束：{metrics}"
)
NOT_BAD = Phrase("every known minute of every metric is within the limits", "已知的各分钟中所有指标均未超出阈值")
NOTHING_KNOWN = Phrase(
    "no minute of a metric is known: whether anything was bad is not known",
    "没有任何指标的分钟数据：是否异常未知",
)
NO_METRICS = Phrase(
    "this plan tells no metric of the project by the minute: whether a metric was bad is not known",
    "该套餐没有项目的分钟指标：指标是否异常未知",
)
OF_PROJECT = Phrase("metrics are those of the whole project, not of one channel", "指标为整个项目的，而非单个频道的")

# what was bad, and how much
BAD = Phrase(
    "{metric} {limit}: {bad} of {known:known minute|known minutes}, from {first} to {last}, worst {value} at {time}",
    "{metric} {limit}：已知 {known} 分钟中异常 {bad} 分钟，{first} 至 {last}，最差 {value}（{time}）",
)
GOOD = Phrase(
    "{metric}: 0 of {known:known minute|known minutes} beyond {limit}",
    "{metric}：已知 {known} 分钟中无一超出 {limit}",
)
UNKNOWN = Phrase("{metric}: no minute is known", "{metric}：没有已知的分钟")
GAPS = Phrase("{text}; not known: {gaps}", "{text}；未知：{gaps}")
GAP = Phrase("{n} {state}", "{n} 分钟 {state}")

# who suffers
NO_DIAGNOSES = Phrase(
    "this edition has no diagnoses: curves alone show sufferers", "该版本没有诊断数据：受影响的用户仅由曲线得出"
)
USERS = Phrase("diagnoses of {people:user|users}: {what}", "有异常诊断的用户 {people} 人：{what}")
NOBODY = Phrase("no diagnosis of any user", "没有任何用户的异常诊断")
NOBODY_KNOWN = Phrase("no diagnosis is known", "没有已知的异常诊断")
MOST = Phrase("most diagnoses: {what}", "诊断最多：{what}")
CHANNELS = Phrase("by channel: {what}", "按频道：{what}")
CALLS = Phrase(
    "{n} of {on:stored call|stored calls} of this time with diagnoses", "该时段已存通话 {on} 个，其中 {n} 个有异常诊断"
)
CALLS_ALONE = Phrase("{n:stored call|stored calls} of this time", "该时段已存通话 {n} 个")
NO_CALLS = Phrase("no call of this time is stored", "没有该时段的通话存储")
CALLS_MORE = Phrase(
    "other calls may have been on: the call lists are not all fetched", "可能还有其他通话：通话列表未全部获取"
)

# whose cause
AGORA = Phrase("{cause} ×{n}{hosts}", "{cause} ×{n}{hosts}")
AGORA_AT_LEAST = Phrase("{cause} at least ×{n}{hosts}", "{cause} 至少 ×{n}{hosts}")
AGORA_NONE = Phrase("no cause is named", "未给出根因")
OUTSIDE = Phrase("the judged calls suffer before or after this time, not in it", "已判断的通话仅在该时段之外有人受影响")
LEFT_OUT = Phrase(
    "{n:call is|calls are} not judged: a summary judges {most}", "另有 {n} 个通话未判断：概要最多判断 {most} 个"
)

# alarms
ALARM = Phrase("{severity}, {what}: {steps}", "{severity}，{what}：{steps}")
STEP_SINCE = Phrase("bad since {time}", "自 {time} 起异常")
STEP_SINCE_EARLIER = Phrase("bad since {time} or earlier", "自 {time} 或更早起异常")
STEP_PENDING = Phrase("has not fired", "尚未触发")
STEP_FIRED = Phrase("fired {time}", "{time} 触发")
STEP_TOLD = Phrase("told {n}×", "通知 {n} 次")
STEP_TOLD_NOBODY = Phrase("nobody notified", "未通知任何人")
STEP_FAILED = Phrase("{n} failed", "失败 {n} 次")
STEP_UNKNOWN = Phrase("{n} without an outcome", "结果未知 {n} 次")
STEP_SEEN = Phrase("acknowledged {time} by {who}", "{who} 于 {time} 确认")
STEP_OVER = Phrase("over {time}", "{time} 结束")
STEP_DROPPED = Phrase("closed {time}, its end is not known", "{time} 关闭，实际结束时间未知")
STEP_ON = Phrase("not over", "未结束")
ALERT = Phrase("Agora alert {time}: {what}", "Agora 告警 {time}：{what}")
NO_ALARM = Phrase("none is stored for this time", "该时段没有告警存储")
UNREAD = Phrase("{n} stored by a newer scry cannot be read", "有 {n} 条由更新版本的 scry 存储，无法读取")

# notes, reports
NOTE = Phrase("{time} {by}, {about}: {text}", "{time} {by}，{about}：{text}")
HIDDEN = Phrase("text left out", "文字已隐去")
NO_NOTES = Phrase("no note was written about this time", "该时段没有备注")
REPORT = Phrase("{state}, about {time}: {channel} · {kind}", "{state}，关于 {time}：{channel} · {kind}")
NO_REPORTS = Phrase("none is stored for this time", "该时段没有报告存储")
OF_BUNDLE = Phrase("as known in the bundle, up to {time}", "以事件包中的内容为准，截至 {time}")

# the command
BUNDLE_ALONE = Phrase(
    "show incident FILE.scry: a bundle takes neither --ask nor --fail-on",
    "show incident FILE.scry：事件包不接受 --ask 与 --fail-on",
)
NO_STRETCH = Phrase("show incident: name the time with --from and --to", "show incident：请用 --from 与 --to 给出时段")
