"""Words of the alarms: states, severities, rules, deliveries; the tab and the top line."""

from __future__ import annotations

from collections.abc import Mapping

from tui.domain.text import Phrase

STATES: Mapping[str, Phrase] = {
    "firing": Phrase("firing", "触发中"),
    "acknowledged": Phrase("acknowledged", "已确认"),
    "pending": Phrase("pending", "待触发"),
    "over": Phrase("over", "已结束"),
    "alert": Phrase("Agora alert", "Agora 告警"),
}
SEVERITIES: Mapping[str, Phrase] = {
    "info": Phrase("info", "提示"),
    "warning": Phrase("warning", "警告"),
    "critical": Phrase("critical", "严重"),
}

# the condition of a rule, and an alarm by it
METRIC = Phrase("{metric} {value}", "{metric} {value}")
DIAGNOSES = Phrase("{value:diagnosis|diagnoses} a minute", "每分钟 {value} 条异常诊断")
DIAGNOSES_OF = Phrase("{value:diagnosis|diagnoses} of {cause} a minute", "每分钟 {value} 条{cause}")
AT_LEAST = Phrase("at least {n}", "至少 {n}")
FEED_DEAD = Phrase("no data for {value} min", "{value} 分钟没有数据")
QUOTA_DRY = Phrase("quota used up in {value} min", "配额 {value} 分钟后用完")
REPORT_UNSENT = Phrase("{value:report|reports} not sent", "{value} 份报告未送达")
SUBJECTS: Mapping[str, Phrase] = {
    "diagnoses": Phrase("diagnoses a minute", "每分钟异常诊断"),
    "feed_dead": Phrase("minutes without data", "没有数据的分钟数"),
    "quota_dry": Phrase("minutes until the quota is used up", "距配额用完的分钟数"),
    "report_unsent": Phrase("reports not sent", "未送达的报告"),
}
OF_CAUSE = Phrase("{subject} ({cause})", "{subject}（{cause}）")
ABOVE = Phrase("{subject} > {limit}", "{subject} > {limit}")
BELOW = Phrase("{subject} < {limit}", "{subject} < {limit}")
FOR_ALL = Phrase("{condition} for {n} min", "{condition}，持续 {n} 分钟")
FOR_SOME = Phrase("{condition} for {n} of {of} min", "{condition}，{of} 分钟中 {n} 分钟")
WITHIN = Phrase("{what} in {channel}", "{what}（频道 {channel}）")

# the list
STATE = Phrase("state", "状态")
SEVERITY = Phrase("severity", "级别")
SINCE = Phrase("since", "开始")
LASTS = Phrase("lasts", "时长")
ALARM = Phrase("alarm", "告警")
CHANNEL = Phrase("channel", "频道")
TOLD = Phrase("told", "通知")
NUMBER = Phrase("no.", "编号")
UNTIL = Phrase("until", "直至")
BY = Phrase("by", "设置人")
COMMENT = Phrase("comment", "说明")
SEEN_BY = Phrase("acknowledged by", "确认人")

# the list of rules
RULE = Phrase("rule", "规则")
CONDITION = Phrase("fires at", "触发条件")
NOW = Phrase("now", "当前")
PAST = Phrase("past 7 d", "近 7 天")
RULES = Phrase("rules, and the alarms that each would have raised", "规则，以及各规则本应触发的告警")
NO_RULES = Phrase("no rules: add [[alarms.rules]] to the config file", "没有规则：请在配置文件中添加 [[alarms.rules]]")
DEFAULT_RULES = Phrase(
    "default rules: the config file has none; tried on the stored past",
    "默认规则（配置文件中没有规则），以本地存储的过往数据试算",
)
RULES_OF_THEN = Phrase("the rules of then are not in the replay", "回放中没有当时的规则")
QUIET = Phrase("quiet", "未触发")
NOT_JUDGED = Phrase("not judged yet", "尚未判断")
NOT_JUDGED_SINCE = Phrase("not judged since {time}", "自 {time} 起未判断")
LEFT_SINCE = Phrase("{what}, not judged since {time}", "{what}，自 {time} 起未判断")
SILENCED = Phrase("silenced until {time}", "静默至 {time}")
FIRED_NOT = Phrase("never", "从未触发")
FIRED_NOT_IN = Phrase("not in {known} stored", "已存的 {known}内未触发")
FIRED_UNKNOWN = Phrase("not known", "未知")
FIRED_LAST = Phrase("fired {n}×, last {time}", "触发 {n} 次，最近 {time}")
WORKING = Phrase("reading", "读取中")

# a finding
FIRING_SINCE = Phrase("{severity}: {what}, since {time} ({state})", "{severity}：{what}，自 {time} 起（{state}）")

