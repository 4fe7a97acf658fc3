"""`run`: what is done when, and what survives what. With an extractor that needs no model."""

import contextlib
import json
import os
import sqlite3
import threading
import time
from pathlib import Path

import msgspec
import pytest

from pipeline.errors import NewsclaimsError, StoreError
from pipeline.run import Found, Options, run
from pipeline.run.look import look
from pipeline.run.workers import Pool, Ready
from pipeline.store.database import open_reader
from pipeline.store.lock import writer_lock
from tests.conftest import Desk
from tests.run_fakes import content, load_badly, load_changed


def stored(desk: Desk, query: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(desk.outputs / "newsclaims.db")
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def test_first_run_stores_and_writes_everything(desk: Desk) -> None:
    desk.write("a.txt", "北辰集团8月销量12000辆，9月15000辆。")
    desk.write(
        "b.jsonl", '{"id": "r1", "text": "南辰集团销量7辆。", "title": "快讯", "published": "2025-09-01"}\n'
    )
    summary = desk.run()
    assert (summary.new, summary.extracted, summary.claims, summary.failed) == (2, 2, 5, 0)
    assert [row[0] for row in stored(desk, "SELECT value FROM claims ORDER BY article_id, position")] == [
        "8", "12000", "9", "15000", "7"]  # fmt: skip
    files = sorted((desk.outputs / "articles").iterdir())
    assert len(files) == 2
    records = [json.loads(file.read_text()) for file in files]
    assert [r["article"]["id"] + ".json" for r in records] == [f.name for f in files]
    assert records[0]["article"]["path"] == "articles/a.txt"
    lines = [json.loads(line) for line in (desk.outputs / "claims.jsonl").read_text().splitlines()]
    assert len(lines) == 5
    assert lines[-1]["value"] == 7 and lines[-1]["title"] == "快讯" and lines[-1]["published"] == "2025-09-01"


def test_second_run_does_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.write("a.txt", "北辰集团销量1辆。")
    desk.run()
    before = content(desk.outputs)
    monkeypatch.setattr("pipeline.run.workers.Pool._start", lambda self: pytest.fail("a worker was started"))
    summary = desk.run()
    assert (summary.unchanged, summary.extracted, summary.new, summary.changed) == (1, 0, 0, 0)
    assert content(desk.outputs) == before


def test_changed_article_replaces_its_claims(desk: Desk) -> None:
    desk.write("a.txt", "北辰集团销量1辆，又2辆。")
    desk.write("b.txt", "南辰集团销量5辆。")
    desk.run()
    desk.write("a.txt", "北辰集团销量31辆。")
    summary = desk.run()
    assert (summary.changed, summary.unchanged, summary.extracted) == (1, 1, 1)
    assert stored(desk, "SELECT value FROM claims ORDER BY value") == [("31",), ("5",)]
    assert len((desk.outputs / "claims.jsonl").read_text().splitlines()) == 2


def test_touched_file_is_not_extracted_again(desk: Desk) -> None:
    path = desk.write("a.txt", "北辰集团销量1辆。")
    desk.run()
    os.utime(path, (1, 1))
    assert desk.run().extracted == 0
    assert stored(desk, "SELECT mtime_ns FROM files") == [(10**9,)]


def test_verify_sees_a_change_that_kept_size_and_time(desk: Desk) -> None:
    path = desk.write("a.txt", "北辰集团销量1辆。")
    desk.run()
    stat = path.stat()
    desk.write("a.txt", "北辰集团销量2辆。")
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert desk.run().extracted == 0
    assert desk.run(options=Options(verify=True)).extracted == 1


def test_other_settings_extract_all_again(desk: Desk) -> None:
    desk.write("a.txt", "北辰集团销量1辆。")
    desk.run()
    other = msgspec.structs.replace(desk.settings, model="another")
    assert desk.run(settings=other).extracted == 1
    assert desk.run(settings=other).extracted == 0
    jobs = msgspec.structs.replace(other, jobs=2)
    assert desk.run(settings=jobs).extracted == 0


def test_force_extracts_all_again(desk: Desk) -> None:
    desk.write("a.txt", "北辰集团销量1辆。")
    desk.run()
    assert desk.run(options=Options(force=True)).extracted == 1


def test_gone_articles_are_kept_and_pruned_on_demand(desk: Desk) -> None:
    desk.write("a.txt", "北辰集团销量1辆。")
    gone = desk.write("b.txt", "南辰集团销量2辆。")
    desk.run()
    gone.unlink()
    assert desk.run().gone == 1
    assert stored(desk, "SELECT gone FROM articles ORDER BY path") == [(0,), (1,)]
    assert desk.run().gone == 0
    assert desk.run(prune=True).pruned == 1
    assert (
        stored(desk, "SELECT count(*) FROM articles") == stored(desk, "SELECT count(*) FROM files") == [(1,)]
    )
    assert len(list((desk.outputs / "articles").iterdir())) == 1
    assert len((desk.outputs / "claims.jsonl").read_text().splitlines()) == 1


def test_only_what_lies_below_the_given_paths_is_gone(desk: Desk) -> None:
    desk.write("one/a.txt", "北辰集团销量1辆。")
    desk.write("two/b.txt", "南辰集团销量2辆。")
    desk.run()
    desk.write("one/c.txt", "西辰集团销量3辆。")
    (desk.articles / "two" / "b.txt").rename(desk.articles.parent / "away.txt")
    assert desk.run(desk.articles / "one").gone == 0
    assert desk.run().gone == 1


def test_a_folder_that_is_missing_is_said_and_loses_nothing(desk: Desk) -> None:
    desk.write("a.txt", "北辰集团销量1辆。")
    desk.run()
    desk.articles.rename(desk.articles.with_name("elsewhere"))
    summary = desk.run()
    assert (summary.failed, summary.gone) == (1, 0)
    assert str(desk.articles) in desk.failures()[0].reason


def test_renamed_file_keeps_its_article(desk: Desk) -> None:
    path = desk.write("a.txt", "北辰集团销量1辆。")
    desk.run()
    article = stored(desk, "SELECT id FROM articles")
    path.rename(desk.articles / "b.txt")
    summary = desk.run()
    assert (summary.renamed, summary.extracted, summary.gone) == (1, 0, 0)
    assert stored(desk, "SELECT id FROM articles") == article
    assert stored(desk, "SELECT path FROM articles") == [("articles/b.txt",)]
    record = json.loads((desk.outputs / "articles" / f"{article[0][0]}.json").read_text())
    assert record["article"]["path"] == "articles/b.txt"
    # a changed one is still the same article, a new one at the old name another
    desk.write("b.txt", "北辰集团销量1234辆。")
    desk.write("a.txt", "东辰集团销量55辆。")
    assert desk.run().extracted == 2
    assert stored(desk, "SELECT path, value FROM articles a JOIN claims ON article_id = a.id ORDER BY path") == [
        ("articles/a.txt", "55"), ("articles/b.txt", "1234")]  # fmt: skip
    assert desk.run().extracted == 0


def test_name_with_another_date_is_another_article(desk: Desk) -> None:
    path = desk.write("2025-08-01-a.txt", "北辰集团销量1辆。")
    desk.run()
    path.rename(desk.articles / "2025-08-02-a.txt")
    summary = desk.run()
    assert (summary.renamed, summary.extracted, summary.gone) == (0, 1, 1)


def test_identical_content_is_extracted_once(desk: Desk) -> None:
    for name in ("a.txt", "sub/b.txt", "c.txt"):
        desk.write(name, "北辰集团销量1辆。")
    rows = [json.dumps({"id": i, "text": "南辰集团销量2辆。"}, ensure_ascii=False) for i in range(4)]
    desk.write("d.jsonl", "\n".join(rows))
    summary = desk.run()
    assert (summary.extracted, summary.copied) == (2, 5)
    assert stored(desk, "SELECT count(*), count(duplicate_of) FROM articles") == [(7, 5)]
    desk.write("e.txt", "北辰集团销量1辆。")
    summary = desk.run()
    assert (summary.extracted, summary.copied) == (0, 1)


def test_copies_are_not_lost_where_the_code_changes_during_the_run(desk: Desk) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        desk.write(name, "北辰集团销量1辆。")
    summary = desk.run(load=load_changed)
    assert (summary.extracted, summary.copied, summary.failed) == (1, 0, 2)
    assert {f.reason for f in desk.failures()} == {"newsclaims changed during the run; run again"}
    desk.run()
    assert stored(desk, "SELECT count(*) FROM articles") == [(3,)]


def test_changed_rows_alone_are_extracted(desk: Desk) -> None:
    rows = [{"id": f"r{i}", "text": f"北辰集团第{i}批销量{i}辆。"} for i in range(5)]

    def write() -> None:
        desk.write("a.jsonl", "\n".join(json.dumps(row) for row in rows))

    write()
    desk.run()
    rows[2]["text"] = "北辰集团销量99辆。"
    del rows[0]
    rows.append({"id": "r9", "text": "南辰集团销量8辆。"})
    write()
    summary = desk.run()
    assert (summary.extracted, summary.skipped) == (2, 3)
    assert stored(desk, "SELECT source_id, gone FROM articles WHERE gone = 1")[0][0].endswith(".r0")  # type: ignore[attr-defined]


def test_rows_whose_ids_look_like_made_up_ones_are_all_stored(desk: Desk) -> None:
    rows = [
        {"id": id, "text": f"北辰集团第{i}批销量{i}辆。"} for i, id in enumerate(("x.3", "x", "x", "x.3"))
    ]
    desk.write("a.jsonl", "\n".join(json.dumps(row) for row in rows))
    for extracted in (4, 0):
        assert desk.run(options=Options(verify=True)).extracted == extracted
        assert stored(desk, "SELECT count(*), count(DISTINCT source_id) FROM articles") == [(4, 4)]


def test_broken_rows_are_named_and_the_rest_is_done(desk: Desk) -> None:
    desk.write(
        "a.jsonl", '{"id": 1, "text": "北辰集团销量1辆。"}\n{"id": 2}\n{broken\n{"id": 3, "text": "2辆。"}\n'
    )
    summary = desk.run()
    assert (summary.extracted, summary.failed) == (2, 2)
    assert len(desk.failures()) == 2
    assert desk.run().standing == 2
    desk.write("a.jsonl", '{"id": 1, "text": "北辰集团销量1辆。"}\n')
    summary = desk.run()
    assert (summary.failed, summary.standing) == (0, 0)


def test_unreadable_files_are_named_and_tried_again(desk: Desk) -> None:
    desk.write("empty.txt", "")
    (desk.articles / "binary.txt").write_bytes(bytes(range(256)) * 20)
    desk.write("good.txt", "北辰集团销量1辆。")
    for _ in range(2):
        summary = desk.run()
        assert summary.failed == 2
        assert {Path(f.path).name for f in desk.failures()} == {"empty.txt", "binary.txt"}
    assert stored(desk, "SELECT count(*) FROM articles") == [(1,)]
    desk.write("empty.txt", "南辰集团销量2辆。")
    assert desk.run().extracted == 1


def test_article_that_becomes_unreadable_keeps_its_record(desk: Desk) -> None:
    desk.write("a.txt", "北辰集团销量1辆。")
    desk.run()
    desk.write("a.txt", "")
    assert desk.run().failed == 1
    assert stored(desk, "SELECT count(*) FROM articles") == [(1,)]


def test_article_that_raises_takes_no_other_with_it(desk: Desk) -> None:
    desk.write("a.jsonl", "".join(f'{{"id": {i}, "text": "北辰集团销量{i}辆。"}}\n' for i in range(20)))
    desk.write("b.txt", "RAISE 1")
    summary = desk.run()
    assert (summary.extracted, summary.failed) == (20, 1)
    assert "ValueError: cannot do this one" in desk.failures()[0].reason
    summary = desk.run()
    assert (summary.extracted, summary.failed, summary.standing) == (0, 0, 1)
    assert desk.run(options=Options(retry_failed=True)).failed == 1


def test_article_that_kills_workers_is_given_up_and_the_rest_is_done(desk: Desk) -> None:
    texts = [f"北辰集团第{i}批销量{i}辆。" for i in range(40)]
    texts[17] = "DIE 1"
    desk.write("a.jsonl", "".join(json.dumps({"id": i, "text": t}) + "\n" for i, t in enumerate(texts)))
    summary = desk.run(jobs=2)
    assert (summary.extracted, summary.failed) == (39, 1)
    assert "SIGKILL" in desk.failures()[0].reason
    assert summary.restarted == 3  # with its batch, then twice by itself
    assert desk.run().restarted == 0


def test_workers_that_never_get_ready_end_the_run(desk: Desk) -> None:
    desk.write("a.txt", "北辰集团销量1辆。")
    with pytest.raises(NewsclaimsError, match="in a row ended while loading the model"):
        run(desk.settings, load=load_badly)


def test_dry_run_changes_nothing(desk: Desk) -> None:
    desk.write("a.txt", "北辰集团销量1辆。")
    desk.run()
    desk.write("b.txt", "南辰集团销量2辆。")
    before = content(desk.outputs)
    summary = desk.run(dry_run=True)
    assert (summary.new, summary.unchanged, summary.extracted) == (1, 1, 0)
    assert content(desk.outputs) == before
    assert [event.new for event in desk.events if isinstance(event, Found)] == [1]


def test_second_writer_is_turned_away_and_told_who_writes(desk: Desk) -> None:
    desk.write("a.txt", "北辰集团销量1辆。")
    with writer_lock(desk.outputs), pytest.raises(StoreError, match=f"process {os.getpid()} on "):
        desk.run()
    assert desk.run().extracted == 1


def test_two_workers_store_what_one_does(desk: Desk, tmp_path: Path) -> None:
    desk.write(
        "a.jsonl",
        "".join(f'{{"id": {i}, "text": "北辰集团第{i % 50}批销量{i % 50}辆。"}}\n' for i in range(300)),
    )
    for i in range(20):
        desk.write(f"t{i}.txt", f"西辰集团销量{i}辆。")
    desk.run(jobs=1)
    one = content(desk.outputs)
    two = msgspec.structs.replace(desk.settings, outputs="other")
    desk.run(settings=two, jobs=2)
    assert content(tmp_path / "other") == one


def test_huge_article_goes_through_in_windows(desk: Desk) -> None:
    paragraph = "北辰集团销量12345辆。\n"
    desk.write("huge.txt", paragraph * 400)
    desk.write("small.txt", "南辰集团销量1辆。")
    settings = msgspec.structs.replace(desk.settings, max_characters=1000)
    summary = desk.run(settings=settings)
    assert summary.extracted == 2 and summary.failed == 0
    [(data,)] = stored(desk, "SELECT record FROM articles WHERE claims > 1")
    record = json.loads(str(data))
    assert len(record["claims"]) == 400
    assert [c["id"] for c in record["claims"]] == [f"c{i}" for i in range(1, 401)]
    source = paragraph * 400
    for claim in record["claims"]:
        assert record["text"][claim["start"] : claim["end"]] == claim["text"]
        assert source[claim["source_start"] : claim["source_end"]] == claim["text"]
    assert {e["id"] for e in record["entities"]} == {"e1"}


@pytest.mark.parametrize(
    "batches, dry_run, started", [(9, False, 3), (2, False, 2), (0, False, 1), (9, True, 1)]
)
def test_workers_load_together_where_all_have_work(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, batches: int, dry_run: bool, started: int
) -> None:
    rows = [f'{{"text": "{f"北辰集团第{i}批销量{i}辆。" * 1500}"}}\n' for i in range(batches)]
    desk.write("a.jsonl", "".join(rows) or '{"text": "北辰集团销量1辆。"}')
    seen: list[int] = []
    describe = Pool.describe

    def told(pool: Pool) -> Ready:
        seen.append(len(pool._workers))
        return describe(pool)

    monkeypatch.setattr(Pool, "describe", told)
    assert desk.run(jobs=3, dry_run=dry_run).failed == 0
    assert seen == [started]


def test_nothing_waits_behind_a_long_article(desk: Desk) -> None:
    desk.write("a.txt", "北辰集团HOLD销量1辆。" + "又是平常的一天。\n" * 30_000)
    desk.write("b.jsonl", "".join(f'{{"text": "北辰集团第{i}批销量{i}辆。"}}\n' for i in range(200)))
    others: list[int] = []

    def watch() -> None:
        for _ in range(600):
            time.sleep(0.05)
            if not (desk.outputs / "newsclaims.db").exists():
                continue
            with contextlib.suppress(sqlite3.Error):
                if stored(desk, "SELECT count(*) FROM articles") == [(200,)]:
                    others.append(200)
                    break
        (desk.articles.parent / "go").touch()

    watcher = threading.Thread(target=watch)
    watcher.start()
    summary = desk.run(jobs=2)
    watcher.join()
    assert summary.extracted == 201
    assert others == [200]


def test_runs_are_remembered(desk: Desk) -> None:
    desk.write("a.txt", "北辰集团销量1辆。")
    desk.write("b.txt", "RAISE")
    desk.run()
    desk.run()
    runs = stored(
        desk, "SELECT state, new, unchanged, failed, claims, jobs, finished_at IS NULL FROM runs ORDER BY id"
    )
    assert runs == [("done", 2, 0, 1, 1, 1, 0), ("done", 0, 2, 0, 0, 1, 0)]


def test_missing_outputs_are_written_again(desk: Desk) -> None:
    desk.write("a.txt", "北辰集团销量1辆。")
    desk.run()
    (desk.outputs / "claims.jsonl").unlink()
    [file] = (desk.outputs / "articles").iterdir()
    file.unlink()
    (desk.outputs / "articles" / "stranger.json").write_text("{}")
    desk.run(options=Options(verify=True))
    assert (desk.outputs / "claims.jsonl").exists()
    assert list((desk.outputs / "articles").iterdir()) == [file]


def test_status_compares_without_changing(desk: Desk) -> None:
    a = desk.write("a.txt", "北辰集团销量1辆。")
    desk.write("b.txt", "南辰集团销量2辆。")
    desk.run()
    before = content(desk.outputs)
    a.unlink()
    desk.write("b.txt", "南辰集团销量22辆。")
    desk.write("c.txt", "西辰集团销量3辆。")
    connection = open_reader(desk.outputs)
    found = look(connection, desk.settings, [])
    connection.close()
    assert (found["new"], found["changed"], found["gone"]) == (1, 1, 1)
    assert content(desk.outputs) == before


def test_paths_outside_the_base_are_absolute(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other")
    (other / "x.txt").write_text("北辰集团销量1辆。")
    desk.run(other)
    assert stored(desk, "SELECT path FROM files") == [(str(other / "x.txt"),)]
    (other / "x.txt").unlink()
    assert desk.run(other).gone == 1


def test_since_leaves_older_files_for_later(desk: Desk) -> None:
    old = desk.write("old.txt", "北辰集团销量1辆。")
    desk.write("new.txt", "南辰集团销量2辆。")
    os.utime(old, (1000, 1000))
    assert desk.run(options=Options(since=2000.0)).extracted == 1
    assert desk.run().extracted == 1


def test_settings_without_json_files(desk: Desk) -> None:
    desk.write("a.txt", "北辰集团销量1辆。")
    desk.run(settings=msgspec.structs.replace(desk.settings, write_json=False))
    assert not (desk.outputs / "articles").exists()
