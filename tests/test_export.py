"""Exports: every format says what the store says, exactly, and a spreadsheet runs nothing of it."""

import csv
import io
import json
import sqlite3
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import msgspec
import pyarrow.parquet as pq
import pytest

from pipeline import claims_frame
from pipeline.store.database import open_writer
from pipeline.store.export import COLUMNS, neutral, write
from pipeline.store.prepared import Key, prepare
from pipeline.store.query import Filter
from pipeline.store.rows import CLAIM_COLUMNS
from pipeline.store.writer import Writer
from tests.run_fakes import record_of

VALUES = ["1.02E+11", "0.333333", "1234567890123456789.25", "-8.68", "0.10"]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    connection = open_writer(tmp_path)
    writer = Writer(connection, tmp_path, write_json=False)
    for number, text in enumerate(
        ["北辰集团销量1辆，2辆，3辆，4辆，5辆。", '=cmd|"/c calc"!A 南辰集团，6辆。', "没有数字。"]
    ):
        made = record_of(text, id=f"a{number}", title="=1+1" if number else None, published="2025-09-01")
        if not number:
            changed = [
                msgspec.structs.replace(claim, value=Decimal(value))
                for claim, value in zip(made.claims, VALUES, strict=True)
            ]
            made = msgspec.structs.replace(made, claims=tuple(changed))
        writer.put(prepare(made, Key(f"a{number}", f"{number}.txt", f"a{number}", str(number))))
    yield connection
    connection.close()


def exported(
    store: sqlite3.Connection, table: str, form: str, chosen: Filter | None = None, **more: bool
) -> tuple[bytes, int]:
    out = io.BytesIO()
    total = write(store, table, form, out, chosen or Filter(), **more)  # type: ignore[arg-type]
    return out.getvalue(), total


COUNTS = {"articles": 3, "claims": 6, "entities": 2}


@pytest.mark.parametrize("table", COUNTS)
def test_row_counts_are_those_of_the_store(store: sqlite3.Connection, table: str) -> None:
    jsonl, total = exported(store, table, "jsonl")
    assert total == COUNTS[table] == len(jsonl.splitlines())
    data, total = exported(store, table, "json")
    assert total == COUNTS[table] == len(json.loads(data))
    assert [json.loads(line) for line in jsonl.splitlines()] == json.loads(data)
    data, total = exported(store, table, "csv")
    assert total == COUNTS[table] == len(list(csv.DictReader(io.StringIO(data.decode()))))
    data, total = exported(store, table, "parquet")
    read = pq.read_table(io.BytesIO(data))
    assert total == COUNTS[table] == read.num_rows
    assert tuple(read.column_names) == COLUMNS[table]


def test_decimals_are_exact_everywhere(store: sqlite3.Connection) -> None:
    wanted = [Decimal(value) for value in VALUES] + [Decimal(6)]
    data, _ = exported(store, "claims", "parquet")
    assert pq.read_table(io.BytesIO(data))["value"].to_pylist() == wanted
    data, _ = exported(store, "claims", "csv")
    assert [Decimal(row["value"]) for row in csv.DictReader(io.StringIO(data.decode()))] == wanted
    data, _ = exported(store, "claims", "json")
    assert [row["value"] for row in json.loads(data, parse_float=Decimal, parse_int=Decimal)] == wanted
    assert b"102000000000," in data


def test_types_of_parquet(store: sqlite3.Connection) -> None:
    data, _ = exported(store, "claims", "parquet")
    types = {field.name: str(field.type) for field in pq.read_table(io.BytesIO(data)).schema}
    assert types["value"].startswith("decimal128(38")
    assert (types["start"], types["time_from"], types["subject"], types["confidence"]) == (
        "int64", "date32[day]", "string", "double")  # fmt: skip


def test_decimals_of_any_length_fit(store: sqlite3.Connection) -> None:
    store.execute(
        "UPDATE claims SET value = '123456789012345678901234567890.0000000000000000000001' WHERE position = 0"
    )
    data, _ = exported(store, "claims", "parquet")
    assert pq.read_table(io.BytesIO(data))["value"][0].as_py() == Decimal(
        "123456789012345678901234567890.0000000000000000000001"
    )


@pytest.mark.parametrize(
    "cell, safe",
    [
        ("=1+1", "'=1+1"), ("+cmd", "'+cmd"), ("-2+3", "'-2+3"), ("@SUM(A1)", "'@SUM(A1)"), ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"), ("\n=1", "'\n=1"), ("＝1", "'＝1"), ("-8.68", "-8.68"), ("+12", "+12"), ("营收", "营收"), (5, 5), (None, None),
        ("-", "'-"), ("-1e5", "'-1e5"),
    ],
)  # fmt: skip
def test_cells_that_a_spreadsheet_would_run(cell: object, safe: object) -> None:
    assert neutral(cell) == safe


def test_csv_is_neutralised_and_reads_back(store: sqlite3.Connection) -> None:
    data, _ = exported(store, "claims", "csv", bom=True)
    assert data.startswith(b"\xef\xbb\xbfarticle_id,")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert rows[5]["title"] == "'=1+1"
    assert rows[5]["sentence"].startswith("'=cmd|")
    assert not exported(store, "claims", "csv")[0].startswith(b"\xef\xbb\xbf")


def test_exports_follow_the_filter(store: sqlite3.Connection) -> None:
    for form in ("jsonl", "json", "csv", "parquet"):
        assert exported(store, "claims", form, Filter(subject=("南辰",)))[1] == 1
        assert exported(store, "articles", form, Filter(subject=("南辰",)))[1] == 1
        assert exported(store, "claims", form, Filter(subject=("nobody",)))[1] == 0
    assert json.loads(exported(store, "claims", "json", Filter(subject=("nobody",)))[0]) == []


def test_articles_as_json_are_whole_records(store: sqlite3.Connection) -> None:
    data, _ = exported(store, "articles", "jsonl")
    first = json.loads(data.splitlines()[0])
    assert first["schema"] == "newsclaims/1" and first["text"].startswith("北辰集团")


def test_copies_can_be_left_out(tmp_path: Path) -> None:
    connection = open_writer(tmp_path)
    writer = Writer(connection, tmp_path, write_json=False)
    for name in ("a", "b"):
        writer.put(prepare(record_of("北辰集团销量1辆。", id=name), Key(name, name, name, "x")))
    assert exported(connection, "claims", "jsonl")[1] == 2
    assert exported(connection, "claims", "jsonl", Filter(duplicates=False))[1] == 1
    connection.close()


def test_claims_frame() -> None:
    frame = claims_frame(
        [record_of("北辰集团销量12辆，又30辆。", id="a", title="题", published="2025-09-01")]
    )
    assert list(frame.columns) == [*CLAIM_COLUMNS, "title", "published", "path"]
    assert frame["value"].tolist() == [Decimal(12), Decimal(30)]
    assert frame["low"].isna().all()
    assert float(frame["value"].astype(float).sum()) == 42.0
    empty = claims_frame([])
    assert list(empty.columns) == list(frame.columns) and len(empty) == 0


def test_documented_query_of_the_parquet_in_duckdb(store: sqlite3.Connection, tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed")
    (tmp_path / "claims.parquet").write_bytes(exported(store, "claims", "parquet")[0])
    query = f"SELECT sum(value) FROM '{tmp_path / 'claims.parquet'}' WHERE article_id = 'a1'"
    assert duckdb.sql(query).fetchone()[0] == 6
