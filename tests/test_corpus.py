"""The project's own articles and their annotations."""

import importlib.util
import json
from pathlib import Path

import pytest

from pipeline.config import Settings
from pipeline.extractor import Extractor
from pipeline.gold import read_gold
from pipeline.read import Source, read_path
from pipeline.records import ArticleRecord

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "corpus"
GOLD = ROOT / "tests" / "gold"
# Characters that cleaning may fold or drop between a span and its source: compared without them.
FOLDED = str.maketrans("（）％，．／：；－～＋＝", "()%,./:;-~+=")


def sources() -> list[Source]:
    settings = Settings(base=str(ROOT))
    return [source for path in sorted(CORPUS.iterdir()) for source in read_path(path, settings)]


@pytest.fixture(scope="module")
def records() -> list[tuple[Source, ArticleRecord]]:
    read = sources()
    return list(zip(read, Extractor(Settings(base=str(ROOT))).pipe(read), strict=True))


def test_the_gold_is_what_the_marks_say() -> None:
    spec = importlib.util.spec_from_file_location("compile_gold", GOLD / "compile.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert (GOLD / "corpus.jsonl").read_text(encoding="utf-8") == module.compile_gold()


def test_every_article_is_annotated_and_long_enough() -> None:
    gold = {article.id: article for article in read_gold(GOLD / "corpus.jsonl")}
    files = {path.stem for path in CORPUS.iterdir() if path.suffix != ".jsonl"}
    rows = [
        json.loads(line) for path in CORPUS.glob("*.jsonl") for line in path.read_text("utf-8").splitlines()
    ]
    assert set(gold) == files | {row["id"] for row in rows}
    assert len(files) >= 14
    assert 6 <= len(rows) <= 10
    assert all(300 <= len(gold[name].text) <= 1500 for name in files)
    assert sum(len(article.quantities) for article in gold.values()) >= 250


def test_gold_offsets_hold_in_the_text() -> None:
    for article in read_gold(GOLD / "corpus.jsonl"):
        for quantity in article.quantities:
            assert article.text[quantity.start : quantity.end] == quantity.text


def test_every_span_is_what_the_source_says(records: list[tuple[Source, ArticleRecord]]) -> None:
    """The source at source_start:source_end is the span, white space and folded characters aside."""
    compared = 0
    for source, record in records:
        for span in (*record.entities, *record.claims, *record.qualifiers, *record.times):
            assert record.text[span.start : span.end] == span.text
            if span.source_start is None or span.source_end is None or not span.source_exact:
                continue
            compared += 1
            assert plain(source.text[span.source_start : span.source_end]) == plain(span.text), (
                record.article.id
            )
    assert compared > 500


def plain(text: str) -> str:
    wide = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
    return "".join(text.translate(FOLDED).translate(wide).split())


def test_every_article_gives_claims(records: list[tuple[Source, ArticleRecord]]) -> None:
    for source, record in records:
        assert record.claims, source.id
        assert record.article.published, source.id
