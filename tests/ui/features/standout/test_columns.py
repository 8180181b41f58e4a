"""The rows, sentences and extract of a breakdown, with answers in hand."""

from __future__ import annotations

from msgspec.structs import replace

from tests.export.made import setting
from tests.ui.features.in_hand import context, listed
from tui.agora.editions.today import edition_of
from tui.analysis.project.outliers import outliers
from tui.analysis.project.standout import Slice, weighed
from tui.domain.fields import ExtractCell, Lacking
from tui.domain.records import BreakdownRow, KeptFigure, Level, Threshold, Window
from tui.ui.features.standout.columns import gaps, key_of, sentence, standout_columns, standout_export, standout_rows
from tui.ui.features.standout.query import StandoutData, StandoutQuery

WINDOW = Window(1_763_000_000, 1_763_000_020)
RATE = Slice("videoFreezeRate", "Native", WINDOW)


def by(dimension: str, *rows: BreakdownRow, metric: str = "videoFreezeRate") -> KeptFigure:
    return KeptFigure("top", metric, dimension, WINDOW, 50.0, rows=rows, product="Native")


def data(*figures: KeptFigure, one: Slice = RATE, of: int = 1) -> StandoutData:
    query = StandoutQuery(edition_of("premium"), one, {"videoFreezeRate": Threshold(2.5, 5.0)})
    told = weighed(one, figures)
    found = outliers(told, least_percent=2.5) if one.metric != "pcu" else None
    return StandoutData(query, figures, told, of, found, 2.5)


NETWORKS = by("network", BreakdownRow("Wi-Fi", percent=1.0, users=800), BreakdownRow("4G", percent=10.0, users=200))


def test_a_row_has_its_share_its_rate_that_of_the_others_and_the_verdict_the_worst_first() -> None:
    table = standout_export(data(NETWORKS), context(), listed(keys()), setting()).table
    names = [field.name for field in table.fields]
    first = dict(zip(names, table.rows[0], strict=True))
    chance = first.pop("chance_percent")
    assert isinstance(chance, float)
    assert chance < 0.001
    expected: dict[str, ExtractCell] = {
        "dimension": "network",
        "dimension_value": "4G",
        "users": 200,
        "share_percent": 20.0,
        "rate_percent": 10.0,
        "others_percent": 1.0,
        "others_users": 800,
        "likelihood": "stands_out",
    }
    assert first == expected
    assert table.keys == keys()


def keys() -> list[str]:
    return [key_of("network", "4G"), key_of("network", "Wi-Fi")]


def test_an_unknown_rate_and_unknown_users_are_lacking_and_not_nothing() -> None:
    figure = by("network", BreakdownRow("4G"), BreakdownRow("Wi-Fi", percent=1.0))
    table = standout_export(data(figure), context(), listed(keys()), setting()).table
    told = {str(row[1]): row for row in table.rows}
    assert told["4G"][2] == told["4G"][4] == Lacking("unknown")
    assert told["Wi-Fi"][2:4] == (Lacking("unknown"), Lacking("unknown"))
    assert told["Wi-Fi"][4] == 1.0


def test_before_the_last_answer_only_a_value_that_stands_out_is_told_and_how_much_is_answered() -> None:
    same = by("os", BreakdownRow("a", percent=3.0, users=50), BreakdownRow("b", percent=3.0, users=50))
    assert sentence(data(same, of=6), "en") == ("", Level.NEUTRAL)
    assert gaps(data(same, of=6), "en") == ("answered so far: 1 of 6",)
    text, level = sentence(data(NETWORKS, of=6), "en")
    assert text.startswith("network 4G stands out: Video freeze 10 % of its 200 users (20 % of all)")
    assert level is Level.BAD
    assert sentence(data(same), "en")[0].startswith("no value stands out")


def test_a_count_of_users_has_no_rate() -> None:
    one = replace(RATE, metric="pcu")
    figure = by("os", BreakdownRow("iOS", count=30.0), BreakdownRow("Windows", count=70.0), metric="pcu")
    told = data(figure, one=one)
    assert [column.key for column in standout_columns(told, context())] == ["by", "value", "users", "share"]
    assert [len(row.cells) for row in standout_rows(told, context())] == [4, 4]
    assert sentence(told, "en") == ("most users: system Windows 70 %", Level.NEUTRAL)
    assert gaps(told, "en") == ()


def test_the_extract_names_the_slot_the_metric_and_the_product_and_hides_the_channel() -> None:
    one = replace(RATE, channel="math")
    extract = standout_export(data(NETWORKS, one=one), context(), listed(keys()), setting())
    assert (extract.window, extract.moment_ts) == (WINDOW, WINDOW.start_ts)
    assert dict(extract.scope) == {"metric": "videoFreezeRate", "product": "Native", "channel": "math"}
