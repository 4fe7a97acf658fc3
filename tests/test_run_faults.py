"""Faults tried for real on a small scale: limits of the operating system, signals, damage, another clock.

`benchmarks/run_faults.py` tries the same and more with the real extractor and a real disk that is full.
"""

import json
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import NewsclaimsError, StoreError
from pipeline.run import Options, run
from pipeline.store import database
from pipeline.store.database import DATABASE_NAME, check, open_reader, open_writer
from tests.conftest import Desk
from tests.run_fakes import content, load_broken, load_limited, load_without_memory
from tests.test_run_kill import ROOT, hear_ctrl_c

SAMPLE = Path(__file__).parent / "data" / "store" / "schema-1.sql"
_PATIENCE = 120.0


def many(desk: Desk, count: int = 30) -> None:
    for i in range(count):
        desk.write(f"a{i:03}.txt", f"北辰集团第{i}批销量{i}辆。" * 60)


# What an older version left


def sample(outputs: Path) -> None:
    """The stored sample of schema 1 as a database."""
    outputs.mkdir()
    connection = sqlite3.connect(outputs / DATABASE_NAME)
    connection.executescript(SAMPLE.read_text(encoding="utf-8"))
    connection.close()


def schema(outputs: Path) -> dict[str, Any]:
    """Columns of the tables, and the indexes."""
    connection = open_reader(outputs)
    names = [row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    found = {name: connection.execute(f"PRAGMA table_info({name})").fetchall() for name in sorted(names)}
    indexes = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'index' ORDER BY name")
    found["indexes"] = indexes.fetchall()
    connection.close()
    return found


def test_a_store_of_the_first_schema_is_migrated_and_goes_on(desk: Desk, tmp_path: Path) -> None:
    sample(desk.outputs)
    with pytest.raises(StoreError, match="brings it up to date"):
        open_reader(desk.outputs)
    before = content(desk.outputs)
    assert len(before["articles"]) == 4 and len(before["failures"]) == 2 and len(before["claims"]) > 5
    open_writer(desk.outputs).close()
    assert content(desk.outputs) == before
    open_writer(tmp_path / "fresh").close()
    assert schema(desk.outputs) == schema(tmp_path / "fresh")
    connection = open_reader(desk.outputs)
    assert check(connection) == []
    assert connection.execute("SELECT state, new, extracted FROM runs ORDER BY id").fetchall() == [
        ("done", 4, 0), ("done", 0, 0)]  # fmt: skip
    connection.close()
    # a run goes on from it: one of its articles is there again with other figures
    desk.write("a.txt", "北辰集团销量5辆。")
    summary = desk.run(desk.articles / "a.txt")
    assert (summary.changed, summary.extracted) == (1, 1)
    articles = {row[1]: row[8] for row in content(desk.outputs)["articles"]}
    assert articles["articles/a.txt"] == 1 and len(articles) == 4


def test_a_schema_that_is_cut_short_makes_no_store(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "x.db")
    with pytest.raises(StoreError, match="not installed completely"):
        database.run_script(connection, "CREATE TABLE a (b);\nCREATE TABLE c (d")
    connection.close()


# Damage


def damage_header(file: Path) -> None:
    file.write_bytes(b"\x00" * 100 + file.read_bytes()[100:])


def damage_half(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def damage_pages(file: Path) -> None:
    data = bytearray(file.read_bytes())
    for page in range(5, len(data) // 4096, 2):
        data[page * 4096 : page * 4096 + 64] = b"\xa5" * 64
    file.write_bytes(data)


def damage_text(file: Path) -> None:
    file.write_text("<html>not found</html>" * 300)


def damage_schema(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[100:400] = b"\x5a" * 300
    file.write_bytes(data)


@pytest.mark.parametrize(
    "damage", [damage_header, damage_half, damage_pages, damage_text, damage_schema], ids=lambda d: d.__name__
)
def test_damage_is_told_and_rebuilding_gives_what_was_there(
    desk: Desk, damage: Callable[[Path], None]
) -> None:
    many(desk)
    desk.run()
    wanted = content(desk.outputs)
    damage(desk.outputs / DATABASE_NAME)
    with pytest.raises(NewsclaimsError, match=r"damaged .*--rebuild"):
        desk.run(options=Options(verify=True))
    desk.run(rebuild=True)
    assert content(desk.outputs) == wanted
    assert len(list(desk.outputs.glob(f"{DATABASE_NAME}.before-*"))) == 1


def test_two_stores_set_aside_within_a_second_are_both_kept(desk: Desk) -> None:
    desk.write("a.txt", "北辰集团销量1辆。")
    for _ in range(3):
        desk.run(rebuild=True)
    kept = {file.name for file in desk.outputs.glob(f"{DATABASE_NAME}.before-*")}
    assert len(kept) == 2


def test_rubbish_beside_a_sound_database_is_no_damage(desk: Desk) -> None:
    desk.write("a.txt", "北辰集团销量1辆。")
    desk.run()
    wanted = content(desk.outputs)
    for ending in ("-wal", "-shm"):
        desk.outputs.joinpath(DATABASE_NAME + ending).write_bytes(b"\xa5" * 40_000)
    assert desk.run(options=Options(verify=True)).unchanged == 1
    assert content(desk.outputs) == wanted


# Limits


def run_limited(desk: Desk, limit: int, value: int) -> None:
    """A run under a limit of the operating system; raises what it raises."""
    old = resource.getrlimit(limit)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(limit, (value, old[1]))
    try:
        desk.run()
    finally:
        resource.setrlimit(limit, old)


def test_a_file_that_may_grow_no_further_ends_the_run_and_the_next_one_goes_on(desk: Desk) -> None:
    many(desk)
    with pytest.raises(StoreError, match=r"disk|space"):
        run_limited(desk, resource.RLIMIT_FSIZE, 300_000)
    connection = open_reader(desk.outputs)
    assert check(connection) == []
    stored = connection.execute("SELECT count(*) FROM articles").fetchone()[0]
    connection.close()
    assert 0 < stored < 30
    assert desk.run().failed == 0
    assert len(content(desk.outputs)["articles"]) == 30


def test_an_article_for_which_memory_is_short_is_named_and_the_rest_is_done(desk: Desk) -> None:
    for i in range(5):
        desk.write(f"a{i}.txt", f"北辰集团销量{i}辆。")
    desk.write("big.txt", "MEMORY 1")
    summary = run(desk.settings, load=load_limited, listen=desk.events.append)
    assert (summary.extracted, summary.failed) == (5, 1)
    [failure] = desk.failures()
    assert failure.path.endswith("big.txt") and "MemoryError" in failure.reason


@pytest.mark.parametrize(
    "loader, said",
    [(load_without_memory, "fewer --jobs"), (load_broken, "weights.npz.*installed completely")],
)
def test_an_extractor_that_cannot_be_loaded_ends_the_run(
    desk: Desk, loader: Any, said: str, capfd: pytest.CaptureFixture[str]
) -> None:
    desk.write("a.txt", "北辰集团销量1辆。")
    with pytest.raises(NewsclaimsError, match=said):
        run(desk.settings, load=loader)
    assert "Traceback" not in capfd.readouterr().err
    assert desk.run().extracted == 1  # nothing was recorded against the article


# Time, rivals, interruptions


def test_a_clock_that_goes_backwards_changes_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    class Future(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> "Future":
            return cls(2040, 1, 1, tzinfo=tz)

    path = desk.write("a.txt", "北辰集团销量1辆。")
    os.utime(path, (2_208_988_800, 2_208_988_800))  # 2040
    with monkeypatch.context() as patch:
        patch.setattr("pipeline.store.writer.datetime", Future)
        assert desk.run().extracted == 1
    assert datetime.now(UTC).year < 2040
    desk.write("a.txt", "北辰集团销量2辆。")
    os.utime(path, (1000, 1000))
    new = desk.write("b.txt", "南辰集团销量3辆。")
    os.utime(new, (0, 0))
    assert desk.run().extracted == 2
    assert desk.run().unchanged == 2
    connection = open_reader(desk.outputs)
    starts = connection.execute("SELECT started_at FROM runs ORDER BY id").fetchall()
    values = connection.execute("SELECT value FROM claims ORDER BY value").fetchall()
    connection.close()
    assert starts[0] > starts[1] and [value for (value,) in values] == ["2", "3"]


CLI = """
import functools
import pipeline.run
from pipeline.cli import main
from tests.run_fakes import load

pipeline.run.run = functools.partial(pipeline.run.run, load=load)
if __name__ == "__main__":
    main()
"""


@pytest.fixture
def cli(desk: Desk) -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    """Starts the command line with the extractor that needs no model."""
    started: list[subprocess.Popen[str]] = []
    folder = desk.articles.parent
    (folder / "cli.py").write_text(CLI)

    def start(*arguments: str) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, "cli.py", *arguments],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=hear_ctrl_c,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def test_of_many_runs_at_once_one_works_and_the_others_say_who(
    desk: Desk, cli: Callable[..., "subprocess.Popen[str]"]
) -> None:
    for i in range(10):
        desk.write(f"a{i}.txt", f"北辰集团销量{i}辆。")
    desk.write("z.txt", "北辰集团HOLD销量99辆。")
    runs = [cli("run", "--jobs", "1", "--quiet", "articles") for _ in range(4)]
    deadline = time.monotonic() + _PATIENCE
    while sum(one.poll() is not None for one in runs) < 3:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    [winner] = [one.pid for one in runs if one.poll() is None]
    (desk.articles.parent / "go").touch()
    ended = {one.pid: (one.communicate(timeout=_PATIENCE)[1], one.returncode) for one in runs}
    assert ended.pop(winner) == ("", 0), ended
    assert all(code == 2 and f"process {winner} on " in said for said, code in ended.values()), ended
    assert len(content(desk.outputs)["articles"]) == 11


@pytest.mark.parametrize("options", [(), ("--log-json",), ("--quiet",)])
def test_ctrl_c_says_that_the_next_run_does_the_rest(
    desk: Desk, cli: Callable[..., "subprocess.Popen[str]"], options: tuple[str, ...]
) -> None:
    for i in range(3):
        desk.write(f"a{i}.txt", f"北辰集团销量{i}辆。" * 2500)  # long: a batch each
    desk.write("z.txt", "北辰集团HOLD销量99辆。")
    process = cli("run", "--jobs", "1", *options, "articles")
    deadline = time.monotonic() + _PATIENCE
    while not (desk.outputs / "articles").exists() and process.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=_PATIENCE)
    assert process.returncode == 130
    assert "Traceback" not in said and "Aborted" not in said
    if "--log-json" in options:
        assert [json.loads(line)["event"] for line in said.splitlines()][-1] == "interrupted"
    else:
        assert "the next run does the rest" in said
    (desk.articles.parent / "go").touch()
    desk.run()
    assert len(content(desk.outputs)["articles"]) == 4
