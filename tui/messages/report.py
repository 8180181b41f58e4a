"""Words of reports: the form, faults of its fields, states of a report, the list."""

from __future__ import annotations

from collections.abc import Mapping

from tui.domain.records import ReportState
from tui.domain.text import Phrase

# faults of a field, beside it: some thirty cells at 80 columns
NEEDED = Phrase("needed", "必填")
CHANNEL_TOO_LONG = Phrase("longer than 64 bytes", "超过 64 字节")
CHANNEL_UNSEEN = Phrase("has invisible characters", "含有不可见字符")
NOT_UID = Phrase("a whole number, 1–4294967295", "须为 1–4294967295 的整数")
SAME_UID = Phrase("the same as the teacher's", "与老师的用户 ID 相同")
NOT_CHOSEN = Phrase("choose one: ← →", "请选择：← →")
NO_TIME = Phrase("not a time: write 14:07:31 or -5m", "无法识别：如 14:07:31、-5m")
IN_FUTURE = Phrase("lies in the future", "在未来")
TOO_OLD = Phrase("more than 30 days ago", "早于 30 天前")
COMMENTS_TOO_LONG = Phrase("longer than 1,000 characters", "超过 1000 个字符")

# the form
TITLE = Phrase("Report a problem to Agora", "向 Agora 报告问题")
CHANNEL = Phrase("channel", "频道名称")
TEACHER = Phrase("teacher uid", "老师用户 ID")
STUDENT = Phrase("student uid", "学生用户 ID")
ABNORMAL = Phrase("abnormal end", "体验异常端")
TIME = Phrase("time", "发生时间")
TYPE = Phrase("type", "问题类型")
COMMENTS = Phrase("comments", "备注")
THE_TEACHER = Phrase("teacher", "老师")
THE_STUDENT = Phrase("student", "学生")
TYPES: Mapping[int, Phrase] = {
    1: Phrase("class switched", "切课"),
    2: Phrase("call for help", "求助"),
    3: Phrase("complaint", "投诉"),
    4: Phrase("problem", "问题反馈"),
}
"""The reference's own (报告问题)."""
AGO = Phrase("{age} ago", "{age}前")
NOW = Phrase("now", "现在")

# the preview
PREVIEW = Phrase("Request", "将发送的内容")
WAS_SENT = Phrase("Request sent", "已发送的内容")
NOT_YET = Phrase("Nothing can be sent yet: {fields}.", "还不能发送：{fields}。")
FIELD_PROBLEM = Phrase("{field}: {problem}", "{field}：{problem}")
JOINED = Phrase("; ", "；")
NOT_OPEN = Phrase("The store is not open yet.", "本地存储尚未打开。")

