"""Words of errors in Scry's file of remembered choices, and their effect."""

from __future__ import annotations

from collections.abc import Mapping

from tui.domain.text import Phrase

# By TroubleKind.
TROUBLE: Mapping[str, Phrase] = {
    "set aside": Phrase(
        "{name} is unreadable ({detail}): the old file is {aside} now, and Scry began a new one",
        "{name} 无法解析（{detail}）：已另存为 {aside}，并重新开始",
    ),
    "not read": Phrase(
        "{path} cannot be read ({detail}): channels, sorting, language and theme are as configured",
        "{path} 无法读取（{detail}）：频道、排序、语言和主题按配置显示",
    ),
    "not kept": Phrase(
        "remembered for this run only: {path}: {detail}",
        "退出后不会保留：{path}：{detail}",
    ),
    "no place": Phrase(
        "channels, sorting, language and theme are remembered for this run only: others may write beside the store, and"
        " there is no home directory; set HOME",
        "频道、排序、语言和主题只在本次运行中保留：他人可在存储旁写入，且没有主目录；请设置 HOME",
    ),
}
HELD = Phrase("another scry holds it", "另一个 scry 正占用该文件")
