"""Names: tables and their examples, codes, aliases, the user's lexicon, one reading an article."""

from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from spacy.language import Language

from pipeline.config import Settings
from pipeline.entities import find, patterns
from pipeline.entities.aliases import canonical_names, core
from pipeline.entities.candidate import MODEL, PATTERN, Candidate, settle
from pipeline.entities.consistency import one_label
from pipeline.entities.lexicon import fold, project_lexicon, user_lexicon, written_lexicon
from pipeline.entities.network import TAGS, Packed, best_paths
from pipeline.entities.tagger import LONGEST, TOGETHER, Tagger, _groups, pieces, tag
from pipeline.errors import ConfigError
from pipeline.extractor import load_language
from pipeline.segment import words_of
from pipeline.spans import Mention
from pipeline.tables import Example, load_table


@pytest.fixture(scope="module")
def nlp() -> Language:
    return load_language(Settings())


def mentions(nlp: Language, text: str) -> list[Mention]:
    doc = nlp(text)
    found: list[Mention] = doc._.mentions
    for m in found:
        assert text[m.start : m.end] == m.text
    assert [(e.start_char, e.end_char, e.label_) for e in doc.ents] == [
        (m.start, m.end, m.label) for m in found
    ]
    return found


def word_edges(text: str) -> list[int]:
    edges = [0]
    for word in words_of(text):
        edges.append(edges[-1] + len(word))
    return edges


@pytest.mark.parametrize("example", load_table("pipeline.entities", "lexicon").examples, ids=lambda e: e.text)
def test_lexicon_examples(example: Example) -> None:
    found = project_lexicon().find(fold(example.text), set(word_edges(example.text)))
    got = [(f.start, f.end, f.name.label) for f in found if not f.common]
    assert got == [(*span, label) for span, label in zip(example.spans, example.expected, strict=True)]


def test_listed_companies() -> None:
    """Every name of `listed.csv` stands once, under a code, and is found with it where it is written."""
    names = project_lexicon().names[len(written_lexicon().names) :]
    assert len(names) > 500
    assert len({n.name for n in names}) == len(names)
    for name in names:
        assert name.code and name.label == "ORG" and written_lexicon().get(name.name) is None
        text = f"，{name.name}（"
        found = [
            (f.start, f.end, f.name.code) for f in project_lexicon().find(fold(text), {0, 1, len(text) - 1})
        ]
        assert found == [(1, len(text) - 1, name.code)]


@pytest.mark.parametrize("example", load_table("pipeline.entities", "cues").examples, ids=lambda e: e.text)
def test_cue_examples(nlp: Language, example: Example) -> None:
    got = [(m.start, m.end, m.label) for m in mentions(nlp, example.text)]
    assert got == [(*span, label) for span, label in zip(example.spans, example.expected, strict=True)]


@pytest.mark.parametrize(
    ("text", "name", "code"),
    [
        ("万科A（000002.SZ）公告", "万科A", "000002.SZ"),
        ("苹果（NASDAQ: AAPL）发布新机", "苹果", "AAPL"),
        ("聯發科(2454-TW)今日大漲", "聯發科", "2454-TW"),
        ("海尔智家06690.HK股价上涨", "海尔智家", "06690.HK"),
        ("宁德时代（300750）公布业绩", "宁德时代", "300750.SZ"),
        ("小米集团（01810.HK，下称“小米”）公布业绩", "小米集团", "01810.HK"),
        ("贵州茅台(600519.SH)披露年报", "贵州茅台", "600519.SH"),
    ],
)
def test_codes_belong_to_the_company_before_them(nlp: Language, text: str, name: str, code: str) -> None:
    found = mentions(nlp, text)
    assert (name, code) in [(m.text, m.code) for m in found]
    assert all(
        m.end <= text.index(code.split(".")[0].split("-")[0]) or m.start > text.index(name) for m in found
    )


def test_a_code_of_the_text_counts_for_every_mention(nlp: Language) -> None:
    text = "帕瓦股份（688184.SH）公告。帕瓦股份表示将扩产。"
    assert {m.code for m in mentions(nlp, text) if m.text == "帕瓦股份"} == {"688184.SH"}


