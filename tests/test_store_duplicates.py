"""Near-duplicates: what counts as a copy, and that the order of arrival does not matter."""

import itertools
import random
import sqlite3
from pathlib import Path

import pytest

from pipeline.store.database import open_writer
from pipeline.store.duplicates import SHORTEST, signature, similar
from pipeline.store.query import record
from pipeline.store.writer import Writer
from tests.test_store import put

STORY = (
    "荣动科技今日公布半年报。公司上半年实现营业收入128.5亿元，同比增长23.4%；归属于母公司股东的净利润为14.2亿元，同比增长31.8%。"
    "公司表示，增长主要来自海外市场的扩张以及储能业务的放量，其中储能系统出货量达到18.6GWh，较去年同期翻了一番。"
    "管理层在业绩说明会上称，下半年将继续加大研发投入，预计全年研发费用超过20亿元。"
)
SIGNED = STORY + "（责任编辑：李明）"
OTHER_FIGURES = (
    STORY.replace("128.5", "97.3").replace("23.4", "8.1").replace("14.2", "9.9").replace("31.8", "4.4")
    .replace("18.6", "11.2").replace("20亿", "12亿")
)  # fmt: skip
OTHER = (
    "央行今日开展1200亿元逆回购操作，期限为7天，中标利率维持在1.40%不变。由于当日有900亿元逆回购到期，公开市场实现净投放300亿元。"
    * 2
)


@pytest.mark.parametrize(
    "text, copies",
    [
        (STORY, True),
        (SIGNED, True),
        ("  " + STORY.replace("。", "。\n"), True),
        (OTHER_FIGURES, False),
        (OTHER, False),
    ],
)
def test_what_counts_as_a_copy(text: str, copies: bool) -> None:
    assert similar(signature(STORY), signature(text)) is copies
    assert similar(signature(text), signature(STORY)) is copies


def test_short_texts_are_copies_only_when_equal() -> None:
    short = "北辰集团8月交付新车12000辆，创下新高。"
    assert len(short) < SHORTEST
    assert similar(signature(short), signature(short + " "))
    assert not similar(signature(short), signature(short.replace("创下", "再创")))
    assert not similar(signature(short), signature(STORY))


def test_long_texts_take_bounded_memory() -> None:
    words = random.Random(1)
    text = "".join(chr(words.randrange(0x4E00, 0x9FA5)) for _ in range(300_000))
    assert similar(signature(text), signature(text[:290_000]))


def duplicates(connection: sqlite3.Connection) -> dict[str, str | None]:
    return dict(connection.execute("SELECT id, duplicate_of FROM articles ORDER BY id").fetchall())


ARTICLES = [
    ("a", SIGNED, {"published": "2025-09-02"}),
    ("b", STORY, {"published": "2025-09-01"}),
    ("c", "快讯：" + STORY, {}),
    ("d", OTHER, {"published": "2025-08-01"}),
    ("e", OTHER_FIGURES, {"published": "2025-08-01"}),
]


@pytest.mark.parametrize(
    "order", list(itertools.permutations(ARTICLES))[::17], ids=lambda o: "".join(a[0] for a in o)
)
def test_the_earliest_is_the_original_in_whatever_order_they_come(
    order: tuple[tuple[str, str, dict[str, str]], ...], tmp_path: Path
) -> None:
    connection = open_writer(tmp_path)
    writer = Writer(connection, tmp_path, write_json=True)
    for name, text, about in order:
        put(writer, name, text, **about)
    assert duplicates(connection) == {"a": "b", "b": None, "c": "b", "d": None, "e": None}
    assert record(connection, "a").article.duplicate_of == "b"
    assert '"duplicate_of": "b"' in (tmp_path / "articles" / "a.json").read_text()
    # the original changes into something else: the next earliest takes its place
    put(writer, "b", OTHER + "新的", published="2025-09-01")
    assert duplicates(connection)["c"] == "a"
    assert duplicates(connection)["a"] is None
    assert '"duplicate_of": null' in (tmp_path / "articles" / "a.json").read_text()
    connection.close()
