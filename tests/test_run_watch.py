"""`run --watch`: what arrives, changes or goes is picked up while it runs."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from pipeline.run import Summary
from pipeline.run.watch import watch
from tests.conftest import Desk
from tests.run_fakes import content, load

pytest.importorskip("watchfiles")
_PATIENCE = 30.0


@pytest.fixture
def watching(desk: Desk) -> Iterator[tuple[list[Summary], Callable[[int], None]]]:
    """The summaries of a watch that goes on in a thread, and what waits until there are so many."""
    desk.write("a.txt", "北辰集团销量1辆。")
    stop = threading.Event()
    summaries: list[Summary] = []

    def work() -> None:
        for summary in watch(desk.settings, jobs=1, load=load, stop=stop):
            summaries.append(summary)  # noqa: PERF402 (the other thread looks at it as it grows)

    def wait_for(count: int) -> None:
        deadline = time.monotonic() + _PATIENCE
        while len(summaries) < count:
            assert time.monotonic() < deadline, f"{len(summaries)} runs"
            time.sleep(0.05)

    thread = threading.Thread(target=work)
    thread.start()
    yield summaries, wait_for
    stop.set()
    thread.join(_PATIENCE)
    assert not thread.is_alive()


def test_files_are_picked_up_as_they_come_change_and_go(
    desk: Desk, watching: tuple[list[Summary], Callable[[int], None]]
) -> None:
    summaries, wait_for = watching
    wait_for(1)
    assert summaries[0].extracted == 1
    new = desk.write("sub/b.txt", "南辰集团销量2辆。")
    desk.write("notes.swp", "not an article 77")
    desk.write(".hidden.txt", "北辰集团销量88辆。")
    wait_for(2)
    assert (summaries[1].extracted, summaries[1].failed) == (1, 0)
    new.write_text("南辰集团销量222辆。", encoding="utf-8")
    wait_for(3)
    assert summaries[2].changed == 1
    new.unlink()
    wait_for(4)
    assert (summaries[3].gone, summaries[3].failed) == (1, 0)
    stored = content(desk.outputs)
    assert [(row[1], row[10]) for row in stored["articles"]] == [
        ("articles/a.txt", 0),
        ("articles/sub/b.txt", 1),
    ]