@pytest.mark.parametrize(
    "text", ["（2025年）", "(12.940,-0.41,-3.07%)", "（下同）", "电话(010)62345678", "（第3章）"]
)
def test_brackets_without_a_code(text: str) -> None:
    assert list(patterns.codes(text)) == []


def test_a_quote_insert_neither_breaks_nor_extends_a_name(nlp: Language) -> None:
    plain = [(m.text, m.label) for m in mentions(nlp, "宇通客车销量增长")]
    insert = [(m.text, m.label) for m in mentions(nlp, "宇通客车(12.940,-0.41,-3.07%)销量增长")]
    assert plain == insert == [("宇通客车", "ORG")]


def test_aliases_of_an_article_share_one_canonical_name(nlp: Language) -> None:
    text = "小米集团公布财报。小米公司的销量增长，小米的股价上涨。阿里巴巴跟进，阿里表示不评论。"
    ids = {m.text: (m.canonical, m.entity_id) for m in mentions(nlp, text)}
    assert {ids[n][0] for n in ("小米集团", "小米公司", "小米")} == {"小米集团"}
    assert len({ids[n][1] for n in ("小米集团", "小米公司", "小米")}) == 1
    assert ids["阿里"] == ids["阿里巴巴"] == ("阿里巴巴", ids["阿里"][1])


def test_a_short_name_that_the_text_introduces(nlp: Language) -> None:
    text = "浙江帕瓦新能源股份有限公司（以下简称“帕瓦股份”）公告称，帕瓦股份将扩产。"
    found = mentions(nlp, text)
    assert [m.text for m in found] == ["浙江帕瓦新能源股份有限公司", "帕瓦股份", "帕瓦股份"]
    assert len({m.entity_id for m in found}) == 1
    assert found[1].by == "pattern:introduced"


def test_names_are_whole_tokens(nlp: Language) -> None:
    doc = nlp("据格隆汇报道，钛媒体报道了此事。")
    assert {e.text for e in doc.ents} >= {"格隆汇", "钛媒体"}
    assert "".join(t.text for t in doc) == doc.text


def test_traditional_text_keeps_its_characters(nlp: Language) -> None:
    found = mentions(nlp, "台積電董事長魏哲家表示，台積電將在美國擴產。")
    assert ("台積電", "ORG") in [(m.text, m.label) for m in found]
    assert ("美國", "GPE") in [(m.text, m.label) for m in found]


def test_common_words_need_a_witness() -> None:
    text = "吃了一个苹果，喝了小米粥"
    found = project_lexicon().find(fold(text), set(word_edges(text)))
    assert all(f.common for f in found)


@pytest.mark.parametrize("text", ["追踪标普500指数", "公安部门介入", "最高通过率", "高中行车记录"])
def test_lexicon_refuses_what_runs_on(text: str) -> None:
    assert [f for f in project_lexicon().find(fold(text), set(word_edges(text))) if not f.common] == []


def test_the_users_lexicon_wins(tmp_path: Path) -> None:
    lexicon = tmp_path / "names.csv"
    lexicon.write_text(
        "name,label,aliases,code,kind\n蓝鲸智造,ORG,蓝鲸|小蓝,688999.SH,company\n小米,PRODUCT,,,\n", "utf-8"
    )
    nlp = load_language(Settings(lexicon=str(lexicon)))
    found = mentions(nlp, "小蓝与蓝鲸智造是同一家，小米涨价。")
    assert [(m.text, m.label, m.by) for m in found] == [
        ("小蓝", "ORG", "user_lexicon"),
        ("蓝鲸智造", "ORG", "user_lexicon"),
        ("小米", "PRODUCT", "user_lexicon"),
    ]
    assert found[0].canonical == "蓝鲸智造"
    assert found[0].code == "688999.SH"


