"""Every module of `tui` is named by a test of its own floor; a new file without a test fails here.

A test names a module where it imports it, be it through the package that hands its names on, or writes its dotted
name. A module that only its neighbours use stands in `THROUGH`, with the test that drives it through them.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from functools import cache
from pathlib import Path

import grimp
import pytest

# tests/domain/test_words.py walks the phrases of all of them.
WALKED = "tui.messages"
# The helper that starts the program, and what it starts.
STARTER = "tests/flows/served.py"
STARTED = ("tui.__main__", "tui.cli")
# Where a floor's tests lie, if not in the folder of its name.
PLACES = {"cli": ("tests/cli/", "tests/flows/"), "clock": ("tests/test_clock.py",), "files": ("tests/test_files.py",)}

THROUGH: Mapping[str, str] = {
    "tests/agora/test_any_json.py": """
        tui.agora.editions.reference_2020.wire.calls tui.agora.editions.reference_2020.wire.diagnoses
        tui.agora.editions.reference_2020.wire.minutes tui.agora.editions.reference_2020.wire.receipt
        tui.domain.records.answers tui.domain.records.calls tui.domain.records.reports""",
    "tests/agora/test_alert_callback.py": "tui.domain.records.alerts",
    "tests/cli/test_editions.py": "tui.cli.editions tui.cli.check.request tui.cli.check.tried",
    "tests/agora/test_today.py": """
        tui.agora.wire tui.agora.editions.today.wire.calls tui.agora.editions.today.wire.curves
        tui.agora.editions.today.wire.envelope tui.agora.editions.today.wire.figures
        tui.agora.editions.today.wire.incoming tui.agora.editions.today.wire.names
        tui.agora.editions.today.wire.outgoing tui.agora.editions.today.wire.values""",
    "tests/store/contract/test_calls.py": "tui.store.rows.figures tui.store.rows.told_curves",
    "tests/ui/test_today.py": """
        tui.ui.features.unread.screen tui.ui.features.call.figures tui.queries.curve_answers
        tui.queries.truncated""",
    "tests/ui/test_standout.py": "tui.ui.features.standout.screen",
    "tests/ui/test_insights.py": "tui.ui.features.usage.xla_note",
    "tests/ui/test_watched_channels.py": """
        tui.ui.features.channels.by_metric tui.ui.features.channels.by_metric_channel tui.ui.texts.call_figures""",
    "tests/analysis/test_call.py": "tui.analysis.calls.told tui.analysis.times.spans",
    "tests/analysis/test_verdict.py": """
        tui.analysis.cause.candidates tui.analysis.cause.case tui.analysis.cause.doubt
        tui.analysis.cause.facts tui.analysis.cause.flow tui.analysis.cause.loss tui.analysis.cause.others
        tui.analysis.cause.spells tui.analysis.cause.stops tui.analysis.cause.stream tui.analysis.cause.weighing
        tui.analysis.curves.excerpt tui.analysis.curves.fine_tracks tui.analysis.curves.reading""",
    "tests/ui/test_pair_text.py": "tui.analysis.cause.agreement",
    "tests/ui/test_findings.py": """
        tui.ui.features.findings.list tui.ui.features.findings.columns tui.ui.features.findings.view
        tui.queries.kept_calls tui.ui.texts.findings""",
    "tests/ui/features/diagnosis/test_view.py": "tui.queries.stances",
    "tests/cli/test_alarms_command.py": "tui.cli.alarms tui.cli.alarms.trial",
    "tests/cli/test_collect.py": """
        tui.cli.collect tui.cli.collect.logs tui.cli.collect.memory tui.cli.collect.project tui.cli.collect.service
        tui.cli.collect.systemd tui.cli.collect.unit""",
    "tests/collector/test_walks.py": """
        tui.cli.feed tui.collector.dates tui.collector.fitting tui.collector.plan_reading
        tui.collector.recording tui.collector.status
        tui.collector.under_way tui.domain.account""",
    "tests/cli/test_show.py": """
        tui.cli.alarms.trying tui.cli.show tui.cli.show.asking tui.cli.show.content
        tui.cli.show.formats""",
    "tests/config/test_remembered.py": "tui.config.channels",
    "tests/domain/test_levels.py": "tui.domain.glossary.criteria tui.domain.glossary.threshold_words",
    "tests/export/test_delimited.py": "tui.domain.fields",
    "tests/export/test_names.py": "tui.domain.names",
    "tests/flows/test_check.py": "tui.cli.check tui.cli.check.stored tui.store.postgres.health",
    "tests/flows/test_command_line.py": "tui.__main__ tui.cli.demo tui.cli.inputs tui.cli.stores tui.sim.__main__",
    "tests/flows/test_failing.py": "tui.cli.crash",
    "tests/monitor/test_apprise_notifier.py": "tui.collector.detached",
    "tests/flows/test_first_run.py": "tui.cli.setting_up",
    "tests/sim/test_protocol.py": """
        tui.sim.answers tui.sim.bigchannel tui.sim.daylight tui.sim.details tui.sim.lab tui.sim.lists tui.sim.live
        tui.sim.noise
        tui.sim.params tui.sim.people tui.sim.report tui.sim.usage""",
    "tests/sim/test_today_limits.py": """
        tui.sim.today.asked tui.sim.today.params tui.sim.today.insight tui.sim.today.overview
        tui.sim.today.realtime tui.sim.today.search tui.sim.today.sessions tui.sim.today.shares""",
    "tests/sim/test_today_agrees.py": """
        tui.sim.curves tui.sim.today.curves tui.sim.today.places tui.sim.today.project tui.sim.today.streams""",
    "tests/sim/test_server.py": "tui.sim.http",
    "tests/store/test_curves.py": "tui.store.rows.chunks",
    "tests/store/test_database.py": """
        tui.store.rows.alerts tui.store.rows.changes tui.store.rows.snapshot
        tui.store.snapshot tui.store.sqlite.watcher tui.store.topics""",
    "tests/store/contract/test_stores.py": """
        tui.store.postgres.address tui.store.postgres.changes tui.store.postgres.connection tui.store.postgres.faults
        tui.store.postgres.pool tui.store.postgres.snapshot tui.store.postgres.tables tui.store.subscribers""",
    "tests/store/postgres/test_copy.py": """
        tui.cli.store tui.store.postgres.copied tui.store.rows.copying tui.store.sqlite.copied""",
    "tests/store/contract/test_alarms.py": "tui.store.rows.alarms tui.store.rows.deliveries",
    "tests/cli/test_bundle_command.py": "tui.cli.bundle tui.cli.replay tui.cli.show.bundled",
    "tests/ui/features/findings/test_incident.py": "tui.ui.features.findings.incident",
    "tests/store/test_bundle.py": """
        tui.messages.bundle tui.store.sqlite.bundle.arrivals tui.store.sqlite.bundle.checking
        tui.store.sqlite.bundle.contents tui.store.sqlite.bundle.cutting tui.store.sqlite.bundle.merging
        tui.store.sqlite.bundle.redaction tui.store.sqlite.bundle.writing""",
    "tests/store/contract/test_notes.py": "tui.domain.records.notes tui.store.rows.notes",
    "tests/store/contract/test_verdicts.py": "tui.store.rows.verdicts",
    "tests/store/test_names.py": "tui.domain.records.names",
    "tests/terminal/test_reading.py": "tui.terminal.signs",
    "tests/cli/test_link.py": "tui.terminal.driver",
    "tests/cli/test_run.py": "tui.terminal.size",
    "tests/cli/test_opening.py": "tui.domain.records.shown",
    "tests/ui/charts/test_plot.py": "tui.ui.charts.axes tui.ui.charts.canvas",
    "tests/ui/widgets/test_table.py": "tui.ui.widgets.table_arranged tui.ui.widgets.table_drawing",
    "tests/ui/test_alarms.py": "tui.ui.acknowledging tui.ui.silencing",
    "tests/ui/test_call.py": "tui.ui.features.call.panels",
    "tests/ui/test_calls.py": "tui.ui.features.calls.panels",
    "tests/ui/test_channels.py": "tui.ui.features.channels.panels",
    "tests/ui/test_diagnosis.py": "tui.ui.features.diagnosis.events tui.ui.features.diagnosis.panel tui.ui.panels",
    "tests/ui/test_exports.py": """
        tui.export.columns tui.export.picture tui.export.text""",
    "tests/ui/test_frame.py": """
        tui.ui.frame_lines tui.ui.remembering tui.ui.style_sheets tui.ui.tab_strip tui.ui.tabs tui.ui.themes""",
    "tests/queries/test_judged_calls.py": "tui.queries.call_data",
    "tests/ui/test_noted.py": "tui.queries.noted",
    "tests/ui/test_links.py": "tui.ui.links",
    "tests/ui/test_live.py": "tui.queries.moment tui.ui.time_scope tui.analysis.feeds.background",
    "tests/ui/test_palette.py": """
        tui.ui.palette.actions tui.ui.palette.named tui.ui.palette.palette tui.ui.palette.provider
        tui.ui.palette.themes""",
    "tests/ui/test_redacted.py": "tui.ui.aliased",
    "tests/ui/test_report.py": "tui.ui.dialog tui.ui.features.report.fields tui.ui.form tui.ui.reporting",
    "tests/ui/test_session.py": "tui.ui.features.session.charts tui.ui.timed",
    "tests/ui/test_setup.py": "tui.ui.features.setup.form tui.ui.widgets.secret",
    "tests/ui/test_times.py": "tui.clock.zone",
}


def modules() -> Mapping[str, Path]:
    """All modules of `tui` that hold code, by dotted name."""
    found = {}
    for path in Path("tui").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if any(not isinstance(node, ast.Expr | ast.Import | ast.ImportFrom | ast.Assign) for node in tree.body) or (
            path.name != "__init__.py"
        ):
            found[".".join(path.with_suffix("").parts).removesuffix(".__init__")] = path
    return found


@cache
def handed_on(package: str) -> Mapping[str, str]:
    """Name → the module that a package's `__init__` imports it from."""
    path = Path(*package.split("."), "__init__.py")
    if not path.exists():
        return {}
    nodes = ast.parse(path.read_text(encoding="utf-8")).body
    return {
        alias.asname or alias.name: node.module
        for node in nodes
        if isinstance(node, ast.ImportFrom) and node.module not in (None, package)
        for alias in node.names
        if node.module is not None
    }


