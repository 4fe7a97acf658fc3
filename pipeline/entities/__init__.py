"""Entities: the statistical model, then lexicon and patterns, then aliases.

`Doc` gets `doc.ents` and `doc._.mentions` (a list of `Mention`).
"""

from collections.abc import Callable

from spacy.language import Language
from spacy.tokens import Doc

if not Doc.has_extension("mentions"):
    Doc.set_extension("mentions", default=None)


@Language.factory("newsclaims_entities", assigns=["doc.ents", "doc._.mentions"])
def make_entities(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """Component that adds names from the lexicon and patterns and settles aliases."""

    def entities(doc: Doc) -> Doc:
        doc._.mentions = []
        return doc

    return entities
