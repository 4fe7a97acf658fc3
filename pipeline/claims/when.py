"""The time that governs a claim: one of the document's times (`timeline`), or none.

Rules (`when_rules`) give the times in reach and decide where one is bound to the number. Else a trained
ranker (`when.json`) chooses among the times in reach and "none" by features (`when_features`): place, form,
what stands beside them (a date before 公告 dates the announcement and not the value), and what governs the
claims before: the running period of a paragraph.
"""

from collections.abc import Sequence

from pipeline.claims.evidence import Evidence
from pipeline.claims.learned import Decision, Linear, best_of, deciding, load_model, score
from pipeline.claims.timeline import Timeline
from pipeline.claims.when_features import View, candidate_features, none_features, relation, view_of
from pipeline.claims.when_rules import Earlier, governing, options, own_year, rule_when
from pipeline.spans import TimeExpression

__all__ = ["Sums", "decide_when", "groups", "rule_when"]


class Sums:
    """Scores of one document's candidates; what does not depend on the quantity is added up once."""

    __slots__ = ("_evidence", "_line", "_model", "_own")

    def __init__(self, evidence: Evidence, line: Timeline, model: Linear) -> None:
        self._evidence, self._line, self._model = evidence, line, model
        self._own: dict[tuple[int, str], float] = {}

    def scores(self, found: Sequence[int], view: View) -> list[float]:
        """The score of every candidate for a quantity."""
        about: dict[str, float] = {}
        total = []
        for index in found:
            place, state, features = relation(self._evidence, self._line, index, found, view)
            candidate = self._line.candidates[index]
            points = score(self._model, features)
            own = self._own.get((index, place))
            if own is None:
                own = score(self._model, candidate.own)
                own += score(self._model, [f"{name}|{place}" for name in candidate.own])
                self._own[index, place] = own
            points += own
            for other in (place, candidate.time.rule, state):
                if other not in about:
                    about[other] = score(self._model, [f"{name}|{other}" for name in view.about])
                points += about[other]
            total.append(points)
        return total


def groups(
    evidence: Evidence, line: Timeline, i: int, earlier: Earlier
) -> tuple[list[int | None], list[list[str]]]:
    """The candidates for quantity `i`, "none" (None) first, and the features of each.

    A time that is bound to the number is the only candidate.
    """
    bound = governing(evidence, line, i)
    if bound is not None:
        return [bound], [[]]
    found = options(evidence, line, i, earlier)
    view = view_of(evidence, i, earlier)
    features = [none_features(evidence, line, i, found, earlier, view)]
    features += [candidate_features(evidence, line, c, found, view) for c in found]
    return [None, *found], features


def decide_when(
    evidence: Evidence, line: Timeline, sums: Sums, i: int, earlier: Earlier
) -> Decision[TimeExpression | None]:
    """The time of quantity `i`; `earlier` are those of the claims before it, in order."""
    bound = governing(evidence, line, i)
    if bound is not None:
        return Decision(own_year(evidence, i, line.candidates[bound].time), "rule: bound to the number", 1.0)
    found = options(evidence, line, i, earlier)
    if not found:
        return Decision(None, "no time in reach", 1.0)
    model = load_model("when")
    view = view_of(evidence, i, earlier)
    none = none_features(evidence, line, i, found, earlier, view)
    total = [score(model, none), *sums.scores(found, view)]
    texts = ["", *(line.candidates[c].time.text for c in found)]
    best, probability = best_of(total, texts)
    if best == 0:
        return Decision(None, deciding(model, none, 0, 0), probability)
    index = found[best - 1]
    reason = deciding(model, candidate_features(evidence, line, index, found, view), 0, 0)
    return Decision(own_year(evidence, i, line.candidates[index].time), reason, probability)