# the states of a report: one word with its sign, and the form's sentence
STATES: Mapping[ReportState, Phrase] = {
    ReportState.DRAFT: Phrase("○ draft", "○ 草稿"),
    ReportState.QUEUED: Phrase("◌ sending", "◌ 发送中"),
    ReportState.SENDING: Phrase("◌ sending", "◌ 发送中"),
    ReportState.SENT: Phrase("● sent", "● 已发送"),
    ReportState.REFUSED: Phrase("✕ refused", "✕ 被拒绝"),
    ReportState.UNKNOWN: Phrase("▲ unknown", "▲ 未知"),
    ReportState.COPIED: Phrase("● copied", "● 已复制"),
    ReportState.SAVED: Phrase("● saved", "● 已存为文件"),
}
NOT_SENT = Phrase("▲ not sent", "▲ 未发送")
FRESH = Phrase("○ new draft, not saved", "○ 新草稿，未保存")
KEPT = Phrase("○ draft, saved", "○ 草稿，已保存")
KEEPING = Phrase("○ draft, saving", "○ 草稿，正在保存")
OTHERS = Phrase(
    "○ new draft, not saved. Unsent drafts of this channel: {count}; {list} lists them",
    "○ 新草稿，未保存。该频道有未发送的草稿：{count} 份；按 {list} 打开列表",
)
UNKEPT = Phrase("✕ not saved: {error}", "✕ 未能保存：{error}")
UNREAD = Phrase("▲ the store cannot tell the outcome now: {error}", "▲ 暂时无法从存储读取发送结果：{error}")
STILL_UNKEPT = Phrase(
    "✕ {error}. The draft is not saved; {key} again discards it.", "✕ {error}。草稿未能保存；再按一次 {key} 将丢弃。"
)
SENDING_NOW = Phrase("◌ sending… {close} closes the form; sending goes on", "◌ 发送中… {close} 关闭表单，发送继续")
SENT_AT = Phrase("● sent {time}, the server said {code} {message}", "● 已发送 {time}，服务器回复 {code} {message}")
REFUSED_SAYS = Phrase(
    "✕ refused: {what}{detail}. {advice} Saved; {then}.",
    "✕ 被拒绝：{what}{detail}。{advice} 已保存；{then}。",
)
NOT_SENT_SAYS = Phrase(
    "▲ not sent: {what}{detail}. {advice} Saved; {then}.",
    "▲ 未发送：{what}{detail}。{advice} 已保存；{then}。",
)
UNKNOWN_SAYS = Phrase(
    "▲ unknown: the report left, no answer came ({what}{detail}). The server may have it already; {then}.",
    "▲ 未知：已发出，但没有收到答复（{what}{detail}）。服务器可能已经收到；{then}。",
)
LEFT_OPEN_SAYS = Phrase(
    "▲ unknown: it left, and the answer leaves open whether it was taken ({what}{detail}). The server may have it"
    " already; {then}.",
    "▲ 未知：已发出，但从答复看不出是否已被接收（{what}{detail}）。服务器可能已经收到；{then}。",
)
SEND_AGAIN = Phrase("{send} sends it again", "按 {send} 重新发送")
SEND_TWICE = Phrase("{send} twice sends it again", "按两次 {send} 再发一次")
OPENS = Phrase("{open} opens it to send it again", "按 {open} 打开后可重新发送")
TWICE = Phrase(
    "▲ The server may have this report already: {send} again sends it a second time, {close} closes it.",
    "▲ 服务器可能已经收到：再按一次 {send} 会重复发送，{close} 保持原样。",
)
SAME_SENT = Phrase(
    "▲ The same report was sent {time}: {send} again sends it a second time, {close} closes it.",
    "▲ 相同内容已于 {time} 发送：再按一次 {send} 会重复发送，{close} 保持原样。",
)
# Chinese lines break at blanks only.
SAME_UNKNOWN = Phrase(
    "▲ The same report left {time}, and no answer came. The server may have it: {send} again sends it a second time,"
    " {close} closes it.",
    "▲ 相同内容此前已发出（{time}），但没有答复说明是否已被接收，服务器可能已经收到："
    " 再按一次 {send} 会重复发送，{close} 保持原样。",
)
DETAIL = Phrase(": {detail}", "：{detail}")
WRONG_FIRST = Phrase("✕ fix the marked fields first", "✕ 请先改正有标记的字段")

FORM_KEYS = Phrase(
    "{send} sends · {next} {up}{down} move · {close} closes, saves the draft",
    "{send} 发送 · {next} {up}{down} 移动 · {close} 关闭并保存草稿",
)
NOTES_OFFERED = Phrase("{count:note|notes} about this: {key} adds", "{count} 条相关备注：按 {key} 填入")
NO_NOTES_OFFERED = Phrase("no other notes about this channel and time", "此频道和时间没有其他备注")
SENDING_KEYS = Phrase("{close} closes; sending goes on", "{close} 关闭，发送继续")
DONE_KEYS = Phrase("{done} or {close} closes", "{done} 或 {close} 关闭")

DRAFT_SAVED = Phrase(
    "draft saved: {report} here opens it again, {list} lists it",
    "草稿已保存：在此按 {report} 继续填写，按 {list} 查看列表",
)

# the key line's text about a report left on its way, and the banner until the user looks
SAID_SENT = Phrase("● report of {channel} sent", "● {channel} 的报告已发送")
SAID_TROUBLE = Phrase("{state}: report of {channel}: {list}", "{state}：{channel} 的报告：{list}")

# the initial comment of a form
AT = Phrase("{time} {offset}", "{time} {offset}")
SPAN = Phrase("{start}–{end} {offset}", "{start}–{end} {offset}")
FROZE = Phrase("{span}: {media} of {sender} froze for {receiver}", "{span}：{receiver} 看到的 {sender} {media}卡顿")
IN_SPELLS = Phrase("{medium} (in {n} separate spells)", "{medium}（分 {n} 段）")
RECEIVING = Phrase("{span}: {receiver} receiving {sender}", "{span}：{receiver} 接收 {sender}")
AND = Phrase(" and ", "和")
OF_USER = Phrase("{time}: user {uid}{device}", "{time}：用户 {uid}{device}")
DEVICE = Phrase(" ({parts})", "（{parts}）")
SDK = Phrase("SDK {version}", "SDK {version}")
CALL = Phrase("call {id}", "通话 {id}")
SESSION_OF = Phrase("{uid} session {sid}", "{uid} 会话 {sid}")
DIAGNOSED = Phrase(
    "{time}, Agora's diagnosis: {uid} {experience}: {causes}", "{time}，Agora 的诊断：{uid} {experience}：{causes}"
)
VALUE = Phrase("measured: {metric} {value}{peer}", "实测：{metric} {value}{peer}")
BAD_SINCE = Phrase("project: {metric} {value}, bad since {since}", "项目：{metric} {value}，自 {since} 起异常")
BAD_OR_EARLIER = Phrase(
    "project: {metric} {value}, bad since {since} or earlier", "项目：{metric} {value}，自 {since} 或更早起异常"
)
OF_PROJECT = Phrase("{metric} {value} (whole project)", "{metric} {value}（整个项目）")

