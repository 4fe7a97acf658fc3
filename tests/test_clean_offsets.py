"""The map back to the source: exact for every span of every text."""

import json
import random
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clean import clean
from pipeline.clean.draft import Edit, apply_edits, draft_of, offsets_of, reorder
from pipeline.clean.offsets import NOWHERE, from_segments, identity
from pipeline.clean.verify import broken_spans

SHARED = Path(__file__).parent.parent.parent / "shared"

PIECES = [
    "营收", "净利润", "达", "12", "3.5%", "１２％", "亿元", "，", "。", "、", "“", "”", "（", "）", " ", "  ", "\t",
    "\u3000", "\n", "\n\n", "\r\n", "\u200b", "\ufeff", "\x00", "⻓", "⼀", "iPhone 17", "A股", "的", "万科", "**",
    "{IMG:1}", "(12.940,-0.41,-3.07%)", "(行情300543,诊股)", "<p>", "</p>", "<br>", "&nbsp;", "&amp;", "<b>",
    "</b>", "<script>", "</script>", "<!--", "-->", "<", ">", "&#x4e00;", "---\n", "title: a\n", "■", "# ", "[a](b)",
    "①", "m²", "．", "883，158，515", "\ud800", "𠮷", "İ", "#a{b:c}", "{", "}", "\x0b", "\u2028", "é", "e\u0301",
]  # fmt: skip

texts = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)), max_size=60).map("".join)


def spans_of(length: int, seed: int, count: int = 60) -> list[tuple[int, int]]:
    rng = random.Random(seed)
    spans = [(i, i + 1) for i in range(length)]
    for _ in range(count if length > 1 else 0):
        start = rng.randrange(length)
        spans.append((start, rng.randrange(start + 1, length + 1)))
    return spans


@settings(max_examples=400, deadline=None)
@given(texts, st.sampled_from(["txt", "md", "html", "jsonl", "pdf"]))
def test_every_span_stands_in_the_source(text: str, format: str) -> None:
    cleaned = clean(text, format=format)
    assert cleaned.offsets.length == len(cleaned.text)
    spans = spans_of(len(cleaned.text), len(text))
    assert list(broken_spans(text, cleaned.text, cleaned.offsets, spans)) == []


@settings(max_examples=200, deadline=None)
@given(texts)
def test_source_offsets_rise_but_at_seams(text: str) -> None:
    offsets = clean(text).offsets
    for k in range(1, len(offsets.starts)):
        if offsets.seams[k] == offsets.seams[k - 1]:
            assert offsets.ends[k - 1] <= offsets.sources[k]


@settings(max_examples=200, deadline=None)
@given(texts)
def test_cleaning_twice_changes_little(text: str) -> None:
    once = clean(text, format="jsonl").text
    assert len(clean(once, format="jsonl").text) <= len(once)


def test_edits_and_seams() -> None:
    draft = apply_edits(
        draft_of("营收 **1**2亿&amp;元"), [Edit(2, 3), Edit(3, 5), Edit(6, 8), Edit(10, 15, "&")]
    )
    offsets = offsets_of(draft)
    assert draft.text == "营收12亿&元"
    assert offsets.source_span(0, 2) == (0, 2)
    assert offsets.source_span(0, 3) is None  # asterisks were dropped between
    assert offsets.source_span(2, 4) is None
    assert offsets.source_span(3, 7) == (8, 16)
    assert offsets.source_span(5, 6) == (10, 15)


def test_white_space_leaves_no_seam() -> None:
    offsets = offsets_of(apply_edits(draft_of("营 \n收"), [Edit(1, 3)]))
    assert offsets.source_span(0, 2) == (0, 4)


def test_moved_fragment_is_a_seam_on_both_sides() -> None:
    moved = offsets_of(reorder(draft_of("甲乙丙丁"), [(0, 1), (2, 3), (1, 2), (3, 4)]))
    assert moved.source_span(1, 2) == (2, 3)
    assert moved.source_span(0, 2) is None
    assert moved.source_span(1, 3) is None
    assert moved.source_span(2, 4) is None


def test_characters_that_never_stood_in_the_source_stand_nowhere() -> None:
    offsets = from_segments([(3, 0, 3, False), (2, NOWHERE, NOWHERE, True), (3, 3, 6, True)])
    assert offsets.source_span(0, 3) == (0, 3)
    assert offsets.source_span(3, 5) is None
    assert offsets.source_span(2, 4) is None
    assert offsets.source_span(5, 8) == (3, 6)


@pytest.mark.parametrize("span", [(0, 0), (-1, 1), (2, 5), (3, 2)])
def test_spans_outside_raise(span: tuple[int, int]) -> None:
    with pytest.raises(IndexError):
        identity(4).source_span(*span)


@pytest.mark.parametrize("name", ["gold/dev.jsonl", "corpus/articles.jsonl"])
def test_real_texts(name: str) -> None:
    file = SHARED / name
    if not file.is_file():
        pytest.skip(f"no ../shared/{name}: real texts are not part of the repository")
    for row in islice(map(json.loads, file.open(encoding="utf-8")), 0, None, 3):
        cleaned = clean(row["text"])
        spans = random.Random(1).sample(spans_of(len(cleaned.text), 1), min(300, len(cleaned.text)))
        assert list(broken_spans(row["text"], cleaned.text, cleaned.offsets, spans)) == [], row["id"]
