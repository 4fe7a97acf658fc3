"""The stages as components of anybody's spaCy pipeline."""

import datetime
import warnings
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin

COMPONENTS = ("newsclaims_sentences", "newsclaims_entities", "newsclaims_quantities", "newsclaims_claims")
TEXT = "2025年，远航动力营业收入达386.4亿元，同比增长17.8%。"
JIEBA = {"nlp": {"tokenizer": {"@tokenizers": "newsclaims.JiebaTokenizer.v1"}}}


def pipeline(config: dict[str, object] | None = None, *, show_spans: bool = False) -> Language:
    nlp = spacy.blank("zh", config=config or {})
    for name in COMPONENTS:
        nlp.add_pipe(name, config={"show_spans": show_spans} if name == "newsclaims_quantities" else {})
    return nlp


@pytest.mark.parametrize("config", [None, JIEBA], ids=["characters", "jieba"])
def test_quantities_do_not_depend_on_the_tokenizer(config: dict[str, object] | None) -> None:
    doc = pipeline(config)(TEXT)
    assert [(q.text, q.kind) for q in doc._.quantities] == [("386.4亿元", "money"), ("17.8%", "percent")]
    assert [(c.direction, c.basis, c.time.text) for c in doc._.claims] == [
        (None, None, "2025年"),
        ("up", "yoy", "2025年"),
    ]
    assert doc.text == TEXT


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
