"""Words of `scry collect`."""

from __future__ import annotations

from tui.domain.text import Phrase

NO_PROFILES = Phrase(
    "{path}: no profiles to collect; write one with `scry`, or name a project with --app-id",
    "{path}：没有可采集的 profile；请用 `scry` 写入一个，或用 --app-id 指定项目",
)
NO_ADDRESS = Phrase(
    "{option}: {address} is no address; write it as in 127.0.0.1:9464",
    "{option}：{address} 不是地址；请写成 127.0.0.1:9464 的形式",
)
NOT_LISTENING = Phrase(
    "{option}: cannot listen at {address}: {error}; give another address",
    "{option}：无法监听 {address}：{error}；请换一个地址",
)
NO_METRICS = Phrase(
    "--metrics-listen: needs the library prometheus-client; install scry-tui[metrics]",
    "--metrics-listen：需要 prometheus-client 库；请安装 scry-tui[metrics]",
)
