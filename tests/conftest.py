"""Settings of the suite: hypothesis' number of examples, marks for flows and superuser tests, no skip in CI.

`HYPOTHESIS_PROFILE=nightly uv run pytest tests/fuzz tests/api/test_any_json.py` tries more than 100,000 examples in
some quarters of an hour; so does `--hypothesis-profile=nightly`. A failure is printed with the code to reproduce it.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Generator, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

from tests.patience import Patience

PROFILES = {"quick": 25, "long": 25, "nightly": 6500}
FLOWS = Path(__file__).parent / "flows"
IN_CI = bool(os.environ.get("CI"))

for name, examples in PROFILES.items():
    settings.register_profile(
        name,
        max_examples=examples,
        deadline=None,
        derandomize=name != "nightly",
        print_blob=True,
        # Not the one that explains: it traces every line, and takes minutes.
        phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
        # The time of an example depends on the machine's other work.
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark all of tests/flows; run the superuser's tests only as the superuser (a job of `.ci/run`)."""
    for item in items:
        if FLOWS in item.path.parents:
            item.add_marker(pytest.mark.flow)
    if os.geteuid():
        others = [item for item in items if item.get_closest_marker("superuser")]
        if IN_CI:
            config.hook.pytest_deselected(items=others)
            items[:] = [item for item in items if item not in others]
        for item in others:
            item.add_marker(pytest.mark.skip(reason="only the superuser can"))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI a test that is skipped fails: CI has all that a test needs."""
    report = yield
    if IN_CI and report.skipped:
        report.outcome, report.longrepr = "failed", f"CI skips no test, and this one was skipped: {report.longrepr}"
    return report


@pytest.fixture(scope="session", autouse=True)
def pilots_wait_for_what_stays() -> Iterator[None]:
    """A pilot waits until each widget has read its messages, however long it takes. Textual's gives up after half a
    minute, even where a widget that was taken down meanwhile reads nothing more."""
    from textual.app import ScreenStackError
    from textual.message_pump import MessagePump
    from textual.pilot import Pilot

    async def wait_for_screen(self: Pilot[object], timeout: float = 0.0) -> bool:  # noqa: ASYNC109 - theirs
        app, unread, is_read = self.app, set[MessagePump](), asyncio.Event()
        try:
            children = [app, *app.screen.walk_children(with_self=True)]
        except ScreenStackError:
            return False

        def read(child: MessagePump) -> None:
            unread.discard(child)
            if not unread:
                is_read.set()

        unread.update(child for child in children if child.call_later(read, child))
        patience = Patience()
        while any(not (child._closing or child._closed) for child in unread):
            if app._exception_event.is_set():
                return False
            patience.look(lambda: f"these read no message: {unread}")
            with suppress(TimeoutError):
                await asyncio.wait_for(is_read.wait(), 0.05)
        return True

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Pilot, "_wait_for_screen", wait_for_screen)
        yield


@pytest.fixture(scope="session", autouse=True)
def sheets_parsed_once() -> Iterator[None]:
    """A style sheet is parsed once for all apps of this process with the same colours: it costs a third of a screen's
    test. Textual shares the rules within one app in the same way."""
    from textual.css.stylesheet import Stylesheet

    parsed: dict[object, object] = {}
    parse = Stylesheet._parse_rules

    def shared(self: Stylesheet, css: str, read_from: object, *args: object, **named: object) -> object:
        key = (css, read_from, args, frozenset(named.items()), frozenset(self._variables.items()))
        if key not in parsed:
            parsed[key] = parse(self, css, read_from, *args, **named)  # type: ignore[arg-type]
        return parsed[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stylesheet, "_parse_rules", shared)
        yield
