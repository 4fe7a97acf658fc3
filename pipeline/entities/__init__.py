"""Entities: the statistical model, then lexicon and patterns, then one reading for the article, then aliases.

`Doc` gets `doc.ents` and `doc._.mentions` (a list of `Mention`, sorted by position, none overlapping).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from pathlib import Path

import msgspec
from spacy.attrs import IDX
from spacy.language import Language
from spacy.tokens import Doc, Span

from pipeline.entities import dictionary, patterns
from pipeline.entities.aliases import canonical_names
from pipeline.entities.candidate import LEXICON, MODEL, PATTERN, USER, Candidate, settle
from pipeline.entities.consistency import everywhere, one_label
from pipeline.entities.lexicon import Found, Lexicon, fold, project_lexicon, user_lexicon
from pipeline.script import matching_text
from pipeline.segment import set_sentences, text_of
from pipeline.spans import Mention

# Tokens of a document in which names that begin inside a token still split it: spaCy takes time in proportion
# to
# the document for every split. Beyond, `doc.ents` holds the whole tokens; `doc._.mentions` is exact always.
SPLIT_UP_TO = 30_000

if not Doc.has_extension("mentions"):
    Doc.set_extension("mentions", default=None)


@Language.factory(
    "newsclaims_entities",
    assigns=["doc.ents", "doc._.mentions"],
    default_config={"lexicon": None, "model_name": None, "labels": None},
)
def make_entities(
    nlp: Language, name: str, lexicon: str | None, model_name: str | None, labels: dict[str, str] | None
) -> Callable[[Doc], Doc]:
    """Component that adds names from the lexicon and patterns and settles aliases.

    `lexicon` is the path of the user's names. `model_name` is the model whose names it starts from: those of
    `doc._.tagged`, or else `doc.ents` with its labels mapped by `labels` ("" leaves one out, None keeps all).
    Without a model jieba's dictionary stands in.
    """
    known = user_lexicon(Path(lexicon)) if lexicon else None

    def entities(doc: Doc) -> Doc:
        doc._.mentions = find(doc, model_name=model_name, labels=labels, user=known)
        if len(doc) <= SPLIT_UP_TO:
            _cut_at(doc, {edge for m in doc._.mentions for edge in (m.start, m.end)})
        if not doc.has_annotation("SENT_START"):  # a document of one token that has been split
            set_sentences(doc)
        doc.ents = _spans(doc, doc._.mentions)
        return doc

    return entities


def find(
    doc: Doc,
    *,
    model_name: str | None = None,
    labels: dict[str, str] | None = None,
    user: Lexicon | None = None,
) -> list[Mention]:
    """The mentions of a document that the model has been over."""
    text = text_of(doc)
    matching = matching_text(text)
    folded = fold(matching)
    edges = [*doc.to_array(IDX).tolist(), len(text)]
    starts = set(edges)
    modelled = list(_modelled(doc, matching, model_name, labels) if model_name else dictionary.find(doc))
    candidates = list(
        _from_lexicon(matching, folded, starts, modelled)
    )  # first: its label wins on the same span
    if user:
        candidates += (_known(f, "user_lexicon", USER) for f in user.find(folded, starts))
    places = list(patterns.places(matching, edges))
    candidates += _not_inside(_with_place(matching, modelled), places)
    candidates += patterns.find(matching, starts)
    candidates += places
    codes = list(patterns.codes(matching))
    in_code = {
        i for code in codes for i in range(code.start, code.end)
    }  # the NASDAQ of (NASDAQ: AAPL) is no name
    found = settle(c for c in candidates if c.start not in in_code)
    by_end = {c.end: c for c in found if c.label != "GPE"}
    introduced = {}
    short_names = []
    for start, end, before in patterns.introduced(matching):
        long = by_end.get(before)
        if long:
            introduced[text[start:end]] = text[long.start : long.end]
            short_names.append(
                Candidate(start=start, end=end, label=long.label, by="pattern:introduced", rank=PATTERN)
            )
    if short_names:
        found = settle([*found, *short_names])
    found = one_label(text, everywhere(text, folded, found, starts))
    return _mentions(text, found, introduced, user, {code.name_end: code.code for code in codes})


def _modelled(doc: Doc, matching: str, model_name: str, labels: dict[str, str] | None) -> Iterator[Candidate]:
    """What the statistical model found, with the record's labels."""
    found = doc._.tagged if doc.has_extension("tagged") else None
    if found is None:
        found = [(e.start_char, e.end_char, e.label_) for e in doc.ents]
    for start, end, model_label in found:
        label = model_label if labels is None else labels.get(model_label, "")
        if label and not patterns.is_no_name(matching[start:end]):
            end = patterns.trimmed(matching, start, end)
            yield Candidate(start=start, end=end, label=label, by=f"model:{model_name}", rank=MODEL)


