"""`scry simulate`: the simulator as an HTTP server on loopback."""

from __future__ import annotations

from tui.cli.options import Options


def simulate(options: Options) -> int:
    from tui.sim.__main__ import main

    arguments = ["--port", str(options.port), "--scene", options.scene, "--seed", str(options.seed)]
    arguments += ["--speed", repr(options.speed or 1.0), "--app-id", options.app_id or "demoapp"]
    arguments += ["--edition", options.edition]
    return main(arguments)
