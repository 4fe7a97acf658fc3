"""Claims: who, which metric, when, compared with what, how sure, says who.

One quantity becomes one `Claim`. The document is analysed once (`context`, `evidence`); then the fields are
decided in document order, each reading what was decided for the quantities before: role first, and for claims
direction, basis, modality, time, metric, subject and source, then how sure that is.
"""

from typing import Any

from spacy.tokens import Doc

from pipeline.claims import metric_features, subject_features
from pipeline.claims.alignment import align
from pipeline.claims.change import decide_basis, decide_direction
from pipeline.claims.confidence import confidence, signals
from pipeline.claims.context import Context, analyse
from pipeline.claims.evidence import base_features, gather
from pipeline.claims.learned import load_model
from pipeline.claims.metric import choose as choose_metric
from pipeline.claims.metric import options as metrics_for
from pipeline.claims.modality import decide_modality
from pipeline.claims.narrowing import narrowed
from pipeline.claims.ranking import Choice, Scorer, weights_of
from pipeline.claims.role import decide_roles
from pipeline.claims.source import decide_source
from pipeline.claims.subject import choose as choose_subject
from pipeline.claims.subject import options as subjects_for
from pipeline.claims.subject_features import State
from pipeline.claims.timeline import timeline
from pipeline.claims.versus import versus
from pipeline.claims.voices import speakers
from pipeline.claims.when import Sums, decide_when
from pipeline.spans import Claim, Link, Role, TimeExpression


def link(doc: Doc) -> list[Claim]:
    """One `Claim` for every quantity of the document, in order.

    Reads `doc._.mentions`, `doc._.quantities`, `doc._.times` and the words with their sentences.
    """
    if not doc._.quantities:
        return []
    context = analyse(doc)
    evidence = gather(context)
    bases = [base_features(evidence, i) for i in range(len(context.quantities))]
    decided = decide_roles(evidence, bases)
    roles: list[Role] = [role.value for role in decided]
    line = timeline(context, roles)
    sums = Sums(evidence, line, load_model("when"))
    voices = speakers(evidence)
    metric_scorer = Scorer(context, weights_of("metric"), metric_features.PHRASE)
    subject_scorer = Scorer(context, weights_of("subject"), subject_features.PHRASE)
    state = State(context)
    metrics: list[Choice] = []
    subjects: list[Choice] = []
    numbers: list[int] = []
    found: list[dict[str, Any]] = []
    times: list[TimeExpression | None] = []
    sources: list[Link | None] = []
    direction = basis = modality = None
    for i, quantity in enumerate(context.quantities):
        base, role = bases[i], decided[i]
        if role.value != "claim":
            found.append({"quantity": quantity, "role": role.value, "reasons": {"role": role.reason}})
            continue
        change = decide_direction(evidence, i, direction, base)
        against = decide_basis(evidence, i, change.value, basis, base)
        mode = decide_modality(evidence, i, modality, base)
        when = decide_when(evidence, line, sums, i, times)
        said = decide_source(evidence, voices, i, sources)
        times.append(when.value)
        sources.append(said.value)
        direction, basis, modality = change.value, against.value, mode.value
        alignment = align(context, i)
        named = metrics_for(
            context, i, metrics, numbers, alignment, direction=change.value, basis=against.value
        )
        metric = choose_metric(context, metric_scorer, named)
        meant = subjects_for(
            context, i, subjects, numbers, alignment, metric=metric, source=said.value, state=state
        )
        subject = choose_subject(context, subject_scorer, meant)
        metrics.append(metric)
        subjects.append(subject)
        numbers.append(i)
        sure = confidence(signals(metric=metric.probability, subject=subject.probability))
        found.append(
            {
                "quantity": quantity,
                "role": "claim",
                "subject": _linked(subject),
                "subject_entity": _entity(context, subject),
                "metric": _linked(metric),
                "time": when.value,
                "direction": change.value,
                "basis": against.value,
                "versus": versus(context, i, change.value),
                "modality": mode.value,
                "source": said.value,
                "confidence": sure,
                "reasons": {
                    "role": role.reason,
                    "subject": subject.reason,
                    "metric": metric.reason,
                    "time": when.reason,
                    "direction": change.reason,
                    "basis": against.reason,
                    "modality": mode.reason,
                    "source": said.reason,
                },
            }
        )
    return [
        Claim(**fields, qualifies=() if fields["role"] == "claim" else narrowed(context, i, roles))
        for i, fields in enumerate(found)
    ]


def _linked(choice: Choice) -> Link | None:
    if not choice.text:
        return None
    if choice.start < 0:
        return Link(text=choice.text)
    return Link(text=choice.text, start=choice.start, end=choice.end)


def _entity(context: Context, subject: Choice) -> str | None:
    """The entity whose mention the subject is, or begins with."""
    if subject.start < 0:
        return None
    for index in context.mentions_in(subject.start, subject.end):
        mention = context.mentions[index]
        if mention.start == subject.start or mention.end == subject.end:
            return mention.entity_id
    return None
