"""Words of the palette: names and the effect of choosing each."""

from __future__ import annotations

from tui.domain.text import Phrase

PROMPT = Phrase("a command, channel, call, user, metric or theme", "命令、频道、通话、用户、指标或主题")
THEME_PROMPT = Phrase("a theme", "主题")
NOTHING = Phrase("nothing of that name", "没有匹配的名称")

THEME = Phrase("theme", "主题")
THEME_SENTENCE = Phrase("Choose the colours of Scry", "选择 Scry 的配色")
THEME_OF = Phrase("Theme: the colours of Scry", "主题：Scry 的配色")

CHANNEL = Phrase("Channel: its calls", "频道：其通话")
CALL = Phrase("Call of {channel} from {time}", "通话：频道 {channel}，{time} 开始")
USER = Phrase(
    "User, last in {channel} at {time}: every call and diagnosis stored",
    "用户：最近于 {time} 见于频道 {channel}，查看本地存储的全部通话与诊断",
)
USER_HERE = Phrase("User on this screen: every call and diagnosis stored", "本屏上的用户：查看本地存储的全部通话与诊断")
LIVE_METRIC = Phrase("Metric of the project: its chart on Live", "项目指标：在实时中查看其图表")
MID = Phrase(
    "Metric {mid} of a session: meaning, checks, the party that must act", "会话指标 {mid}：含义、检查方法与由谁处理"
)
THE_USER = Phrase("the user of the session", "该会话的用户")
NOTE = Phrase("note by {author}, {time}", "备注，{author}，{time}")
