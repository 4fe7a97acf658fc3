"""Runs on a local Dask cluster of real processes: parts, repeats, and a worker killed in the middle."""

import json
import multiprocessing
import os
import re
import signal
import time
from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import fsspec
import pyarrow.parquet as pq
import pytest
from distributed import Client, LocalCluster

from pipeline import cluster
from pipeline.config import Settings
from pipeline.errors import NewsclaimsError, ReadError
from tests.run_fakes import load


def worker_pid() -> int:
    return os.getpid()


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as local,
        Client(local) as connected,
    ):
        yield connected


@pytest.fixture
def shards(tmp_path: Path) -> list[str]:
    folder = tmp_path / "shards"
    folder.mkdir()
    for shard in range(4):
        rows = [{"id": f"{shard}-{i}", "text": f"北辰集团SLOW销量{shard * 100 + i}辆。"} for i in range(6)]
        lines = [json.dumps(row, ensure_ascii=False) for row in rows]
        (folder / f"s{shard}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return cluster.list_shards([str(folder)])


def values(outputs: Path) -> list[int]:
    return sorted(int(v) for v in pq.read_table(outputs / "claims")["value"].to_pylist())


WANTED = sorted(shard * 100 + i for shard in range(4) for i in range(6))


def test_parts_hold_everything_and_a_second_run_does_nothing(
    client: Any, shards: list[str], tmp_path: Path
) -> None:
    outputs = tmp_path / "out"
    results = list(cluster.submit(client, shards, str(outputs), Settings(), load=load))
    assert sum(r.articles for r in results) == 24 and not any(r.failures for r in results)
    assert values(outputs) == WANTED
    assert {len(list((outputs / t).iterdir())) for t in cluster.TABLES} == {4}
    articles = pq.read_table(outputs / "articles")
    assert articles.num_rows == 24 and json.loads(articles["record"][0].as_py())["schema"] == "newsclaims/1"
    assert pq.read_table(outputs / "entities").num_rows == 24
    assert all(r.skipped for r in cluster.submit(client, shards, str(outputs), Settings(), load=load))


def test_only_missing_shards_are_done_again(client: Any, shards: list[str], tmp_path: Path) -> None:
    outputs = tmp_path / "out"
    list(cluster.submit(client, shards, str(outputs), Settings(), load=load))
    (outputs / "articles" / cluster.part_name(shards[2])).unlink()
    results = list(cluster.submit(client, shards, str(outputs), Settings(), load=load))
    assert [r.shard for r in results if not r.skipped] == [shards[2]]
    assert values(outputs) == WANTED


def test_a_killed_worker_loses_nothing_and_doubles_nothing(
    client: Any, shards: list[str], tmp_path: Path
) -> None:
    outputs = tmp_path / "out"
    victims = list(client.run(worker_pid).values())
    killed = False
    results = []

    def at_first_result(result: cluster.ShardResult) -> None:
        nonlocal killed
        if not killed:
            killed = True
            os.kill(victims[0], signal.SIGKILL)

    results = list(
        cluster.submit(client, shards, str(outputs), Settings(), load=load, listen=at_first_result)
    )
    assert killed
    deadline = time.monotonic() + 30
    while victims[0] in client.run(worker_pid).values() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert victims[0] not in client.run(worker_pid).values()
    assert sorted(r.shard for r in results) == shards and not any(r.failures for r in results)
    assert values(outputs) == WANTED
    left = [f for t in cluster.TABLES for f in (outputs / t).iterdir() if f.suffix == ".parquet"]
    assert len(left) == 12


def test_shards_at_any_fsspec_address() -> None:
    memory = fsspec.filesystem("memory")
    memory.pipe("/in/a.jsonl", '{"id": 1, "text": "北辰集团销量5辆。"}\n{"id": 2}\n'.encode())
    memory.pipe("/in/b.txt", "南辰集团销量6辆。".encode())
    found = cluster.list_shards(["memory://in"])
    assert len(found) == 2
    results = [cluster.process_shard(shard, "memory://out", Settings(), load) for shard in found]
    assert [r.claims for r in results] == [1, 1]
    assert len(results[0].failures) == 1 and "row 2" in results[0].failures[0][1]
    with fsspec.open(f"memory://out/claims/{cluster.part_name(found[1])}", "rb") as file:
        assert pq.read_table(file)["value"].to_pylist() == [Decimal(6)]


def test_parquet_shards(tmp_path: Path) -> None:
    import pyarrow as pa

    pq.write_table(pa.table({"id": ["x"], "text": ["北辰集团销量5辆。"]}), tmp_path / "in.parquet")
    result = cluster.process_shard(str(tmp_path / "in.parquet"), str(tmp_path / "out"), Settings(), load)
    assert (result.articles, result.claims) == (1, 1)


def test_no_scheduler_and_no_shards_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_PATIENCE", "1s")
    with pytest.raises(ReadError, match="no shards"):
        cluster.run_cluster([str(tmp_path)], str(tmp_path / "out"), Settings())
    with (
        pytest.raises(NewsclaimsError, match="no Dask scheduler answers"),
        cluster.connect("tcp://127.0.0.1:1"),
    ):
        pass


def test_values_that_no_part_holds_fail_no_shard(tmp_path: Path) -> None:
    digits = "1234567890" * 4
    (tmp_path / "in.jsonl").write_text(f'{{"id": 1, "text": "北辰集团销量{digits}辆，又7辆。"}}\n')
    result = cluster.process_shard(str(tmp_path / "in.jsonl"), str(tmp_path / "out"), Settings(), load)
    assert (result.articles, result.claims, result.failures) == (1, 2, ())
    assert pq.read_table(tmp_path / "out" / "claims")["value"].to_pylist() == [None, Decimal(7)]
    [data] = pq.read_table(tmp_path / "out" / "articles")["record"].to_pylist()
    claims = json.loads(data, parse_int=Decimal, parse_float=Decimal)["claims"]
    assert [claim["value"] for claim in claims] == [Decimal(digits), 7]


def test_a_shard_of_any_size_is_written_in_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_GROUP", 10)
    rows = [{"id": i, "text": f"北辰集团销量{i}辆。"} for i in range(35)]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    result = cluster.process_shard(str(tmp_path / "in.jsonl"), str(tmp_path / "out"), Settings(), load)
    assert (result.articles, result.claims) == (35, 35)
    [part] = (tmp_path / "out" / "claims").iterdir()
    assert pq.ParquetFile(part).num_row_groups == 4
    assert values(tmp_path / "out") == list(range(35))


def test_a_local_cluster_ends_with_its_run(shards: list[str], tmp_path: Path) -> None:
    outputs = tmp_path / "out"
    for shard in shards:
        cluster.process_shard(shard, str(outputs), Settings(), load)
    before = set(multiprocessing.active_children())
    results = cluster.run_cluster(shards, str(outputs), Settings(), jobs=1)
    assert [result.skipped for result in results] == [True] * 4
    assert not set(multiprocessing.active_children()) - before


def test_the_documented_function_for_spark(monkeypatch: pytest.MonkeyPatch) -> None:
    import pandas as pd

    page = (Path(__file__).parents[1] / "docs" / "cluster.md").read_text(encoding="utf-8")
    [code] = re.findall(r"```python no-run\n(.*?)^claims = articles", page, re.DOTALL | re.MULTILINE)
    monkeypatch.setattr(cluster, "shard_tables", partial(cluster.shard_tables, load=load))
    names: dict[str, Any] = {}
    exec(code, names)
    frame = pd.DataFrame(
        {"id": ["a", "b"], "text": ["北辰集团销量12辆。", "没有。"], "published": ["2025-09-01", None]}
    )
    first, second = names["extract_frames"]([frame, frame.iloc[1:]])
    assert first[["article_id", "subject", "value", "unit"]].to_numpy().tolist() == [
        ["a", "北辰集团", Decimal(12), "辆"]
    ]
    assert list(second.columns) == names["COLUMNS"] and not len(second)
