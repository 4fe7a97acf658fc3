"""The metric of a claim: what the number measures, as the text says it.

`options` gives every candidate with the features of its relation to the quantity; `choose` takes the
best by the trained ranker `metric.json`. Decisions are made in document order: a change (同比增长12%) can
take the metric of the claim before it, so the choices so far are candidates too.
"""

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.claims import metric_candidates, metric_features
from pipeline.claims.alignment import Alignment
from pipeline.claims.context import Context
from pipeline.claims.metric_candidates import Candidate
from pipeline.claims.metric_features import PHRASE
from pipeline.claims.phrase import word
from pipeline.claims.ranking import Choice, Scorer, best, reason

PREVIOUS = 3


class Option(NamedTuple):
    """A candidate with the features of its relation to the quantity."""

    candidate: Candidate
    relation: list[str]
    previous: Choice | None = None


def options(
    context: Context,
    i: int,
    chosen: Sequence[Choice],
    numbers: Sequence[int],
    alignment: Alignment | None,
    *,
    direction: str | None,
    basis: str | None,
) -> list[Option]:
    """The candidates of quantity `i`; `chosen`: the metrics of the claims before, which are `numbers`.
    `direction` and `basis` are those of its own claim."""
    about = metric_features.describe(context, i, direction=direction, basis=basis)
    found: list[Option] = []
    seen: dict[tuple[int, int], int] = {}
    ends: dict[tuple[str, int], list[str]] = {}
    for candidate in metric_candidates.candidates(context, i):
        first, last, where, _, _ = candidate
        relation = ends.get((where, last))
        if relation is None:
            relation = ends[where, last] = metric_features.of_end(context, i, about, candidate)
        if alignment is not None:
            relation = [*relation, "al." + alignment.place(first, last)]
        seen[first, last] = len(found)
        found.append(Option(candidate, relation))
    for name, relation in metric_features.of_default(context, i, about).items():
        found.append(Option(Candidate(-1, -1, "default", 0, name), relation))
    texts: set[str] = set()
    for back in range(1, min(len(chosen), 8) + 1):
        choice, number = chosen[-back], numbers[-back]
        if not choice.text or choice.text in texts:
            continue
        rank = len(texts)
        texts.add(choice.text)
        relation = metric_features.carried_over(context, about, i, number, choice, rank)
        same = seen.get((choice.first, choice.last)) if choice.first >= 0 else None
        if same is not None:
            option = found[same]
            found[same] = Option(option.candidate, [*option.relation, *relation, "p.seen"], choice)
        else:
            relation += metric_features.changing(about, f"previous{rank}")
            if choice.first >= 0:
                relation += metric_features.of_words(
                    about, "previous", choice.text[-1:], word(context, choice.last + 1)
                )
            candidate = Candidate(choice.first, choice.last, "previous", rank, choice.text)
            found.append(Option(candidate, relation, choice))
        if len(texts) >= PREVIOUS:
            break
    return found


def features(context: Context, option: Option) -> list[str]:
    """All the features of a candidate."""
    candidate = option.candidate
    if candidate.first < 0 or candidate.where == "previous":
        return option.relation
    return [*PHRASE.all(context, candidate.first, candidate.last), *option.relation]


def choose(context: Context, scorer: Scorer, found: Sequence[Option]) -> Choice:
    """The metric among the options of a quantity."""
    totals = []
    kept: dict[int, float] = {}
    for candidate, relation, _ in found:
        own = kept.get(id(relation))
        if own is None:
            own = kept[id(relation)] = scorer.total(relation)
        if candidate.where not in ("default", "previous"):
            own += scorer.phrase(candidate.first, candidate.last)
        totals.append(own)
    index, probability = best(totals, lambda k: _text(context, found[k]), reworded=True)
    why = reason(scorer.weights, features(context, found[index]))
    return made(context, found[index], probability, why)


def _text(context: Context, option: Option) -> str:
    candidate = option.candidate
    if candidate.where == "default":
        return candidate.name
    if option.previous is not None:
        return option.previous.text
    return context.text[context.piece_starts[candidate.first] : context.piece_ends[candidate.last]]


def made(context: Context, option: Option, probability: float, why: str) -> Choice:
    """The choice of an option."""
    candidate = option.candidate
    text = _text(context, option)
    if candidate.where == "default":
        return Choice(-1, -1, -1, -1, text, "default", probability, f"default: {why}")
    if option.previous is not None:
        return option.previous._replace(probability=probability, reason=f"carried over: {why}")
    first, last = candidate.first, candidate.last
    start, end = context.piece_starts[first], context.piece_ends[last]
    return Choice(first, last, start, end, text, candidate.where, probability, f"{candidate.where}: {why}")
