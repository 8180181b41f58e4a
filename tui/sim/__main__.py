"""python -m tui.sim: serve a make-believe Agora until told to stop."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from tui.sim.limits import EDITIONS
from tui.sim.protocol import respond as answers_of_2020
from tui.sim.scenes import NAMES
from tui.sim.server import Address, Respond, make_server
from tui.sim.world import World

WATCH_S = 0.5
FASTEST = 10_000
INTERRUPTED = 130
TODAY = "today"
PLANS = ("free", "standard", "premium", "enterprise", "pro", "flagship")


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when stopped by SIGTERM or by the end of the parent, 130 by SIGINT, 1 when the address cannot be had."""
    options = _parser().parse_args(arguments)
    origin = time.monotonic() if options.origin is None else options.origin
    epoch_ts = time.time() if options.epoch is None else options.epoch
    speed: float = options.speed
    how = {
        "scene": options.scene,
        "seed": options.seed,
        "clock": lambda: epoch_ts + (time.monotonic() - origin) * speed,
        "app_id": options.app_id,
        "credentials": (os.environ.get("SCRY_CUSTOMER_ID", "demo"), os.environ.get("SCRY_CUSTOMER_SECRET", "demo")),
        "epoch_ts": epoch_ts,
        "onset_s": options.onset_s,
    }
    world, respond = _world(options, how)
    address: Address = options.uds if options.uds is not None else ("127.0.0.1", options.port)
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    try:
        server = make_server(world, address, respond)
    except OSError as error:
        place = address if isinstance(address, str) else ":".join(map(str, address))
        sys.stderr.write(f"scry: cannot listen on {place}: {error.strerror}; name another port, or 0 for any\n")
        return 1
    try:
        if options.parent_pid is not None and os.name == "posix":
            threading.Thread(target=_watch, args=(options.parent_pid,), daemon=True).start()
        sys.stdout.write(f"listening on {server.url}\n")
        sys.stdout.flush()
        server.serve_forever()
    finally:
        server.server_close()
    return 0


def _world(options: argparse.Namespace, how: Mapping[str, Any]) -> tuple[World, Respond]:
    """The world of an edition, and how that edition answers; today's is imported where it is asked for."""
    if options.edition != TODAY:
        return World(**how, limits=EDITIONS[options.edition.removesuffix("-10")]), answers_of_2020
    from tui.sim.today.protocol import respond
    from tui.sim.today.switches import switches
    from tui.sim.today.world import TodayWorld

    chosen = switches(options.switch, options.seed)
    return TodayWorld(**how, plan=options.plan, switches=chosen), respond


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tui.sim", description="A make-believe Agora Analytics server.")
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--port", type=_port, help="a port of the loopback; 0 takes any")
    where.add_argument("--uds", metavar="PATH", help="a Unix socket")
    parser.add_argument("--scene", choices=NAMES, default="incident")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--speed", type=_speed, default=1.0, help="simulated seconds in a second")
    parser.add_argument("--epoch", type=float, metavar="TS", help="simulated time at the origin; default: now")
    parser.add_argument("--origin", type=float, metavar="MONOTONIC", help="monotonic time of the epoch; default: now")
    parser.add_argument("--app-id", default="demoapp")
    parser.add_argument("--onset-s", type=float, default=180.0, help="simulated seconds from epoch to incident")
    parser.add_argument("--edition", choices=("2020-10", *EDITIONS, TODAY), default="2020", help="of the document")
    parser.add_argument("--plan", choices=PLANS, default="premium", help="of today's edition")
    parser.add_argument(
        "--switch", action="append", default=[], help="a form of today's edition: NAME=VALUE, or random"
    )
    parser.add_argument("--parent-pid", type=int, metavar="PID", help="stop when that process is gone")
    return parser


def _speed(text: str) -> float:
    speed = float(text) if text.replace(".", "", 1).isdigit() else 0.0
    if not 0.0 < speed <= FASTEST:
        raise argparse.ArgumentTypeError(f"a number above 0, at most {FASTEST}: {text}")
    return speed


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) < 65536):
        raise argparse.ArgumentTypeError(f"a number from 0 to 65535: {text}")
    return int(text)


def _stop(number: int, _frame: object) -> NoReturn:
    """Raised inside serve_forever, which leaves its loop; `shutdown` from its own thread would wait for ever."""
    raise SystemExit(INTERRUPTED if number == signal.SIGINT else 0)


def _watch(pid: int) -> None:
    """End this process when `pid` is gone, or, where it is the parent, as soon as somebody else is."""
    child = os.getppid() == pid
    while _alive(pid) and not (child and os.getppid() != pid):
        time.sleep(WATCH_S)
    os.kill(os.getpid(), signal.SIGTERM)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


if __name__ == "__main__":
    sys.exit(main())