# the summary
READING = Phrase("reading the store", "正在读取本地存储")
NONE_FIRING = Phrase("no alarm is firing", "没有触发中的告警")
FIRING = Phrase("{n} firing", "{n} 个触发中")
ACKNOWLEDGED = Phrase("{n} acknowledged", "{n} 个已确认")
PENDING = Phrase("{n} pending", "{n} 个待触发")
UNTOLD = Phrase("{n:notification|notifications} failed", "{n} 次通知失败")
ALL_LOST = Phrase("{n:notification|notifications} lost", "{n} 次通知结果丢失")
SILENCES = Phrase("{n:silence|silences} in force", "{n} 条静默生效")
SILENCE = Phrase("silenced until {time}: {rule}, {channel} ({by})", "静默至 {time}：{rule}，{channel}（{by}）")
EVERY_RULE = Phrase("every rule", "所有规则")
EVERY_CHANNEL = Phrase("every channel", "所有频道")
SILENCE_MADE = Phrase(
    "silent until {time}: {rule}, {channel}; {key} ends the silence",
    "{time} 前不通知：{rule}，{channel}；按 {key} 结束",
)
SILENCE_ENDED = Phrase("silence ended: {rule}, {channel}", "静默已结束：{rule}，{channel}")
NOT_SILENCED = Phrase("an alert of Agora cannot be silenced here", "Agora 告警无法在此静默")
NO_ROW = Phrase("no alarm and no rule under the cursor", "光标处没有告警或规则")
CUT = Phrase("older than the newest {n}: not listed", "仅列最新 {n} 条，更早的未列出")
OF_A_NEWER = Phrase("{n:alarm|alarms} of a newer scry left out", "未列出更新版本 scry 的告警 {n} 条")
NOTHING_YET = Phrase("no alarm in the store", "本地存储中没有告警")

# a delivery
EVENTS: Mapping[str, Phrase] = {
    "firing": Phrase("start", "开始"),
    "reminder": Phrase("reminder {turn}", "第 {turn} 次提醒"),
    "over": Phrase("end", "结束"),
}
SENT = Phrase("{who} {time}", "{who} {time}")
SENT_STEP = Phrase("{event}: {who} notified {time}", "{event}：{time} 已通知 {who}")
BEING_TOLD = Phrase("{event}: {who} is being notified since {time}", "{event}：自 {time} 起正在通知 {who}")
NOT_SENT = Phrase(
    "{event}: {who} not notified, {n:try|tries}, last {time}", "{event}：未能通知 {who}，已试 {n} 次，最近 {time}"
)
NEXT_TRY = Phrase("{what}; next try {time}", "{what}；下次尝试 {time}")
NO_MORE = Phrase("{what}; no more tries", "{what}；不再尝试")
LOST = Phrase(
    "{event}: lost: unknown whether {who} was notified: the process that began at {time} ended without an answer",
    "{event}：结果丢失：{who} 是否收到未知：{time} 开始通知的进程未得到答复便已结束",
)
DETAIL = Phrase("{what}: {detail}", "{what}：{detail}")
TOLD_NOBODY = Phrase("nobody notified", "未通知任何人")
FAILED = Phrase("{n} failed", "失败 {n} 次")
SOME_LOST = Phrase("{n} lost", "结果丢失 {n} 次")
SOME_CLAIMED = Phrase("{n} being sent", "发送中 {n} 次")
OUTCOMES: Mapping[str, Phrase] = {
    "claimed": Phrase("being sent", "发送中"),
    "sent": Phrase("sent", "已发送"),
    "failed": Phrase("failed", "失败"),
    "lost": Phrase("lost", "结果丢失"),
}

