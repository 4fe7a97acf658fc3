"""Entities: the statistical model, then lexicon and patterns, then aliases.

`Doc` gets `doc.ents` and `doc._.mentions` (a list of `Mention`, sorted by position, none overlapping).
"""

from collections.abc import Callable, Iterable
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import filter_spans

from pipeline.entities import dictionary
from pipeline.entities.candidate import LEXICON, MODEL, USER, Candidate, settle
from pipeline.entities.lexicon import LABELS, fold, project_lexicon, user_lexicon
from pipeline.entities.patterns import codes
from pipeline.spans import Mention

if not Doc.has_extension("mentions"):
    Doc.set_extension("mentions", default=None)


@Language.factory(
    "newsclaims_entities",
    assigns=["doc.ents", "doc._.mentions"],
    default_config={"lexicon": None, "model_name": None},
)
def make_entities(
    nlp: Language, name: str, lexicon: str | None, model_name: str | None
) -> Callable[[Doc], Doc]:
    """Component that adds names from the lexicon and patterns and settles aliases.

    `lexicon` is the path of the user's names; `model_name` the model whose `doc.ents` it starts from (None:
    jieba's dictionary stands in).
    """
    path = Path(lexicon) if lexicon else None

    def entities(doc: Doc) -> Doc:
        found = settle(_candidates(doc, path, model_name))
        doc._.mentions = _mentions(doc.text, found)
        spans = (doc.char_span(m.start, m.end, label=m.label, alignment_mode="expand") for m in doc._.mentions)
        doc.ents = filter_spans([s for s in spans if s is not None])
        return doc

    return entities


def _candidates(doc: Doc, path: Path | None, model_name: str | None) -> Iterable[Candidate]:
    if model_name:
        for ent in doc.ents:
            if ent.label_ in LABELS:
                yield Candidate(
                    start=ent.start_char,
                    end=ent.end_char,
                    label=ent.label_,
                    by=f"model:{model_name}",
                    rank=MODEL,
                )
    else:
        yield from dictionary.find(doc)
    folded = fold(doc.text)
    starts = {t.idx for t in doc} | {len(doc.text)}
    for known, by, rank in ((user_lexicon(path), "user_lexicon", USER),) if path else ():
        for f in known.find(folded, starts):
            yield _known(f, by, rank)
    for f in project_lexicon().find(folded, starts):
        yield _known(f, "lexicon", LEXICON)


def _known(f, by: str, rank: int) -> Candidate:  # type: ignore[no-untyped-def]
    return Candidate(
        start=f.start, end=f.end, label=f.name.label, by=by, rank=rank, canonical=f.name.name, code=f.name.code
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