def test_a_toml_lexicon_reads_the_same(tmp_path: Path) -> None:
    lexicon = tmp_path / "names.toml"
    lexicon.write_text('[words]\n"蓝鲸智造" = { label = "ORG", aliases = ["蓝鲸"] }\n', "utf-8")
    entry = user_lexicon(lexicon).get("蓝鲸")
    assert entry is not None
    assert entry.name == "蓝鲸智造"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", "名称,标签\n小米,ORG\n", "first line must name"),
        ("b.csv", "name,label\n蓝鲸智造,COMPANY\n", "a label of"),
        ("c.toml", "[words\n", "not valid TOML"),
        ("d.toml", '[words]\n"蓝鲸智造" = { aliases = [] }\n', "label"),
    ],
)
def test_a_wrong_lexicon_is_named(tmp_path: Path, name: str, content: str, message: str) -> None:
    file = tmp_path / name
    file.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError, match=message) as error:
        user_lexicon(file)
    assert name in str(error.value)


def test_a_missing_lexicon_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nothing\.csv"):
        user_lexicon(tmp_path / "nothing.csv")


def test_canonical_names() -> None:
    names = [
        ("帕瓦股份", "ORG", None),
        ("浙江帕瓦新能源股份有限公司", "ORG", None),
        ("马斯克", "PERSON", None),
        ("埃隆·马斯克", "PERSON", None),
        ("北京", "GPE", None),
        ("北京市", "GPE", None),
        ("北京", "ORG", None),
    ]
    got = canonical_names(names, {})
    assert got["帕瓦股份", "ORG"] == "浙江帕瓦新能源股份有限公司"
    assert got["马斯克", "PERSON"] == "埃隆·马斯克"
    assert got["北京", "GPE"] == "北京市"
    assert got["北京", "ORG"] == "北京"


def test_short_names_that_introduce_each_other_end() -> None:
    names = [("甲乙", "ORG", None), ("丙丁", "ORG", None)]
    assert set(canonical_names(names, {"甲乙": "丙丁", "丙丁": "甲乙"}).values()) <= {"甲乙", "丙丁"}


@pytest.mark.parametrize(
    ("name", "label", "expected"),
    [
        ("小米科技有限责任公司", "ORG", "小米"),
        ("中国银行", "ORG", "中国银行"),
        ("公司", "ORG", "公司"),
        ("廊坊市", "GPE", "廊坊"),
    ],
)
def test_core(name: str, label: str, expected: str) -> None:
    assert core(name, label) == expected


def candidate(start: int, end: int, label: str = "ORG", rank: int = MODEL) -> Candidate:
    return Candidate(start=start, end=end, label=label, by="model:x", rank=rank)


def test_the_longer_or_the_better_candidate_stays() -> None:
    assert settle([candidate(0, 2), candidate(0, 4)]) == [candidate(0, 4)]
    assert settle([candidate(0, 4), candidate(2, 3, rank=PATTERN)]) == [candidate(2, 3, rank=PATTERN)]


def test_one_text_has_one_label() -> None:
    text = "豆包豆包豆包"
    found = [candidate(0, 2, "PRODUCT"), candidate(2, 4, "ORG"), candidate(4, 6, "PRODUCT")]
    assert {c.label for c in one_label(text, found)} == {"PRODUCT"}


def test_empty_and_white_text(nlp: Language) -> None:
    assert mentions(nlp, "") == []
    assert mentions(nlp, " \n\n ") == []


def test_documents_together_are_read_as_one_by_one(nlp: Language) -> None:
    texts = ["小米集团公布财报。", "", "特斯拉在上海交付Model Y。" * 30, "雷军表示。"]
    together = [[(m.start, m.end, m.label) for m in doc._.mentions] for doc in nlp.pipe(texts)]
    assert together == [[(m.start, m.end, m.label) for m in mentions(nlp, text)] for text in texts]


@pytest.mark.parametrize(
    ("text", "end", "name"),
    [
        ("商务部部长发言", 4, "商务部"),
        ("央行行长发言", 3, "央行"),
        ("上海市长宁区", 3, "上海市"),
        ("蓝鲸智造股份有限公司司公告", 11, "蓝鲸智造股份有限公司"),
        ("蓝鲸智造有限公司上海分公司", 13, "蓝鲸智造有限公司上海分公司"),
        ("格隆汇报道", 5, "格隆汇"),
    ],
)
def test_names_end_before_the_next_word(text: str, end: int, name: str) -> None:
    assert text[: patterns.trimmed(text, 0, end)] == name


