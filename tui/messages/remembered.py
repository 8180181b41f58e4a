"""Words of what Scry remembers by itself: what went wrong with its file, and what that means."""

from __future__ import annotations

from collections.abc import Mapping

from tui.config.remembered import Trouble, TroubleKind
from tui.domain.text import Lang, Phrase

TROUBLE: Mapping[TroubleKind, Phrase] = {
    TroubleKind.SET_ASIDE: Phrase(
        "{name} could not be understood ({detail}): it is kept as {aside}, and a new one begun",
        "{name} 无法解析（{detail}）：已另存为 {aside}，并重新开始",
    ),
    TroubleKind.NOT_READ: Phrase(
        "{path} cannot be read ({detail}): channels, sorting, language and theme are as configured",
        "{path} 无法读取（{detail}）：频道、排序、语言和主题按配置显示",
    ),
    TroubleKind.NOT_KEPT: Phrase(
        "not remembered beyond this run: {path}: {detail}",
        "退出后不会保留：{path}：{detail}",
    ),
    TroubleKind.NO_PLACE: Phrase(
        "channels, sorting, language and theme are remembered for this run only: others may write beside the store, and"
        " there is no home directory; set HOME",
        "频道、排序、语言和主题只在本次运行中保留：他人可在存储旁写入，且没有主目录；请设置 HOME",
    ),
}


HELD = Phrase("another scry holds it", "另一个 scry 正占用该文件")


def told(trouble: Trouble, lang: Lang) -> str:
    aside = trouble.aside.name if trouble.aside else ""
    detail = HELD(lang) if trouble.is_held else trouble.detail
    return TROUBLE[trouble.kind](lang, name=trouble.path.name, path=trouble.path, detail=detail, aside=aside)