def _with_place(matching: str, modelled: Iterable[Candidate]) -> Iterator[Candidate]:
    """The model's names, an institution's general name joined with the place before it (旧金山, 联储)."""
    heads = patterns.cue_words("heads")
    before: Candidate | None = None
    for c in modelled:
        if before and before.label == "GPE" and before.end == c.start and matching[c.start : c.end] in heads:
            c = msgspec.structs.replace(c, start=before.start)
        elif before:
            yield before
        before = c
    if before:
        yield before


def _not_inside(modelled: Iterable[Candidate], places: list[Candidate]) -> Iterator[Candidate]:
    """The model's names without those that are a part of a place's word (晋 of 晋城市)."""
    begins = [p.start for p in places]
    for c in modelled:
        at = bisect_right(begins, c.start) - 1
        if at < 0 or places[at].end < c.end or places[at].end - places[at].start == c.end - c.start:
            yield c


def _from_lexicon(
    matching: str, folded: str, starts: set[int], modelled: list[Candidate]
) -> Iterator[Candidate]:
    """Names of the project's lexicon, but not in titles of laws and works (《上海证券交易所……规则》).

    A form that is an ordinary word as well needs another witness: the model at another place of the article
    (at this place it decides itself), another name of the same thing, or title marks around a newspaper.
    """
    found = list(project_lexicon().find(folded, starts))
    witnessed = {folded[c.start : c.end] for c in modelled}
    spans = {(c.start, c.end) for c in modelled}
    named = {f.name.name for f in found if not f.common}
    for f in found:
        before, after = matching[f.start - 1 : f.start], matching[f.end : f.end + 1]
        if before == "《" and after != "》":
            continue
        if f.common and (f.start, f.end) in spans:
            continue
        titled = before == "《" and f.name.kind == "media"
        if not f.common or titled or f.name.name in named or folded[f.start : f.end] in witnessed:
            yield _known(f, "lexicon", LEXICON)


def _known(f: Found, by: str, rank: int) -> Candidate:
    return Candidate(
        start=f.start,
        end=f.end,
        label=f.name.label,
        by=by,
        rank=rank,
        canonical=f.name.name,
        code=f.name.code,
    )


def _spans(doc: Doc, mentions: list[Mention]) -> list[Span]:
    """The mentions as spans of whole tokens; where two share a token, the first stays."""
    starts = doc.to_array(IDX).tolist()
    spans: list[Span] = []
    for m in mentions:
        first, last = bisect_right(starts, m.start) - 1, bisect_left(starts, m.end)
        if not spans or first >= spans[-1].end:
            spans.append(Span(doc, first, last, label=m.label))
    return spans


def _cut_at(doc: Doc, edges: set[int]) -> None:
    """Splits the tokens that a name begins or ends in, so that every name is whole tokens."""
    starts = doc.to_array(IDX).tolist()
    end = starts[-1] + len(doc[-1]) if starts else 0
    inside: dict[int, list[int]] = {}
    for edge in sorted(edges.difference(starts)):
        if edge < end:
            inside.setdefault(bisect_right(starts, edge) - 1, []).append(edge)
    if not inside:
        return
    with doc.retokenize() as retokenizer:
        for i, cuts in inside.items():
            token = doc[i]
            bounds = [0, *(c - token.idx for c in cuts), len(token)]
            pieces = [token.text[a:b] for a, b in pairwise(bounds)]
            retokenizer.split(token, pieces, heads=[(token, 0)] * len(pieces))


def _mentions(
    text: str,
    found: list[Candidate],
    introduced: dict[str, str],
    user: Lexicon | None,
    written: dict[int, str],
) -> list[Mention]:
    """Mentions with one id for every canonical name. A code in the text (`written`: by
    the end of the name) counts for all mentions of the company."""
    lexicon = project_lexicon()
    rows = []
    for c in found:
        name = text[c.start : c.end]
        entry = (user.get(name) if user else None) or lexicon.get(name)
        known = entry if entry and entry.label == c.label else None
        rows.append((c, name, known))
    canonical = canonical_names(
        ((name, c.label, known.name if known else None) for c, name, known in rows), introduced
    )
    ids: dict[tuple[str, str], str] = {}
    by_text: dict[str, str] = {}
    by_lexicon: dict[str, str] = {}
    for c, name, known in rows:
        full = canonical[name, c.label]
        ids.setdefault((full, c.label), f"e{len(ids) + 1}")
        if c.label == "ORG" and c.end in written:
            by_text.setdefault(full, written[c.end])
        if known and known.code:
            by_lexicon.setdefault(full, known.code)
    return [
        Mention(
            start=c.start,
            end=c.end,
            text=name,
            label=c.label,
            canonical=canonical[name, c.label],
            entity_id=ids[canonical[name, c.label], c.label],
            code=(by_text.get(canonical[name, c.label]) or by_lexicon.get(canonical[name, c.label]))
            if c.label == "ORG"
            else None,
            by=c.by,
        )
        for c, name, known in rows
    ]