def test_words_of_places_and_institutions_are_whole(nlp: Language) -> None:
    """Whatever the model makes of the parts."""
    text = "按照晋城市要求，旧金山联储停产。"
    doc = nlp.make_doc(text)
    doc._.tagged = [(2, 3, "GPE"), (8, 11, "GPE"), (11, 13, "ORG")]
    found = find(doc, model_name="newsclaims_zh")
    assert [(m.text, m.label) for m in found] == [("晋城市", "GPE"), ("旧金山联储", "ORG")]


def endless_texts() -> list[str]:
    sentence = "北辰集团董事长王建平表示全年营收超过1020亿元，"
    return [
        "的" * 20_000,
        "a" * 20_000,
        "1" * 20_000,
        sentence * 800,
        sentence.rstrip("，") * 800,
        "小米集团 " * 4_000,
        "《" * 20_000,
        (sentence + "\n") * 800,
    ]


@pytest.mark.parametrize("text", endless_texts(), ids=lambda t: t[:4] + t[-4:].strip())
def test_the_network_sees_bounded_pieces(text: str) -> None:
    """Pieces are short, lie one after another and leave out nothing but white space."""
    found = pieces(text)
    assert max(end - start for start, end in found) <= LONGEST
    position = 0
    for start, end in found:
        assert start < end and not text[position:start].strip()
        position = end
    assert not text[position:].strip()


def test_groups_that_run_together_are_bounded() -> None:
    places = [(start, start + size) for start, size in enumerate([300, 1, 7, 40, 299] * 100)]
    groups = list(_groups(places))
    assert sorted(p for g in groups for p in g) == sorted(places)
    assert max(sum(end - start for start, end in g) for g in groups) <= TOGETHER


def test_a_long_sentence_is_cut_behind_a_comma() -> None:
    text = "北辰集团，" * 100
    assert [text[start:end][-1] for start, end in pieces(text)] == ["，"] * len(pieces(text))
    assert len(pieces(text)) < 5


def test_a_document_of_one_token_has_a_sentence(nlp: Language) -> None:
    """Also where a name splits the token."""
    doc = nlp.get_pipe("newsclaims_sentences")(nlp.make_doc("K" * 12))
    doc._.tagged = [(0, 4, "PRODUCT"), (8, 12, "ORG")]
    doc = nlp.get_pipe("newsclaims_entities")(doc)
    assert [e.text for e in doc.ents] == ["KKKK", "KKKK"]
    assert len(list(doc.sents)) == 1


def test_the_best_path_is_the_best_of_all(nlp: Language) -> None:
    """Every path of three characters counted out, with sentences of other lengths beside."""
    tagger = nlp.get_pipe("newsclaims_tagger")
    assert isinstance(tagger, Tagger) and tagger.weights is not None
    w = tagger.weights
    packed = Packed([3, 1, 3, 2])
    score = np.random.default_rng(7).normal(scale=4, size=(9, len(TAGS))).astype(np.float32)
    path = np.empty(9, dtype=np.int8)
    path[packed.source] = best_paths(w, score, packed)
    by_place = np.empty_like(score)
    by_place[packed.source] = score
    begin = 0
    for length in (3, 1, 3, 2):
        here = by_place[begin : begin + length]

        def worth(tags: tuple[int, ...], here: NDArray[np.float32] = here) -> float:
            steps = sum(w.transitions[a, b] for a, b in pairwise(tags))
            return float(sum(here[range(len(tags)), tags]) + steps + w.first[tags[0]] + w.last[tags[-1]])

        best = max(product(range(len(TAGS)), repeat=length), key=worth)
        assert path[begin : begin + length].tolist() == list(best)
        begin += length


def test_texts_are_tagged_together_as_they_are_alone(nlp: Language) -> None:
    tagger = nlp.get_pipe("newsclaims_tagger")
    assert isinstance(tagger, Tagger) and tagger.weights is not None
    texts = ["北辰集团在上海设厂。", "", "台積電公佈營收", "张伟说，苹果公司去年亏损。\n明年呢？"]
    cut = [(text, [len(word) for word in words_of(text)]) for text in texts]
    together = tag(tagger.weights, cut)
    assert together == [found for one in cut for found in tag(tagger.weights, [one])]
    assert together[0] and not together[1]