# about one alarm
VALUE = Phrase(
    "at {time}: {value}; worst {worst} at {worst_time}; limit {limit}",
    "{time}：{value}；最差 {worst}（{worst_time}）；阈值 {limit}",
)
BEYOND_SINCE = Phrase("bad since {time}, pending since {pending}", "自 {time} 起异常，{pending} 起待触发")
OR_EARLIER = Phrase("{time} or earlier", "{time} 或更早")
FIRED_AT = Phrase("fired {time}", "{time} 触发")
SEEN_AT = Phrase("acknowledged {time} by {who}", "{who} 于 {time} 确认")
OVER_AT = Phrase("within the limit since {end}, over {time}", "自 {end} 起回到阈值内，{time} 结束")
DROPPED_AT = Phrase(
    "closed {time}: no process judged the rule any more, the end is unknown",
    "{time} 关闭：已无进程判断该规则，实际结束时间未知",
)
BY_RULE = Phrase("Rule {name} ({severity}): {condition}.", "规则 {name}（{severity}）：{condition}。")
CLEARS = Phrase(
    "The alarm is over after {n:minute|minutes} in a row at {clear} or better. A missing minute neither fires nor ends"
    " an alarm.",
    "连续 {n} 分钟达到 {clear} 或更好时告警结束。缺失的分钟既不触发也不结束告警。",
)
QUIET_HOURS = Phrase(
    "Quiet hours {start}–{end} {zone}: nobody is notified.", "静默时段 {start}–{end} {zone}：不通知任何人。"
)
OWN_ZONE = Phrase("local time", "本地时间")
LEFT = Phrase(
    "No process has judged the rule since {time}: the state and the values are those of then.",
    "自 {time} 起没有进程判断该规则：状态和数值均为当时的情况。",
)
RULE_GONE = Phrase("The rule {name} is not in the config file.", "配置文件中没有规则 {name}。")
RULE_OF_THEN = Phrase("The rule {name} of then is not in the replay.", "回放中没有当时的规则 {name}。")
RULE_CHANGED = Phrase(
    "The rule has changed since: the limit then was {limit}.", "该规则此后有变更：当时的阈值为 {limit}。"
)
TOLD_TITLE = Phrase("Notifications", "通知")
LIFE_TITLE = Phrase("Course", "经过")
RULE_TITLE = Phrase("Rule", "规则")
ALERT_TITLE = Phrase("Alert of Agora", "Agora 告警")
ALERT_MEANS = Phrase(
    "A rule in Agora's console sent this alert. Scry shows its content as received and has not judged it.",
    "由 Agora 控制台中的规则发出。Scry 按收到的内容显示，未作判断。",
)
ALERT_AT = Phrase("sent {told}, received {received}", "{told} 发出，{received} 收到")
ALERT_RECEIVED = Phrase("received {received}, without a time of its own", "{received} 收到，未带时间")
ALERT_USERS = Phrase("current users: {n}", "当前用户数：{n}")
ALERT_HOSTS = Phrase("current hosts: {n}", "当前主播数：{n}")
ALERT_REMARK = Phrase("remark: {text}", "备注：{text}")
ALERT_OTHER = Phrase("{name}: {text}", "{name}：{text}")
NO_CONTENT = Phrase("(no content)", "（无内容）")
USER = Phrase("user", "用户")
CALL = Phrase("call", "通话")
HIDDEN = Phrase("(hidden)", "（已隐藏）")

# the dry run
DRY_RUN = Phrase(
    "On the stored data of the past {span} this rule would have fired {n:time|times}.",
    "按近 {span} 的存储数据，该规则本应触发 {n} 次。",
)
DRY_ONE = Phrase("{start} to {end}, worst {worst}", "{start} 至 {end}，最差 {worst}")
DRY_OPEN = Phrase("since {start}, worst {worst}", "自 {start} 起，最差 {worst}")
DRY_KNOWN = Phrase(
    "stored: {known} of {of:minute|minutes}; a missing minute neither fires nor ends an alarm.",
    "{of} 分钟中存有 {known} 分钟；缺失的分钟既不触发也不结束告警。",
)
DRY_KNOWN_IN = Phrase(
    "stored of {n:channel|channels}: {known} of {of:minute|minutes} in all; a missing minute neither fires nor ends an"
    " alarm.",
    "{n} 个频道合计 {of} 分钟中存有 {known} 分钟；缺失的分钟既不触发也不结束告警。",
)
DRY_NOTHING = Phrase(
    "Nothing is stored of this rule's subject: the number is not known.", "没有该规则所需的存储数据：次数未知。"
)
DRY_NOT = Phrase("The past of this subject is not stored: no dry run.", "该项没有存储历史数据：无法回测。")

# `a`
DONE = Phrase("acknowledged: {what}", "已确认：{what}")
MORE = Phrase("; {n} more: {key}", "；还有 {n} 个：按 {key}")
ALREADY = Phrase("acknowledged {time} by {who}", "{who} 已于 {time} 确认")
IS_PENDING = Phrase("pending: only a firing alarm can be acknowledged", "待触发：只能确认触发中的告警")
IS_OVER = Phrase("over: only a firing alarm can be acknowledged", "已结束：只能确认触发中的告警")
IS_ALERT = Phrase("an alert of Agora cannot be acknowledged here", "Agora 告警无法在此确认")
NOTHING_FIRING = Phrase("no alarm is firing", "没有触发中的告警")
TOO_LATE = Phrase(
    "not acknowledged: the alarm is over, or acknowledged by another user", "未确认：告警已结束，或已由他人确认"
)

# the top line
TOP = Phrase("▲ {n:alarm|alarms} · {severity}", "▲ {n} 告警 · {severity}")
TOP_SHORT = Phrase("▲ {n:alarm|alarms}", "▲ {n} 告警")
TOP_WIDE = Phrase("▲ {n:alarm|alarms} · {severity}: {what}", "▲ {n} 告警 · {severity}：{what}")
TOP_SEEN = Phrase("△ {n:alarm|alarms} acknowledged", "△ {n} 告警已确认")
