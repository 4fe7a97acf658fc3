"""The `newsclaims_claims` spaCy component: sets `doc._.claims`."""

from collections.abc import Callable

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.claims import link

if not Doc.has_extension("claims"):
    Doc.set_extension("claims", default=None)


@Language.factory("newsclaims_claims", requires=["doc._.quantities", "doc._.times"], assigns=["doc._.claims"])
def make_claims(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """Component; needs `newsclaims_quantities` before it and is better with `newsclaims_entities`."""
    return set_claims


def set_claims(doc: Doc) -> Doc:
    """Links every quantity of the document."""
    doc._.claims = link(doc)
    return doc
