"""The stages as components of anybody's spaCy pipeline."""

import datetime
import random
import re
import subprocess
import sys
import warnings
from importlib.metadata import entry_points
from itertools import pairwise
from pathlib import Path

import pytest
import spacy
from confection import Config
from spacy.language import Language
from spacy.tokens import Doc, DocBin

from pipeline import models

COMPONENTS = ("newsclaims_sentences", "newsclaims_entities", "newsclaims_quantities", "newsclaims_claims")
TEXT = "2025年，远航动力营业收入达386.4亿元，同比增长17.8%。"
JIEBA = {"nlp": {"tokenizer": {"@tokenizers": "newsclaims.JiebaTokenizer.v1"}}}
SPACY_JIEBA = {"nlp": {"tokenizer": {"@tokenizers": "spacy.zh.ChineseTokenizer", "segmenter": "jieba"}}}
ROOT = Path(__file__).parents[1]


def pipeline(config: dict[str, object] | None = None, *, show_spans: bool = False) -> Language:
    nlp = spacy.blank("zh", config=config or {})
    for name in COMPONENTS:
        nlp.add_pipe(name, config={"show_spans": show_spans} if name == "newsclaims_quantities" else {})
    return nlp


@pytest.mark.parametrize("config", [None, JIEBA, SPACY_JIEBA], ids=["characters", "ours", "spaCy's jieba"])
def test_quantities_do_not_depend_on_the_tokenizer(config: dict[str, object] | None) -> None:
    doc = pipeline(config)(TEXT)
    assert [(q.text, q.kind) for q in doc._.quantities] == [("386.4亿元", "money"), ("17.8%", "percent")]
    assert [(c.direction, c.basis, c.time.text) for c in doc._.claims] == [
        (None, None, "2025年"),
        ("up", "yoy", "2025年"),
    ]
    assert doc.text == TEXT


@pytest.mark.parametrize("seed", range(4))
def test_any_cut_of_the_text_gives_the_same_quantities(seed: int) -> None:
    """Words of one to five characters at random, through numbers and names alike."""
    text = (ROOT / "corpus" / "2025-10-28-results.txt").read_text(encoding="utf-8")
    nlp = pipeline(JIEBA)
    ours = nlp(text)
    chance = random.Random(seed)
    edges = [0]
    while edges[-1] < len(text):
        edges.append(min(len(text), edges[-1] + chance.randint(1, 5)))
    words = [text[start:end] for start, end in pairwise(edges)]
    doc = Doc(nlp.vocab, words=words, spaces=[False] * len(words))
    for _, component in nlp.pipeline:
        doc = component(doc)
    assert list(doc._.quantities) == list(ours._.quantities) and list(doc._.times) == list(ours._.times)
    assert [c.role for c in doc._.claims].count("claim") > len(doc._.claims) / 2
    assert all(doc.text[m.start : m.end] == m.text for m in doc._.mentions)
    assert all(
        doc.text[link.start : link.end] == link.text
        for claim in doc._.claims
        for link in (claim.subject, claim.metric)
        if link and link.start is not None
    )


def test_the_shipped_model_in_another_pipeline(tmp_path: Path) -> None:
    nlp = spacy.blank("zh", config=JIEBA)
    nlp.add_pipe("newsclaims_tagger", source=models.load("newsclaims_zh"))
    nlp.add_pipe("newsclaims_entities", config={"model_name": "newsclaims_zh"})
    nlp.to_disk(tmp_path / "model")
    # A process that has imported nothing of ours.
    code = (
        f"import spacy; doc = spacy.load({str(tmp_path / 'model')!r})('10月28日，远航动力公布三季报。'); "
        "print([(e.text, e.label_) for e in doc.ents])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "('远航动力', 'ORG')" in done.stdout


def test_every_component_is_an_entry_point() -> None:
    registered = {point.name for point in entry_points(group="spacy_factories")}
    assert {*COMPONENTS, "newsclaims_tagger"} <= registered


def test_a_configuration_file_makes_the_pipeline() -> None:
    page = (ROOT / "docs" / "spacy.md").read_text(encoding="utf-8")
    [block] = re.findall(r"```ini\n(.+?)```", page, re.DOTALL)
    nlp = spacy.util.load_model_from_config(Config().from_str(block), auto_fill=True)
    assert nlp.pipe_names == list(COMPONENTS)
    assert [q.text for q in nlp(TEXT)._.quantities] == ["386.4亿元", "17.8%"]


def test_requires_and_assigns_are_declared() -> None:
    analysis = pipeline().analyze_pipes()
    assert analysis["problems"]["newsclaims_claims"] == []
    nlp = spacy.blank("zh")
    nlp.add_pipe("newsclaims_claims")
    assert set(nlp.analyze_pipes()["problems"]["newsclaims_claims"]) == {"doc._.quantities", "doc._.times"}


def test_span_groups_for_displacy() -> None:
    doc = pipeline(JIEBA, show_spans=True)(TEXT)
    assert [(s.text, s.label_) for s in doc.spans["quantities"]] == [
        ("386.4亿元", "money"),
        ("17.8%", "percent"),
    ]
    assert [s.text for s in doc.spans["times"]] == ["2025年"]
    html = spacy.displacy.render(doc, style="span", options={"spans_key": "quantities"}, jupyter=False)
    assert "money" in html


def test_bytes_and_back() -> None:
    nlp = pipeline(JIEBA)
    doc = nlp.make_doc(TEXT)
    doc._.published = datetime.date(2026, 3, 1)
    doc = nlp(doc)
    back = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert back._.published == datetime.date(2026, 3, 1)
    for name in ("quantities", "times", "claims", "mentions"):
        assert list(getattr(back._, name)) == list(getattr(doc._, name))
    stored = DocBin(store_user_data=True, docs=[doc]).to_bytes()
    (again,) = DocBin(store_user_data=True).from_bytes(stored).get_docs(nlp.vocab)
    assert list(again._.claims) == list(doc._.claims)


def test_worker_processes() -> None:
    nlp = pipeline(JIEBA)
    texts = [TEXT, "小米集团去年亏损3.2亿元。", "没有数字。"]
    alone = [list(doc._.claims) for doc in nlp.pipe(texts)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # fork in a process with threads
        shared = [list(doc._.claims) for doc in nlp.pipe(texts, n_process=2, batch_size=1)]
    assert shared == alone
    assert [len(claims) for claims in alone] == [2, 1, 0]


def test_from_a_configuration_and_from_disk(tmp_path: Path) -> None:
    nlp = pipeline(JIEBA)
    nlp.to_disk(tmp_path / "model")
    loaded = spacy.load(tmp_path / "model")
    assert loaded.pipe_names == list(COMPONENTS)
    assert [q.value for q in loaded(TEXT)._.quantities] == [q.value for q in nlp(TEXT)._.quantities]
    config = spacy.util.load_config(tmp_path / "model" / "config.cfg")
    assert config["components"]["newsclaims_quantities"]["show_spans"] is False
