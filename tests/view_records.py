"""Records made by hand for the tests of the page: they need no model."""

from decimal import Decimal

import msgspec

from pipeline.records import ArticleInfo, ArticleRecord, ClaimRecord, Entity, Period, Provenance, TimeRecord
from pipeline.view.data import Row

_PROVENANCE = Provenance(
    newsclaims="0", model="none", model_version="0", config="0" * 16, extracted_at="2025-01-01T00:00:00+00:00"
)


def row(
    number: int,
    *,
    company: str = "北辰电池",
    amount: int = 12,
    extra: str = "",
    published: str | None = "2025-08-20",
    title: bool = True,
    page: int | msgspec.UnsetType = msgspec.UNSET,
) -> Row:
    """One article with an amount and its growth; `extra` is appended as text of its own."""
    text = f"今年上半年，{company}实现营业收入{amount}亿元，同比增长8.5%。\n{extra}"
    source = "  " + text
    at = text.index(f"{amount}亿元")
    pct = text.index("8.5%")
    name = text.index(company)
    metric = text.index("营业收入")
    common = {
        "role": "claim",
        "page": page,
        "subject": company,
        "subject_entity": "e1",
        "subject_start": name,
        "subject_end": name + len(company),
        "metric": "营业收入",
        "metric_start": metric,
        "metric_end": metric + 4,
        "time": Period(text="今年上半年", first="2025-01-01", last="2025-06-30", start=0, end=5),
        "sentence": text.split("\n")[0],
        "sentence_start": 0,
        "sentence_end": text.index("\n"),
        "rule": "test",
        "confidence": 0.9,
    }
    money = ClaimRecord(
        id="c1",
        text=f"{amount}亿元",
        kind="money",
        value=Decimal(amount) * 100_000_000,
        unit="CNY",
        start=at,
        end=at + len(f"{amount}亿元"),
        source_start=at + 2,
        source_end=at + 2 + len(f"{amount}亿元"),
        **common,
    )
    percent = ClaimRecord(
        id="c2",
        text="8.5%",
        kind="percent",
        value=Decimal("8.5"),
        unit="%",
        direction="up",
        basis="yoy",
        start=pct,
        end=pct + 4,
        source_start=pct + 2,
        source_end=pct + 6,
        **common,
    )
    record = ArticleRecord(
        article=ArticleInfo(
            id=f"a{number}",
            path=f"corpus/a{number}.txt",
            sha256="0" * 64,
            format="txt",
            encoding="utf-8",
            title=f"{company}半年报 {number}" if title else None,
            published=published,
            script="simplified",
        ),
        text=text,
        entities=(
            Entity(
                id="e1",
                text=company,
                label="ORG",
                start=name,
                end=name + len(company),
                source_start=name + 2,
                source_end=name + 2 + len(company),
                canonical=company,
                by="test",
            ),
        ),
        claims=(money, percent),
        times=(
            TimeRecord(
                id="t1",
                text="今年上半年",
                start=0,
                end=5,
                source_start=2,
                source_end=7,
                first="2025-01-01",
                last="2025-06-30",
                rule="test",
            ),
        ),
        provenance=_PROVENANCE,
    )
    return Row(record=record, source=source)
