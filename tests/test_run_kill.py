"""kill -9 at any moment, then `run`: the store holds what an undisturbed run's holds."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest

from pipeline.errors import StoreError
from pipeline.store.database import open_reader
from pipeline.store.query import Filter, count_claims
from tests.conftest import Desk
from tests.run_fakes import content

ROOT = Path(__file__).parents[1]
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
    )


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
    rows = [{"id": i, "text": f"北辰集团第{i % 450}批SLOW销量{i % 450}辆。"} for i in range(500)]
    desk.write("a.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    for i in range(8):
        desk.write(f"sub/t{i}.txt", f"南辰集团SLOW销量{i}辆。")


@pytest.mark.skipif(not Path("/proc").exists(), reason="finds the workers by /proc")
def test_killed_at_random_moments_then_run_equals_an_undisturbed_run(desk: Desk, tmp_path: Path) -> None:
    desk_with_work(desk)
    desk.run(jobs=2)
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
        deadline = time.monotonic() + 10
        while any(Path(f"/proc/{worker}").exists() for worker in workers) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not any(Path(f"/proc/{worker}").exists() for worker in workers), "a worker outlived its parent"
        process.stdout.close()
    assert killed["parent"] and killed["worker"]
    desk.run(settings=again, jobs=2)
    assert content(tmp_path / "killed") == undisturbed
    assert (tmp_path / "killed" / "claims.jsonl").read_bytes() == (desk.outputs / "claims.jsonl").read_bytes()
    names = [sorted(f.name for f in (tmp_path / o / "articles").iterdir()) for o in ("killed", "outputs")]
    assert names[0] == names[1]


def test_a_reader_reads_and_a_second_writer_is_turned_away_during_a_run(desk: Desk, tmp_path: Path) -> None:
    desk_with_work(desk)
    process = start(tmp_path, "outputs")
    assert process.stdout
    try:
        process.stdout.readline()
        connection = open_reader(desk.outputs)
        assert count_claims(connection, Filter()) > 0
        connection.close()
        with pytest.raises(StoreError, match=f"process {process.pid} on "):
            desk.run()
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(20)
        process.stdout.close()
    assert desk.run(jobs=2).standing == 0


def test_ctrl_c_ends_cleanly(desk: Desk, tmp_path: Path) -> None:
    desk_with_work(desk)
    process = start(tmp_path, "outputs")
    assert process.stdout
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    process.wait(20)
    process.stdout.close()
    connection = open_reader(desk.outputs)
    [(state,)] = connection.execute("SELECT state FROM runs").fetchall()
    [(checked,)] = connection.execute("PRAGMA integrity_check").fetchall()
    connection.close()
    assert (state, checked) == ("interrupted", "ok")
