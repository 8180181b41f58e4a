"""What Scry remembers by itself outlives it, lies over the config, and is lost to no other instance."""

from __future__ import annotations

import asyncio
import errno
import fcntl
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import tomli_w

from tests.patience import PATIENCE_S
from tui import files
from tui.config.remembered import MemoryTrouble, Remembered, Search, Sorting, TroubleKind

CONFIGURED = ("a", "b", "c")


def opened(path: Path, project: str = "p", configured: tuple[str, ...] = CONFIGURED) -> Remembered:
    return Remembered.open(path, project=project, configured=configured)


def kept(remembered: Remembered) -> MemoryTrouble | None:
    """Once it is written: what went wrong."""
    return asyncio.run(remembered.kept())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "state.toml"


def test_what_was_changed_is_there_at_the_next_start(path: Path) -> None:
    first = opened(path)
    first.watch("大班课-数学")
    first.unwatch("b")
    first.move("大班课-数学", -1)
    first.keep_lang("zh")
    first.keep_theme("nord")
    first.keep_sorting("channels", "online", reverse=True)
    assert first.watched == ("a", "大班课-数学", "c")
    assert kept(first) is None
    second = opened(path)
    assert second.watched == first.watched
    assert (second.lang, second.theme) == ("zh", "nord")
    assert second.sorting("channels") == Sorting("online", reverse=True)
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_the_product_of_live_is_remembered_in_its_project_until_all_are_joined_again(path: Path) -> None:
    first = opened(path)
    assert first.product == ""
    first.keep_product("WebRTC")
    kept(first)
    assert (opened(path).product, opened(path, project="another").product) == ("WebRTC", "")
    first.keep_product("")
    kept(first)
    assert opened(path).product == ""


def test_the_last_search_is_remembered_as_it_was_typed_and_only_in_its_project(path: Path) -> None:
    first = opened(path)
    assert first.search is None
    first.keep_search(Search("昨天", "数学-3班"))
    first.keep_search(Search("last 2 h"))
    kept(first)
    assert opened(path).search == Search("last 2 h")
    assert opened(path, "another").search is None


def test_nothing_is_written_before_something_is_to_be_remembered(path: Path) -> None:
    assert opened(path).watched == CONFIGURED
    assert not path.parent.exists()


def test_a_channel_of_the_config_that_was_removed_stays_away_and_comes_back_to_its_place(path: Path) -> None:
    first = opened(path)
    first.move("c", -1)
    first.unwatch("c")
    kept(first)
    second = opened(path)
    assert second.watched == ("a", "b")
    second.watch("c")
    kept(second)
    assert opened(path).watched == ("a", "c", "b")


def test_a_channel_added_to_the_config_later_is_watched_too(path: Path) -> None:
    first = opened(path)
    first.move("c", -1)
    kept(first)
    assert opened(path, configured=(*CONFIGURED, "d")).watched == ("a", "c", "b", "d")


def test_a_channel_that_left_the_config_is_not_watched_for_having_been_brought_back(path: Path) -> None:
    first = opened(path)
    first.unwatch("b")
    first.watch("b")
    kept(first)
    assert opened(path, configured=("a", "c")).watched == ("a", "c")


def test_the_ends_of_the_list_hold() -> None:
    memory = Remembered(configured=CONFIGURED)
    memory.move("a", -1)
    memory.move("c", 1)
    memory.move("nobody", 1)
    assert memory.watched == CONFIGURED
    memory.move("a", 1)
    assert memory.watched == ("b", "a", "c")


def test_projects_do_not_share_their_channels(path: Path) -> None:
    one = opened(path, "https://api.agora.io one")
    one.watch("d")
    kept(one)
    assert opened(path, "https://api.agora.io two").watched == CONFIGURED


def test_two_instances_keep_each_other_s_changes(path: Path) -> None:
    one, two = opened(path), opened(path)
    one.watch("of-one")
    kept(one)
    two.watch("of-two")
    two.move("of-two", -1)
    two.keep_lang("zh")
    kept(two)
    one.keep_theme("nord")
    one.unwatch("a")
    kept(one)
    third = opened(path)
    assert third.watched == ("b", "of-two", "c", "of-one")
    assert (third.lang, third.theme) == ("zh", "nord")


def test_two_processes_that_hammer_one_file_lose_nothing(path: Path) -> None:
    count = 40
    command = [sys.executable, "-m", "tests.config.remembering", str(path)]
    running = [subprocess.Popen([*command, name, str(count)]) for name in ("one", "two")]
    assert [process.wait(timeout=PATIENCE_S) for process in running] == [0, 0]
    kept = set(opened(path, configured=("configured",)).watched)
    assert kept == {"configured"} | {f"{name}-{n}" for name in ("one", "two") for n in range(1, count, 2)}
    assert {file.name for file in path.parent.iterdir()} == {"state.toml", "state.toml.lock"}


