"""Words of `scry collect`."""

from __future__ import annotations

from tui.domain.text import Phrase

NO_PROFILES = Phrase(
    "{path}: no profiles to collect; write one with `scry`, or name a project with --app-id",
    "{path}：没有可采集的 profile；请用 `scry` 写入一个，或用 --app-id 指定项目",
)
