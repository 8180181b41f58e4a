"""Systemd: readiness, status and watchdog, by the datagram of sd_notify(3); without NOTIFY_SOCKET, nothing."""

from __future__ import annotations

import logging
import os
import socket
import time
from collections.abc import Mapping

log = logging.getLogger(__name__)


class Systemd:
    def __init__(self, environment: Mapping[str, str]) -> None:
        address = environment.get("NOTIFY_SOCKET", "")
        # An address of the abstract name space begins with a zero byte, written as @.
        self._address = f"\0{address[1:]}" if address.startswith("@") else address
        self._watchdog_s = self._asked(environment)

    @staticmethod
    def _asked(environment: Mapping[str, str]) -> float | None:
        """The seconds after which the watchdog kills this process, None without one."""
        text, pid = environment.get("WATCHDOG_USEC", ""), environment.get("WATCHDOG_PID", "")
        if not text.isdecimal() or int(text) == 0 or pid not in ("", str(os.getpid())):
            return None
        return int(text) / 1e6

    def pause_s(self, most_s: float) -> float:
        """The seconds to the next word to systemd: twice within the watchdog's time."""
        return most_s if self._watchdog_s is None else min(most_s, self._watchdog_s / 2)

    def tell(self, *lines: str) -> None:
        """Never raises: a service must outlive its supervisor."""
        if not self._address:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as channel:
                channel.sendto("\n".join(lines).encode(), self._address)
        except OSError as error:
            log.warning("systemd was not told: %s", error.strerror)

    def tell_reloading(self) -> None:
        self.tell("RELOADING=1", f"MONOTONIC_USEC={time.monotonic_ns() // 1000}")