@pytest.mark.parametrize(
    "content",
    [
        b"scry = 1\nlang = ",
        b"\xff\xfe",
        b"[table]\nof = 'another program'",
        b"scry = 1\nlang = 7",
        b"a = " + b"[" * 9999,
    ],
    ids=["torn", "not text", "foreign", "wrong", "endless"],
)
def test_a_file_that_is_damaged_or_not_ours_is_set_aside_and_said(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    for name in ("state.toml.damaged", "state.toml.damaged2"):
        path.write_bytes(content)
        memory = opened(path)
        assert memory.watched == CONFIGURED
        trouble = kept(memory)
        assert trouble is not None
        assert trouble.kind is TroubleKind.SET_ASIDE
        assert trouble.aside == path.with_name(name)
        assert trouble.aside.read_bytes() == content
        assert not path.exists()


def test_what_only_a_newer_scry_understands_is_left_out_and_stays_in_the_file(path: Path) -> None:
    newer = {
        "scry": 2,
        "lang": "fr",
        "moods": ["calm"],
        "sorting": {"calls": {"columns": ["start", "duration"]}, "quota": {"column": "spent", "reverse": True}},
        "channels": {"p": {"added": ["d"]}, "other": [1, 2]},
        "searches": {"p": {"text": 7}},
    }
    path.parent.mkdir()
    path.write_text(tomli_w.dumps(newer))
    memory = opened(path)
    assert (memory.lang, memory.sorting("calls"), memory.sorting("quota")) == (None, None, Sorting("spent", True))
    assert (memory.trouble, memory.search) == (None, None)
    memory.keep_sorting("live", "metric")
    memory.keep_theme("nord")
    assert kept(memory) is None
    newer["sorting"]["live"] = {"column": "metric"}  # type: ignore[index]
    assert tomllib.loads(path.read_text()) == newer | {"theme": "nord"}
    # What is chosen here takes its place.
    memory.keep_lang("zh")
    assert kept(memory) is None
    assert opened(path).lang == "zh"


def test_a_file_damaged_while_scry_runs_is_set_aside_by_the_next_change(path: Path) -> None:
    memory = opened(path)
    memory.keep_lang("zh")
    kept(memory)
    path.write_bytes(b"=")
    memory.watch("d")
    trouble = kept(memory)
    assert trouble is not None
    assert trouble.kind is TroubleKind.SET_ASIDE
    assert opened(path).watched == (*CONFIGURED, "d")


def test_what_a_newer_scry_wrote_there_stays(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("scry = 2\n[columns]\nchannels = ['name']\n")
    memory = opened(path)
    memory.watch("d")
    assert kept(memory) is None
    table = tomllib.loads(path.read_text())
    assert (table["scry"], table["columns"]) == (2, {"channels": ["name"]})


def test_a_file_that_cannot_be_written_is_said_once_and_the_change_holds_here(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.touch()
    memory = opened(in_the_way / "state.toml")
    assert kept(memory) is not None
    memory.watch("d")
    trouble = kept(memory)
    assert trouble is not None
    assert trouble.kind is TroubleKind.NOT_KEPT
    assert kept(memory) is None
    assert memory.watched == (*CONFIGURED, "d")


def test_a_lock_that_nobody_gives_back_ends_in_words_not_in_a_wait(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LOCK_TIMEOUT_S", 0.05)
    path.parent.mkdir()
    with path.with_name("state.toml.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        memory = opened(path)
        memory.watch("d")
        trouble = kept(memory)
    assert trouble is not None
    assert trouble.is_held
    assert trouble.says("zh") == f"退出后不会保留：{path}：另一个 scry 正占用该文件"


def test_a_name_that_no_file_can_hold_is_no_fault_of_the_program(path: Path) -> None:
    memory = opened(path)
    memory.watch("\ud800")
    trouble = kept(memory)
    assert trouble is not None
    assert trouble.kind is TroubleKind.NOT_KEPT


def test_a_link_to_the_file_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "dotfiles.toml", tmp_path / "state.toml"
    real.write_text("scry = 1\n")
    link.symlink_to(real)
    memory = opened(link)
    memory.watch("d")
    kept(memory)
    assert link.is_symlink()
    assert opened(real).watched == (*CONFIGURED, "d")


def test_without_flock_what_was_chosen_is_remembered_all_the_same(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    first, second = opened(path), opened(path)
    first.keep_lang("zh")
    first.watch("d")
    assert kept(first) is None
    second.watch("e")
    assert kept(second) is None
    third = opened(path)
    assert (third.lang, third.watched) == ("zh", (*CONFIGURED, "d", "e"))


def test_a_file_that_an_editor_gave_a_byte_order_mark_is_not_set_aside(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"\xef\xbb\xbfscry = 1\nlang = 'zh'\n")
    memory = opened(path)
    assert (memory.lang, memory.trouble) == ("zh", None)


def test_where_there_is_no_place_for_the_file_it_is_said_once(path: Path) -> None:
    memory = Remembered.open(None, configured=CONFIGURED)
    memory.watch("d")
    trouble = kept(memory)
    assert trouble is not None
    assert trouble.says("en").startswith("channels, sorting, language and theme are remembered for this run only")
    assert (kept(memory), memory.watched) == (None, (*CONFIGURED, "d"))
