"""Entities: the statistical model, then lexicon and patterns, then aliases.

`Doc` gets `doc.ents` and `doc._.mentions` (a list of `Mention`, sorted by position, none overlapping).
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

from spacy.attrs import IDX
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.entities import dictionary
from pipeline.entities.candidate import LEXICON, MODEL, USER, Candidate, settle
from pipeline.entities.lexicon import Found, fold, project_lexicon, user_lexicon
from pipeline.entities.patterns import codes
from pipeline.spans import Mention

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
    path = Path(lexicon) if lexicon else None

    def entities(doc: Doc) -> Doc:
        text = doc.text
        found = settle(_candidates(doc, text, path, model_name, labels))
        doc._.mentions = _mentions(text, found)
        _cut_at(doc, {edge for m in doc._.mentions for edge in (m.start, m.end)})
        spans = (doc.char_span(m.start, m.end, label=m.label) for m in doc._.mentions)
        doc.ents = [s for s in spans if s is not None]
        return doc

    return entities


def _candidates(
    doc: Doc, text: str, path: Path | None, model_name: str | None, labels: dict[str, str] | None
) -> Iterator[Candidate]:
    if model_name:
        yield from _modelled(doc, model_name, labels)
    else:
        yield from dictionary.find(doc)
    folded = fold(text)
    starts = {*doc.to_array(IDX).tolist(), len(text)}
    if path:
        for f in user_lexicon(path).find(folded, starts):
            yield _known(f, "user_lexicon", USER)
    for f in project_lexicon().find(folded, starts):
        if not f.common:
            yield _known(f, "lexicon", LEXICON)


def _modelled(doc: Doc, model_name: str, labels: dict[str, str] | None) -> Iterator[Candidate]:
    """What the statistical model found, with the record's labels."""
    found = doc._.tagged if doc.has_extension("tagged") else None
    if found is None:
        found = [(e.start_char, e.end_char, e.label_) for e in doc.ents]
    for start, end, model_label in found:
        label = model_label if labels is None else labels.get(model_label, "")
        if label:
            yield Candidate(start=start, end=end, label=label, by=f"model:{model_name}", rank=MODEL)


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


def _mentions(text: str, found: list[Candidate]) -> list[Mention]:
    """Mentions with one id for every canonical name; a code in brackets belongs to the name before it."""
    by_end = {start: code for start, _, code in codes(text)}
    names: dict[str, str] = {}
    known_code: dict[str, str] = {}
    rows = []
    for c in found:
        canonical = c.canonical or text[c.start : c.end]
        names.setdefault(canonical, f"e{len(names) + 1}")
        code = by_end.get(c.end) or c.code
        if code and c.label == "ORG":
            known_code.setdefault(canonical, code)
        rows.append((c, canonical))
    return [
        Mention(
            start=c.start,
            end=c.end,
            text=text[c.start : c.end],
            label=c.label,
            canonical=canonical,
            entity_id=names[canonical],
            code=known_code.get(canonical),
            by=c.by,
        )
        for c, canonical in rows
    ]
