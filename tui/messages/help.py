"""Words of the help: its subjects and its parts."""

from __future__ import annotations

from collections.abc import Mapping

from tui.domain.text import Phrase
from tui.messages import frame

TITLE = Phrase("Keys and signs · {screen}", "按键与符号 · {screen}")
CLOSE = Phrase(
    "{key[back]} closes · {key[table.up table.down]} scroll", "{key[back]} 关闭 · {key[table.up table.down]} 滚动"
)
SCREENS: Mapping[str, Phrase] = {
    **frame.TABS,
    "channel": Phrase("Channel", "频道图表"),
    "channel_by_metric": Phrase("Channel by 20 s", "频道每 20 秒"),
    "watched_channels": Phrase("Watched channels", "关注的频道"),
    "pair": Phrase("Pair", "收发对照"),
    "report": Phrase("Report a problem", "报告问题"),
    "insights": Phrase("Usage by days and hours", "按天与按小时的用量"),
    "ticket": Phrase("Ticket for the support", "技术支持工单"),
    "setup": Phrase("Set up a project", "设置项目"),
}

THIS_SCREEN = Phrase("This screen", "本屏")
LISTS = Phrase("Lists", "列表")
EVERYWHERE = Phrase("Everywhere", "所有屏幕")
SIGNS = Phrase("Signs", "符号")
FEED = Phrase("Top line", "首行")
TABS = Phrase("Go to a tab: {tabs}", "转到标签页：{tabs}")
