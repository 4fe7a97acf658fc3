"""`run --watch`: what arrives, changes or goes is picked up while it runs.

Nothing here depends on how events are bundled into runs: a test waits for what the runs did altogether.
"""

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.run import Summary
from pipeline.run.watch import watch
from tests.conftest import Desk
from tests.run_fakes import content, load

pytest.importorskip("watchfiles")
_PATIENCE = 120.0  # for a machine under load; no test takes so long


class Watching:
    """A watch that goes on in a thread, and what its runs did."""

    def __init__(self, desk: Desk, **options: Any) -> None:
        self.desk = desk
        self.summaries: list[Summary] = []
        self.error: BaseException | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, kwargs=options)
        self._thread.start()

    def _work(self, **options: Any) -> None:
        try:
            for summary in watch(
                self.desk.settings, jobs=1, load=load, stop=self._stop, settle=0.1, **options
            ):
                self.summaries.append(summary)
        except BaseException as error:
            self.error = error

    def total(self, name: str) -> int:
        return sum(getattr(summary, name) for summary in self.summaries)

    def wait_for(self, **totals: int) -> None:
        """Until the runs have come to these totals."""
        deadline = time.monotonic() + _PATIENCE
        while any(self.total(name) < least for name, least in totals.items()):
            assert self.error is None and self._thread.is_alive(), self.error
            assert time.monotonic() < deadline, self.summaries
            time.sleep(0.02)

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(_PATIENCE)
        assert not self._thread.is_alive()
        assert self.error is None


@pytest.fixture
def watching(desk: Desk) -> Iterator[Callable[..., Watching]]:
    started: list[Watching] = []

    def start(**options: Any) -> Watching:
        started.append(Watching(desk, **options))
        return started[-1]

    yield start
    for one in started:
        one.stop()


def put(desk: Desk, name: str, text: str) -> Path:
    """Writes a file elsewhere and moves it into place, so that nobody sees half of it."""
    made = desk.articles.parent / "made"
    made.write_text(text, encoding="utf-8")
    target = desk.articles / name
    target.parent.mkdir(parents=True, exist_ok=True)
    return made.rename(target)


def stored(desk: Desk) -> list[tuple[Any, ...]]:
    """Path and gone of the articles."""
    return sorted((row[1], row[10]) for row in content(desk.outputs)["articles"])


def test_files_are_picked_up_as_they_come_change_and_go(
    desk: Desk, watching: Callable[..., Watching]
) -> None:
    desk.write("a.txt", "北辰集团销量1辆。")
    runs = watching()
    runs.wait_for(extracted=1)
    desk.write("notes.swp", "not an article 77")
    desk.write(".hidden.txt", "北辰集团销量88辆。")
    desk.write(".git/c.txt", "北辰集团销量99辆。")
    new = put(desk, "sub/b.txt", "南辰集团销量2辆。")
    runs.wait_for(extracted=2)
    put(desk, "sub/b.txt", "南辰集团销量222辆。")
    runs.wait_for(changed=1, extracted=3)
    new.unlink()
    runs.wait_for(gone=1)
    assert runs.total("failed") == 0 and runs.total("extracted") == 3
    assert stored(desk) == [("articles/a.txt", 0), ("articles/sub/b.txt", 1)]


def test_folders_are_picked_up_whole(desk: Desk, watching: Callable[..., Watching], tmp_path: Path) -> None:
    desk.write("a.txt", "北辰集团销量1辆。")
    away = tmp_path / "away" / "batch"
    away.mkdir(parents=True)
    for i in range(3):
        (away / f"b{i}.txt").write_text(f"南辰集团销量1{i}辆。", encoding="utf-8")
    runs = watching()
    runs.wait_for(extracted=1)
    shutil.move(away, desk.articles)
    runs.wait_for(extracted=4)
    shutil.move(desk.articles / "batch", away)
    runs.wait_for(gone=3)
    assert runs.total("failed") == 0
    assert stored(desk) == [("articles/a.txt", 0), *((f"articles/batch/b{i}.txt", 1) for i in range(3))]


def test_a_file_that_grows_is_read_when_it_is_whole(desk: Desk, watching: Callable[..., Watching]) -> None:
    desk.write("a.txt", "北辰集团销量1辆。")
    runs = watching()
    runs.wait_for(extracted=1)
    from pipeline.run.watch import _Unsettled

    unsettled = _Unsettled(0.0)
    file = desk.write("b.jsonl", '{"id": 1, "te')
    unsettled.add([file])
    with file.open("a", encoding="utf-8") as out:
        out.write('xt": "南辰集团销量2辆。"}\n')
    assert unsettled.take() == []  # it has changed since it was reported
    assert unsettled.take() == [file]
    assert unsettled.take() == []
    runs.wait_for(extracted=2)


def test_everything_is_looked_at_again_in_case_an_event_was_lost(
    desk: Desk, watching: Callable[..., Watching], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.write("a.txt", "北辰集团销量1辆。")
    monkeypatch.setattr("pipeline.run.watch._Unsettled.add", lambda self, changed: None)
    runs = watching(look_around=0.3)
    runs.wait_for(extracted=1)
    put(desk, "b.txt", "南辰集团销量2辆。")
    runs.wait_for(extracted=2)
    assert runs.total("failed") == 0


def test_a_watched_folder_that_goes_away_marks_nothing_as_gone(
    desk: Desk, watching: Callable[..., Watching]
) -> None:
    desk.write("a.txt", "北辰集团销量1辆。")
    runs = watching(look_around=0.3)
    runs.wait_for(extracted=1)
    desk.articles.rename(desk.articles.with_name("unmounted"))
    runs.wait_for(failed=1)  # each look says that the folder is not there
    runs.wait_for(failed=runs.total("failed") + 2)
    assert runs.total("gone") == 0 and stored(desk) == [("articles/a.txt", 0)]