def imported(module: str, name: str) -> Iterator[str]:
    """The modules that `from module import name` names."""
    yield module
    yield f"{module}.{name}"
    if (source := handed_on(module).get(name)) is not None:
        yield from imported(source, name)


def names(source: str) -> Iterator[str]:
    """All that a test's source names: modules that it imports, and dotted names that it writes."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                yield from imported(node.module, alias.name)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("tui."):
            parts = node.value.split(".")
            yield from (".".join(parts[:end]) for end in range(2, len(parts) + 1))


def floor_places(module: str) -> tuple[str, ...]:
    floor = module.split(".")[1]
    return PLACES.get(floor, (f"tests/{floor}/",))


def unnamed(tests: Mapping[str, Set[str]], known: Set[str]) -> list[str]:
    """The modules that no test of their own floor names; `tests` is path → names."""
    named = defaultdict(set)
    for path, found in tests.items():
        for name in found:
            named[name].add(path)
    return sorted(
        module
        for module in known
        if not module.startswith(WALKED) and not any(path.startswith(floor_places(module)) for path in named[module])
    )


@pytest.fixture(scope="module")
def tests() -> Mapping[str, Set[str]]:
    """Path of each test file and of the helpers beside it → what it names."""
    return {str(path): {*names(path.read_text(encoding="utf-8"))} for path in Path("tests").rglob("*.py")}


def test_every_module_is_named_by_a_test_of_its_own_floor_or_driven_through_another(
    tests: Mapping[str, Set[str]],
) -> None:
    through = {module for found in THROUGH.values() for module in found.split()}
    assert [each for each in unnamed(tests, modules().keys()) if each not in through] == []
    assert through <= modules().keys()


def test_a_module_without_a_test_is_found_and_a_test_of_another_floor_does_not_count() -> None:
    known = {"tui.store.one", "tui.ui.two", "tui.clock.zone", "tui.messages.call"}
    tests = {"tests/store/test_a.py": {"tui.store.one", "tui.ui.two"}, "tests/test_clock.py": {"tui.clock.zone"}}
    assert unnamed(tests, known) == ["tui.ui.two"]


def test_a_name_counts_for_the_module_that_a_package_hands_it_on_from() -> None:
    assert {"tui.domain.records", "tui.domain.records.calls"} <= {*names("from tui.domain.records import Call")}
    assert {"tui.ui.app", "tui.ui.app.ScryApp"} <= {*names("patch('tui.ui.app.ScryApp.bell')")}


def reach(path: str, tests: Mapping[str, Set[str]]) -> set[str]:
    """All that a test names, and the helpers that it imports name."""
    seen, found, coming = {path}, set[str](), [path]
    while coming:
        named = tests[coming.pop()]
        found |= named
        helpers = {f"{name.replace('.', '/')}.py" for name in named if name.startswith("tests.")}
        coming += [each for each in helpers if each in tests and each not in seen]
        seen |= helpers
    return found | ({*STARTED} if STARTER in seen else set())


def test_what_a_module_is_driven_through_imports_it(tests: Mapping[str, Set[str]]) -> None:
    graph = grimp.build_graph("tui")
    strangers = []
    for path, found in THROUGH.items():
        begun = reach(path, tests) & graph.modules
        reached = begun.union(*(graph.find_upstream_modules(each) for each in begun))
        # A program that a test starts is imported by nobody.
        strangers += [(path, each) for each in found.split() if each not in reached and not each.endswith("__main__")]
    assert strangers == []
