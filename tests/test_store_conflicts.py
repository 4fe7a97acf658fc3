"""Contradictions between articles: what is one and what only looks like one."""

import json
import sqlite3
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner

from pipeline.cli import command
from pipeline.records import ArticleRecord, Period
from pipeline.store.conflicts import conflicts, interval
from pipeline.store.database import open_writer
from pipeline.store.prepared import Key, prepare
from pipeline.store.writer import Writer
from tests.run_fakes import record_of


def article(name: str, text: str, value: str | None, **claim: Any) -> ArticleRecord:
    """An article with one claim about the same thing as every other one."""
    made = record_of(f"北辰集团的数字1，{name}{text}", id=name, published="2025-09-01")
    [first] = made.claims[:1]
    about: dict[str, Any] = {
        "text": text, "value": None if value is None else Decimal(value), "kind": "money", "unit": "CNY",
        "metric": "营收", "time": Period(text="上半年", first="2025-01-01", last="2025-06-30"),
    }  # fmt: skip
    return msgspec.structs.replace(made, claims=(msgspec.structs.replace(first, **about, **claim),))


BASE = ("12.3亿元", "1230000000", {})
PAIRS = [
    ("13亿元", "1300000000", {}, True),
    ("12亿元", "1200000000", {}, False),  # 11.5–12.5
    ("12.34亿元", "1234000000", {}, False),
    ("12.36亿元", "1236000000", {}, True),
    ("12亿元", "1200000000", {"bound": "more_than"}, False),
    ("13亿元", "1300000000", {"bound": "more_than"}, True),
    ("13亿元", "1300000000", {"bound": "less_than"}, False),
    ("12.8亿元", "1280000000", {"bound": "approx"}, False),
    ("14亿元", "1400000000", {"bound": "approx"}, True),
    ("13亿元", "1300000000", {"modality": "forecast"}, False),
    ("13亿元", "1300000000", {"per": "月"}, False),
    ("13亿元", "1300000000", {"direction": "up", "basis": "yoy"}, False),
    ("十三亿元", "1300000000", {}, True),
    (
        "12–13亿元",
        None,
        {"low": Decimal("1200000000"), "high": Decimal("1300000000"), "bound": "range"},
        False,
    ),
    (
        "13–14亿元",
        None,
        {"low": Decimal("1300000000"), "high": Decimal("1400000000"), "bound": "range"},
        True,
    ),
]


def store(folder: Path, *records: ArticleRecord) -> sqlite3.Connection:
    connection = open_writer(folder)
    writer = Writer(connection, folder, write_json=False)
    for record in records:
        name = record.article.id
        writer.put(prepare(record, Key(name, f"{name}.txt", name, name)))
    return connection


@pytest.mark.parametrize("text, value, changes, contradicts", PAIRS)
def test_pairs(
    tmp_path: Path, text: str, value: str | None, changes: dict[str, Any], contradicts: bool
) -> None:
    connection = store(tmp_path, article("a", BASE[0], BASE[1]), article("b", text, value, **changes))
    assert bool(list(conflicts(connection))) is contradicts
    connection.close()


def test_a_rise_and_a_fall_of_the_same_size_contradict(tmp_path: Path) -> None:
    percent = {"kind": "percent", "unit": "%", "basis": "yoy"}
    up = article("a", "8%", "8")
    down = article("b", "8%", "8")
    records = [
        msgspec.structs.replace(r, claims=(msgspec.structs.replace(r.claims[0], **percent, direction=d),))
        for r, d in ((up, "up"), (down, "down"))
    ]
    connection = store(tmp_path, *records)
    [found] = conflicts(connection)
    assert [claim["direction"] for claim in found.claims] == ["down", "up"]
    connection.close()


def test_copies_are_no_second_witness(tmp_path: Path) -> None:
    connection = store(tmp_path, article("a", BASE[0], BASE[1]), article("b", "13亿元", "1300000000"))
    assert len(list(conflicts(connection))) == 1
    connection.execute("UPDATE articles SET duplicate_of = 'a' WHERE id = 'b'")
    assert list(conflicts(connection)) == []
    connection.close()


def test_periods_must_be_the_same(tmp_path: Path) -> None:
    one = article("a", BASE[0], BASE[1])
    later = msgspec.structs.replace(
        article("b", "13亿元", "1300000000").claims[0],
        time=Period(text="全年", first="2025-01-01", last="2025-12-31"),
    )
    other = msgspec.structs.replace(article("b", "13亿元", "1300000000"), claims=(later,))
    connection = store(tmp_path, one, other)
    assert list(conflicts(connection)) == []
    connection.close()


def test_command(tmp_path: Path) -> None:
    store(tmp_path, article("a", BASE[0], BASE[1]), article("b", "13亿元", "1300000000")).close()
    result = CliRunner().invoke(command, ["conflicts", "--outputs", str(tmp_path), "--json"])
    found = json.loads(result.output)
    assert found["subject"] == "北辰集团有限公司"
    assert [claim["text"] for claim in found["claims"]] == ["12.3亿元", "13亿元"]
    table = CliRunner().invoke(command, ["conflicts", "--outputs", str(tmp_path)]).output
    assert "12.3亿元" in table and "1 contradictions" in table


def test_interval_of_what_was_written() -> None:
    row = {
        "text": "1,020亿元",
        "value": "102000000000",
        "low": None,
        "high": None,
        "bound": "exact",
        "direction": None,
    }
    assert interval(row) == (Decimal("101950000000"), Decimal("102050000000"))
