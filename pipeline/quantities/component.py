"""The `newsclaims_quantities` spaCy component: sets `doc._.quantities` and `doc._.times`.

`show_spans` also gives them as the span groups `quantities` and `times`, labelled by kind, for displaCy.
"""

from collections.abc import Callable

from spacy.language import Language
from spacy.tokens import Doc

import pipeline.serial  # noqa: F401  (documents with quantities can be written)
from pipeline.quantities import find
from pipeline.segment import text_of

for _name in ("quantities", "times", "published"):
    if not Doc.has_extension(_name):
        Doc.set_extension(_name, default=None)


@Language.factory(
    "newsclaims_quantities",
    assigns=["doc._.quantities", "doc._.times"],
    default_config={"show_spans": False},
)
def make_quantities(nlp: Language, name: str, show_spans: bool) -> Callable[[Doc], Doc]:
    """Component; relative dates are resolved against `doc._.published` (a `datetime.date` or None)."""
    return set_spans if show_spans else set_quantities


def set_quantities(doc: Doc) -> Doc:
    """Finds the quantities and calendar expressions of the document."""
    doc._.quantities, doc._.times = find(text_of(doc), published=doc._.published)
    return doc


def set_spans(doc: Doc) -> Doc:
    """The same, and the span groups; a span is widened to the tokens that it lies in."""
    doc = set_quantities(doc)
    labelled = {
        "quantities": [(q.start, q.end, q.kind) for q in doc._.quantities],
        "times": [(t.start, t.end, "time") for t in doc._.times],
    }
    for group, found in labelled.items():
        doc.spans[group] = [
            doc.char_span(start, end, label=label, alignment_mode="expand") for start, end, label in found
        ]
    return doc
