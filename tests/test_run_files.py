"""The JSON files of a run: a worker writes them under a temporary name, the run moves them into place."""

import errno
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from pipeline.errors import StoreError
from pipeline.store.database import check, open_reader
from pipeline.store.files import move_into_place, write_partial
from tests.conftest import Desk
from tests.run_fakes import content, load_dying_late, load_without_files
from tests.test_run_kill import ROOT
from tests.test_store_duplicates import SIGNED, STORY

CHILD = """
import os, signal, sys
from itertools import count
from pipeline.config import Settings
from pipeline.run import run
from pipeline.store import writer
from tests.run_fakes import load

moved = count(1)
move = writer.move_into_place

def move_and_die(*given):
    if next(moved) == 4:
        if sys.argv[1] == "after":
            move(*given)
        os.kill(os.getpid(), signal.SIGKILL)
    return move(*given)

if __name__ == "__main__":
    writer.move_into_place = move_and_die
    run(Settings(base=os.getcwd(), paths=("articles",), outputs="killed", jobs=1), load=load)
"""


def write_some(desk: Desk, count: int = 10) -> None:
    rows = [{"id": i, "text": f"北辰集团第{i}批销量{i}辆。"} for i in range(count)]
    desk.write("a.jsonl", "".join(json.dumps(row) + "\n" for row in rows))


def files(outputs: Path) -> dict[str, Any]:
    """What is in the folder of JSON files, temporary ones included, without the times of day."""
    found = {}
    for file in (outputs / "articles").iterdir():
        found[file.name] = json.loads(file.read_bytes())
        del found[file.name]["provenance"]["extracted_at"]
    return found


def partial(outputs: Path) -> list[str]:
    return [file.name for file in (outputs / "articles").iterdir() if file.name.startswith(".")]


@pytest.mark.parametrize("moment", ["before", "after"])
def test_killed_around_the_move_then_run_equals_an_undisturbed_run(
    desk: Desk, tmp_path: Path, moment: str
) -> None:
    write_some(desk)
    desk.run()
    (tmp_path / "child.py").write_text(CHILD)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    child = subprocess.run([sys.executable, "child.py", moment], cwd=tmp_path, env=environment)
    assert child.returncode == -signal.SIGKILL
    killed = tmp_path / "killed"
    assert len(content(killed)["articles"]) == 3
    assert partial(killed)
    assert len(list((killed / "articles").glob("*.json"))) == (3 if moment == "before" else 4)
    desk.run(settings=msgspec.structs.replace(desk.settings, outputs="killed"))
    assert content(killed) == content(desk.outputs)
    assert files(killed) == files(desk.outputs)


def test_a_copy_gets_the_file_that_says_of_what_and_no_other_is_left(desk: Desk) -> None:
    desk.write(
        "a.jsonl", json.dumps({"id": "a", "text": STORY}) + "\n" + json.dumps({"id": "b", "text": SIGNED})
    )
    assert desk.run().extracted == 2
    found = files(desk.outputs)
    stored = {row[0]: row[9] for row in content(desk.outputs)["articles"]}
    assert {file["article"]["id"]: file["article"]["duplicate_of"] for file in found.values()} == stored
    [original] = [name for name, copied in stored.items() if copied is None]
    assert sorted(stored.values(), key=str) == sorted([None, original], key=str)
    assert len(found) == 2 and not partial(desk.outputs)


def test_a_worker_that_dies_with_files_written_leaves_none_of_them(desk: Desk) -> None:
    write_some(desk)
    summary = desk.run(load=load_dying_late)
    assert (summary.extracted, summary.restarted) == (10, 1)
    assert len(files(desk.outputs)) == 10 and not partial(desk.outputs)


def test_what_a_worker_cannot_write_the_run_writes(desk: Desk, tmp_path: Path) -> None:
    write_some(desk)
    desk.run(load=load_without_files)
    desk.run(settings=msgspec.structs.replace(desk.settings, outputs="other"))
    assert len(files(desk.outputs)) == 10
    assert files(desk.outputs) == files(tmp_path / "other")


def test_a_disk_that_is_full_for_both_ends_the_run_with_the_store_whole(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, chunks: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

    write_some(desk)
    with monkeypatch.context() as patch:
        patch.setattr("pipeline.store.writer.write_atomic", full)
        with pytest.raises(StoreError, match=r"articles/.*\.json: no space left on the disk"):
            desk.run(load=load_without_files)
    connection = open_reader(desk.outputs)
    assert check(connection) == []
    assert connection.execute("SELECT count(*) FROM articles").fetchone() == (0,)
    connection.close()
    assert not partial(desk.outputs)
    assert desk.run().extracted == 10
    assert len(files(desk.outputs)) == 10


def test_a_folder_that_is_no_folder_is_told(desk: Desk) -> None:
    write_some(desk)
    desk.outputs.mkdir()
    (desk.outputs / "articles").write_text("a file")
    with pytest.raises(StoreError, match=str(desk.outputs / "articles")):
        desk.run()
    (desk.outputs / "articles").unlink()
    assert desk.run().extracted == 10


def test_a_file_waits_under_another_name_until_it_is_moved(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    name = write_partial(folder, "a.json", b"{}")
    assert name and name.startswith(".") and [file.name for file in folder.iterdir()] == [name]
    assert move_into_place(folder, name, "a.json")
    assert [file.name for file in folder.iterdir()] == ["a.json"]
    assert not move_into_place(folder, name, "a.json")
    (folder / "a.json").unlink()
    folder.rmdir()
    folder.write_text("a file")
    assert write_partial(folder, "a.json", b"{}") is None
