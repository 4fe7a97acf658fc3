"""The `newsclaims_quantities` spaCy component: sets `doc._.quantities` and `doc._.times`."""

from collections.abc import Callable

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.quantities import find

for _name in ("quantities", "times", "published"):
    if not Doc.has_extension(_name):
        Doc.set_extension(_name, default=None)


@Language.factory("newsclaims_quantities", assigns=["doc._.quantities", "doc._.times"])
def make_quantities(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """Component; relative dates are resolved against `doc._.published` (a `datetime.date` or None)."""
    return set_quantities


def set_quantities(doc: Doc) -> Doc:
    """Finds the quantities and calendar expressions of the document."""
    doc._.quantities, doc._.times = find(doc.text, published=doc._.published)
    return doc