# the list
LIST_TIME = Phrase("time", "发生时间")
LIST_TEACHER = Phrase("teacher", "老师")
LIST_STUDENT = Phrase("student", "学生")
LIST_ABNORMAL = Phrase("abnormal", "异常端")
LIST_STATE = Phrase("state", "状态")
LIST_ANSWER = Phrase("answer", "答复")
LIST_WHEN = Phrase("since", "状态时间")
LIST_FILE = Phrase("file", "文件")
LIST_BY = Phrase("by", "操作者")
NONE = Phrase(
    "no report yet\n{report} on any screen drafts a report of that screen",
    "还没有报告\n在任一屏按 {report} 报告屏上的问题",
)
READING = Phrase("reading the store", "正在读取本地存储")
HEAD = Phrase("reports: {count}", "报告：{count} 份")
HEAD_FULL = Phrase("the newest {count:report|reports}", "最新的 {count} 份报告")
OF_A_NEWER = Phrase(
    "not shown: {count} by a newer scry, unreadable here", "未显示：更新版本的 scry 的 {count} 份，此版本无法读取"
)
DISCARD_AGAIN = Phrase("{discard} again discards the report of {channel}", "再按一次 {discard} 丢弃 {channel} 的报告")
NO_CHANNEL = Phrase("no channel", "未填频道")
DISCARDED = Phrase("discarded", "已丢弃")
NO_DISCARD = Phrase("a sent report stays on record", "已发送的报告保留在记录中")

# the ticket, where the API takes no reports
TICKET_TITLE = Phrase("Ticket for Agora's support", "提交给 Agora 技术支持的工单")
CALL_ID = Phrase("call id", "通话 ID")
SUFFERER = Phrase("suffers", "受影响用户")
SUFFERER_CLIENT = Phrase("its SDK", "其 SDK 与设备")
CAUSE = Phrase("caused by", "原因用户")
CAUSE_CLIENT = Phrase("its SDK", "其 SDK 与设备")
FROM = Phrase("from", "开始时间")
UNTIL = Phrase("until", "结束时间")
MEDIUM = Phrase("media", "媒体")
SEEN = Phrase("seen", "观察结果")
MEDIA: Mapping[str, Phrase] = {
    "audio": Phrase("audio", "音频"),
    "video": Phrase("video", "视频"),
    "both": Phrase("both", "两者"),
}
ENDS_EARLIER = Phrase("before it begins", "早于开始时间")
UNKNOWN_FACT = Phrase("not known", "未知")
HIDDEN_FACT = Phrase("left out: names are hidden", "已略去：名称已隐藏")
TICKET_PREVIEW = Phrase("Ticket (Markdown)", "工单（Markdown）")
TICKET_KEYS = Phrase(
    "{copy} copies · {save} saves a file · {next} {up}{down} move · {close} closes, keeps it",
    "{copy} 复制 · {save} 存为文件 · {next} {up}{down} 移动 · {close} 关闭并保留",
)
TICKET_FRESH = Phrase(
    "○ new ticket, not saved. The API of edition today takes no reports.",
    "○ 新工单，未保存。today 版的 API 不接受问题报告。",
)
TICKET_COPIED = Phrase(
    "● copied {time}: paste it into a ticket of Agora's support. No terminal confirms a copy.",
    "● 已于 {time} 复制：请粘贴到 Agora 技术支持的工单中。终端不会确认复制是否成功。",
)
TICKET_SAVED = Phrase("● saved {time} as {file}", "● 已于 {time} 存为 {file}")
TICKET_TOO_LONG = Phrase("✕ too long for the clipboard of a terminal: save it", "✕ 超出终端剪贴板的长度：请存为文件")
TICKET_UNWRITTEN = Phrase("✕ not written: {what}", "✕ 未能写入：{what}")
TICKET_APP = Phrase("App ID", "App ID")
TICKET_CHANNEL = Phrase("channel", "频道")
TICKET_WHO_SUFFERS = Phrase("sufferer", "受影响用户")
TICKET_WHO_CAUSES = Phrase("user named as the cause", "原因用户")
TICKET_CLIENT = Phrase("SDK and device of {uid}", "{uid} 的 SDK 与设备")
TICKET_NOBODY = Phrase("a user not known", "未知用户")
TICKET_FROM = Phrase("from", "开始")
TICKET_UNTIL = Phrase("until", "结束")
TICKET_BOTH = Phrase("audio and video", "音频和视频")
TICKET_SEEN = Phrase("Observation", "观察结果")
NO_REPORTS = Phrase("Edition today: its API takes no reports of problems.", "today 版：其 API 不接受问题报告。")
