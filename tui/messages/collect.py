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
NO_ALERTS = Phrase(
    "--alerts-listen: needs the library uvicorn; install scry-tui[alerts]",
    "--alerts-listen：需要 uvicorn 库；请安装 scry-tui[alerts]",
)
NO_ALERTS_SECRET = Phrase(
    "{path}: --alerts-listen needs a secret in the callback's URL; write under [collect]:"
    ' alerts_secret_command = ["pass", "show", "scry/alerts"]',
    "{path}：--alerts-listen 要求回调 URL 中含有密钥；请在 [collect] 下写："
    'alerts_secret_command = ["pass", "show", "scry/alerts"]',
)
BAD_ALERTS_SECRET = Phrase(
    "{place}: prints a secret with a blank or a slash, which no part of a URL can be",
    "{place}：输出的密钥含有空白或斜杠，无法作为 URL 的一段",
)
