"""Words of the list of projects."""

from __future__ import annotations

from tui.domain.text import Phrase

TITLE = Phrase("Switch project", "切换项目")
PROMPT = Phrase("letters of a name", "输入名称中的字符")
KEYS = Phrase(
    "enter opens · {key[choose.up choose.down]} choose · {key[back]} closes",
    "enter 打开 · {key[choose.up choose.down]} 选择 · {key[back]} 关闭",
)
NAME = Phrase("Project", "项目")
PROFILE = Phrase("profile", "配置名")
APP_ID = Phrase("App ID", "App ID")
BASE_URL = Phrase("base URL", "base URL")
CURRENT = Phrase("open now", "当前")
ADD = Phrase("add a project…", "添加项目…")
OPENING = Phrase("opening {name} …", "正在打开 {name} …")
NO_MATCH = Phrase("no such project", "没有匹配的项目")
OPENED = Phrase("{name} is open", "已打开 {name}")
DEMO_HAS_ONE = Phrase(
    "the demo has one project; start scry to watch yours", "演示只有一个项目；请启动 scry 查看您的项目"
)
