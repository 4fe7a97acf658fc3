"""kill -9 at any moment, then `run`: the store holds what an undisturbed run's holds."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from pipeline.errors import StoreError
from pipeline.store.database import open_reader
from pipeline.store.query import Filter, count_claims
from tests.conftest import Desk
from tests.run_fakes import content

ROOT = Path(__file__).parents[1]
_PATIENCE = 120.0
CHILD = """
import sys
from pathlib import Path
from pipeline.config import Settings
from pipeline.run import Progress, run
from tests.run_fakes import load

if __name__ == "__main__":
    def tell(event):
        if isinstance(event, Progress):
            print(event.articles, flush=True)
    run(Settings(base=sys.argv[1], paths=("articles",), outputs=sys.argv[2], jobs=2), load=load, listen=tell)
"""


def start(folder: Path, outputs: str) -> "subprocess.Popen[str]":
    script = folder / "child.py"
    script.write_text(CHILD)
    return subprocess.Popen(
        [sys.executable, str(script), str(folder), outputs],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=hear_ctrl_c,
    )


def hear_ctrl_c() -> None:
    """What a shell starts in the background is deaf to Ctrl-C, and so are its children."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def children(pid: int) -> list[int]:
    """The worker processes below a process, by /proc."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
            command = (stat.parent / "cmdline").read_bytes()
        except OSError:
            continue
        if int(fields[1]) == pid and b"spawn_main" in command:
            found.append(int(stat.parent.name))
    return found


def desk_with_work(desk: Desk) -> None:
    rows = [{"id": i, "text": f"北辰集团第{i % 270}批SLOW销量{i % 270}辆。"} for i in range(300)]
    desk.write("a.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    for i in range(8):
        desk.write(f"sub/t{i}.txt", f"南辰集团SLOW销量{i}辆。")
    desk.write("z.txt", "西辰集团HOLD销量5辆。")  # no run is done before there is a file `go`


@pytest.mark.skipif(not Path("/proc").exists(), reason="finds the workers by /proc")
def test_killed_at_random_moments_then_run_equals_an_undisturbed_run(desk: Desk, tmp_path: Path) -> None:
    desk_with_work(desk)
    (tmp_path / "go").touch()
    desk.run(jobs=2)
    (tmp_path / "go").unlink()
    undisturbed = content(desk.outputs)
    chance = random.Random(7)
    again = msgspec.structs.replace(desk.settings, outputs="killed")
    killed = {"parent": 0, "worker": 0}
    for round_ in range(4):
        process = start(tmp_path, "killed")
        assert process.stdout
        process.stdout.readline()  # the first article is stored
        time.sleep(chance.random() * 0.6)
        workers = children(process.pid)
        if round_ % 2 == 0 and workers:
            os.kill(chance.choice(workers), signal.SIGKILL)
            killed["worker"] += 1
            time.sleep(0.3)
        if process.poll() is None:
            killed["parent"] += 1
            process.kill()
        process.wait()
        deadline = time.monotonic() + _PATIENCE
        while any(Path(f"/proc/{worker}").exists() for worker in workers) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not any(Path(f"/proc/{worker}").exists() for worker in workers), "a worker outlived its parent"
        process.stdout.close()
    assert killed["parent"] and killed["worker"]
    (tmp_path / "go").touch()
    desk.run(settings=again, jobs=2)
    assert content(tmp_path / "killed") == undisturbed
    assert (tmp_path / "killed" / "claims.jsonl").read_bytes() == (desk.outputs / "claims.jsonl").read_bytes()
    names = [sorted(f.name for f in (tmp_path / o / "articles").iterdir()) for o in ("killed", "outputs")]
    assert names[0] == names[1]


def desk_that_waits(desk: Desk) -> None:
    """Work that cannot be finished before there is a file `go`: a run over it is caught in the middle."""
    for i in range(40):
        desk.write(f"a{i:02}.txt", f"北辰集团销量{i}辆。" * 700)  # long: a batch each
    desk.write("z.txt", "南辰集团HOLD销量5辆。")


@pytest.fixture
def under_way(desk: Desk, tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    """A run that has stored something and is not done."""
    desk_that_waits(desk)
    process = start(tmp_path, "outputs")
    assert process.stdout
    process.stdout.readline()
    yield process
    process.kill()
    process.wait(_PATIENCE)
    process.stdout.close()


def test_a_reader_reads_and_a_second_writer_is_turned_away_during_a_run(
    desk: Desk, under_way: "subprocess.Popen[str]", tmp_path: Path
) -> None:
    connection = open_reader(desk.outputs)
    before = count_claims(connection, Filter())
    assert before > 0
    with pytest.raises(StoreError, match=f"process {under_way.pid} on "):
        desk.run()
    (tmp_path / "go").touch()
    assert under_way.wait(_PATIENCE) == 0
    assert count_claims(connection, Filter()) > before
    connection.close()
    assert desk.run(jobs=2).extracted == 0


def test_ctrl_c_ends_cleanly(desk: Desk, under_way: "subprocess.Popen[str]", tmp_path: Path) -> None:
    workers = children(under_way.pid)
    under_way.send_signal(signal.SIGINT)
    under_way.wait(_PATIENCE)
    assert not any(Path(f"/proc/{worker}").exists() for worker in workers)
    connection = open_reader(desk.outputs)
    [(state,)] = connection.execute("SELECT state FROM runs").fetchall()
    [(checked,)] = connection.execute("PRAGMA integrity_check").fetchall()
    connection.close()
    assert (state, checked) == ("interrupted", "ok")
    assert not list((desk.outputs / "articles").glob(".*"))
    (tmp_path / "go").touch()
    assert desk.run(jobs=2).standing == 0
