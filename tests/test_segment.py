"""Words, sentences, clauses: nothing is lost, atoms stay whole, words are jieba's."""

import logging
import os
import stat
import subprocess
import sys
import types
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

import pipeline.segment
from pipeline.segment import (
    RJIEBA_COMPARED,
    JiebaTokenizer,
    clauses,
    cut,
    most_probable_path,
    sentence_bounds,
    text_of,
    words_of,
)

# A sentence with its words between bars.
CASES = [
    "小米|发布|了|iPhone 17|的|对手",
    "SU7 Ultra|锁定|24万|台",
    "电池|7000mAh|，|占|91%",
    "2,500|家|门店",
    "投入|1020亿|元",
    "三百五十万|辆",
    "三十一|家|公司",
    "骁|龙|8 Gen 3|手机",
    "Model 3|降价",
    "iPhone 17 Pro Max|开售",
    "OPPO| |8|月|销量",
    "GDP| |5.2%",
    "最高|通过",
    "ARM| |2025|年",
    "100km/h|的|速度",
    "AT&T|和|C3.ai",
]


@pytest.mark.parametrize("case", CASES)
def test_words(case: str) -> None:
    assert list(words_of(case.replace("|", ""))) == case.split("|")


@given(st.text(alphabet="小米三百万亿一二iPhone17 Ultra%,.，。！？\n\t（）“”臺灣積體電路𠮷🚀", max_size=60))
@settings(max_examples=200, deadline=None)
def test_words_joined_are_the_text(text: str) -> None:
    assert "".join(words_of(text)) == text


def test_traditional_text_is_cut_as_its_simplified_form() -> None:
    traditional = list(words_of("台積電公佈營業收入與毛利率"))
    simplified = list(words_of("台积电公布营业收入与毛利率"))
    assert [len(w) for w in traditional] == [len(w) for w in simplified]
    assert "營業" in "".join(traditional)


@pytest.mark.parametrize("way", [most_probable_path, cut])
@pytest.mark.parametrize(
    "run",
    [
        "国家统计局公布上半年居民消费价格指数",
        "该公司拟以自有资金回购股份用于员工持股计划",
        "新能源汽车渗透率首次超过百分之五十",
        "乒乓球拍卖完了",
        "龘靐齉",
        "銲工农分子",  # 銲 only begins a word of the dictionary
        "灨江山如故",
    ],
)
def test_the_path_is_jiebas(run: str, way: Callable[[str], list[int]]) -> None:
    import jieba

    logging.getLogger("jieba").setLevel(logging.CRITICAL)
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    ends = way(run)
    words = [run[a:b] for a, b in pairwise([0, *ends])]
    assert words == list(tokenizer.cut(run, HMM=False))


HAN = st.text(st.characters(min_codepoint=0x3400, max_codepoint=0x9FFF), max_size=30)


@given(
    st.one_of(HAN, st.lists(st.sampled_from(["国家", "统计局", "上", "海", "江山如故", "子"])).map("".join))
)
@settings(max_examples=200, deadline=None)
def test_rjieba_finds_the_same_words(run: str) -> None:
    pytest.importorskip("rjieba", reason="the extra fast is not installed")
    assert pipeline.segment._rjieba() is not None
    assert cut(run) == most_probable_path(run)


def test_rjieba_of_another_release_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its words were not compared."""
    used = types.ModuleType("rjieba")
    used.cut = lambda run, hmm: [run]  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "rjieba", used)
    pipeline.segment._rjieba.cache_clear()
    try:
        monkeypatch.setattr(pipeline.segment, "version", lambda name: "99.0")
        assert cut("国家统计局") == most_probable_path("国家统计局")
        pipeline.segment._rjieba.cache_clear()
        monkeypatch.setattr(pipeline.segment, "version", lambda name: RJIEBA_COMPARED)
        assert cut("国家统计局") == [5]
    finally:
        pipeline.segment._rjieba.cache_clear()


def test_nothing_is_logged_and_the_cache_is_private(tmp_path: Path) -> None:
    code = "from pipeline.segment import most_probable_path; most_probable_path('小米发布新车')"
    environment = {
        **os.environ,
        "XDG_CACHE_HOME": str(tmp_path),
        "LOCALAPPDATA": str(tmp_path),
        "HOME": str(tmp_path),
    }
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True
    )
    assert done.stderr == ""
    assert done.stdout == ""
    folders = list(tmp_path.rglob("jieba-*"))
    assert len(folders) == 1
    if os.name == "posix":
        assert stat.S_IMODE(folders[0].stat().st_mode) == 0o700


@pytest.mark.skipif(os.name != "posix" or os.getuid() != 0, reason="needs to give a folder away")
def test_a_cache_folder_of_another_user_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    folder = pipeline.segment._cache_folder()
    assert folder is not None
    os.chown(folder, 12345, 12345)
    assert pipeline.segment._cache_folder() is None


def test_without_a_cache_folder_words_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    before = most_probable_path("国家统计局公布上半年数据")
    monkeypatch.setattr(pipeline.segment, "_cache_folder", lambda: None)
    pipeline.segment._dictionary.cache_clear()
    try:
        assert most_probable_path("国家统计局公布上半年数据") == before
    finally:
        pipeline.segment._dictionary.cache_clear()


def test_sentences_keep_what_closes_them() -> None:
    text = "他说：“很好。”随后离开！\n\n第二段（完）。 第三句"
    assert [text[a:b] for a, b in sentence_bounds(text)] == [
        "他说：“很好。”",
        "随后离开！",
        "第二段（完）。",
        "第三句",
    ]


def test_clauses_know_their_sentence() -> None:
    text = "营收10亿元，增长5%；净利2亿元。明年不变"
    found = [(text[c.start : c.end], c.sentence) for c in clauses(text)]
    assert found == [("营收10亿元", 0), ("增长5%", 0), ("净利2亿元", 1), ("明年不变", 2)]


def test_sentence_starts_of_a_document() -> None:
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": "newsclaims.JiebaTokenizer.v1"}}})
    nlp.add_pipe("newsclaims_sentences")
    doc = nlp("营收增长。净利下降！\n明年持平")
    assert isinstance(nlp.tokenizer, JiebaTokenizer)
    assert [s.text.strip() for s in doc.sents] == ["营收增长。", "净利下降！", "明年持平"]
    assert len(nlp("")) == 0


def test_the_text_of_a_document_and_of_its_parts() -> None:
    nlp = spacy.blank("zh")
    nlp.tokenizer = JiebaTokenizer(nlp.vocab)
    doc = nlp("公司去年亏损3.2亿元。明年呢？")
    assert text_of(doc) == doc.text
    part = doc[2:5].as_doc(copy_user_data=True)
    assert text_of(part) == part.text == doc[2:5].text
    assert text_of(nlp("")) == ""
    assert text_of(spacy.blank("en")("other words")) == "other words"
