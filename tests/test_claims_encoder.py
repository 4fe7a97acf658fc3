"""The encoder of the links: states that do not depend on blocks, a bounded short list, reasons that name it."""

import numpy as np
import pytest

from pipeline.claims import encoder_rows
from pipeline.claims.context import Context, analyse
from pipeline.claims.encoder import (
    BEHIND,
    BLOCK,
    CANDIDATES,
    Encoder,
    Reader,
    decide,
    load_encoder,
    shortlist,
)
from pipeline.claims.metric import options
from pipeline.claims.ranking import best
from pipeline.config import load_settings
from pipeline.extractor import load_language

FIELDS = ("metric", "subject")
SENTENCE = "远山机械上半年营收12.5亿元，同比增长8%；净利润达到1.2亿元，毛利率为31%。"


@pytest.fixture(scope="module")
def nlp():
    return load_language(load_settings())


@pytest.fixture(scope="module")
def small() -> Encoder:
    """A network of random weights."""
    chance = np.random.default_rng(1)

    def array(*shape: int) -> np.ndarray:
        return chance.normal(0, 0.3, shape).astype(np.float16)

    hidden, score = 12, 8
    stored = {
        "dilations": np.array([1, 2, 4]),
        "vector": chance.integers(-9, 9, (encoder_rows.VECTORS, 6)).astype(np.int8),
        "vector.scale": np.array(0.05),
        "first": array(encoder_rows.CHARACTERS, 4),
        "last": array(encoder_rows.CHARACTERS, 4),
        "word": array(encoder_rows.WORDS, 4),
        "tag": array(encoder_rows.TAGS, 4),
        "kind": array(encoder_rows.KINDS, 4),
        "unit": array(encoder_rows.UNITS, 4),
        **{f"lexis{k}": array(8, 2) for k in range(3)},
        "input.weight": array(6 + 6 * 4 + 6 + encoder_rows.FLAGS, hidden),
        "input.bias": array(hidden),
        **{f"convolution{k}.weight": array(3, hidden, hidden) for k in range(3)},
        **{f"convolution{k}.bias": array(hidden) for k in range(3)},
        **{f"{f}.{end}": array(hidden, score) for f in FIELDS for end in ("quantity", "first", "last")},
        "subject.metric_first": array(hidden, score),
        "subject.metric_last": array(hidden, score),
        **{f"{f}.relations": array(encoder_rows.RELATIONS, score) for f in FIELDS},
        **{f"{f}.bias": array(score) for f in FIELDS},
        **{f"{f}.inner.weight": array(score, 5) for f in FIELDS},
        **{f"{f}.inner.bias": array(5) for f in FIELDS},
        **{f"{f}.out": array(5) for f in FIELDS},
        **{f"{f}.ranker": np.array(1.0) for f in FIELDS},
    }
    return Encoder(stored)


def context_of(nlp, text: str) -> Context:
    doc = nlp.make_doc(text)
    for name, component in nlp.pipeline:
        if name != "newsclaims_claims":
            doc = component(doc)
    return analyse(doc)


def test_rows_stay_inside_their_tables(nlp):
    context = context_of(nlp, SENTENCE + "\n（第二家公司的股价为𠮷元3.5。）")
    rows = encoder_rows.piece_rows(context)
    count = len(context.pieces)
    limits = {
        "word": encoder_rows.WORDS,
        "vector": encoder_rows.VECTORS,
        "first": encoder_rows.CHARACTERS,
        "last": encoder_rows.CHARACTERS,
        "tag": encoder_rows.TAGS,
        "lexis": 8,
        "kind": encoder_rows.KINDS,
        "unit": encoder_rows.UNITS,
    }
    for name, limit in limits.items():
        column = getattr(rows, name)
        assert len(column) == count
        assert column.min() >= 0 and column.max() < limit, name
    assert set(np.unique(rows.flags)) == {0.0, 1.0}


def test_a_state_does_not_depend_on_where_its_block_begins(nlp, small):
    context = context_of(nlp, SENTENCE * 20)
    count = len(context.pieces)
    assert count > 2 * BLOCK
    reader = Reader(context, small)
    for piece in range(count):
        reader._encode(piece)
    whole = small.states(encoder_rows.piece_rows(context))
    np.testing.assert_allclose(reader._states, whole, rtol=1e-4, atol=1e-4)


def test_only_blocks_that_a_candidate_stands_in_are_encoded(nlp, small):
    context = context_of(nlp, SENTENCE * 20)
    reader = Reader(context, small)
    found = options(context, 0, [], [], None)
    reader.scores("metric", 0, found, chosen=[])
    assert sum(reader._done) == 1


def test_candidates_far_behind_are_not_asked_about():
    totals = [1.0, 9.0, 8.5, 9.0 - BEHIND - 0.1, *[8.0] * 30]
    kept = shortlist(totals)
    assert kept[:2] == [1, 2]
    assert len(kept) == CANDIDATES
    assert 3 not in kept and 0 not in kept


def test_without_an_encoder_the_ranker_decides(nlp):
    context = context_of(nlp, SENTENCE)
    found = options(context, 0, [], [], None)
    totals = [float(k % 5) for k in range(len(found))]
    heard = decide(None, "metric", 0, found, totals, str, chosen=[])
    assert (heard.choice, heard.probability) == best(totals, str)
    assert heard.note == ""


def test_the_encoder_can_turn_a_close_decision_but_not_a_clear_one(nlp, small):
    context = context_of(nlp, SENTENCE)
    reader = Reader(context, small)
    found = options(context, 0, [], [], None)
    scores = reader.scores("metric", 0, found, chosen=[])
    liked, disliked = int(np.argmax(scores)), int(np.argmin(scores))
    assert scores[liked] - scores[disliked] > 0.2
    close = [0.0] * len(found)
    close[disliked] = 0.1
    for k in range(len(found)):
        if k not in (liked, disliked):
            close[k] = -BEHIND - 1
    assert decide(reader, "metric", 0, found, close, str, chosen=[]).choice == liked
    clear = [-BEHIND - 1.0] * len(found)
    clear[disliked] = 0.0
    assert decide(reader, "metric", 0, found, clear, str, chosen=[]).choice == disliked


@pytest.mark.skipif(load_encoder() is None, reason="no encoder is shipped")
def test_explain_says_what_the_encoder_said_where_it_was_asked(nlp):
    doc = nlp(SENTENCE)
    reasons = [claim.reasons for claim in doc._.claims if claim.role == "claim"]
    assert any("; encoder " in r["metric"] or "; encoder " in r["subject"] for r in reasons)
