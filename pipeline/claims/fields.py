"""The fields that need no subject and no metric: role, direction, basis, modality, time, source.

One pass over a document in order of position: each decision may read those for the quantity before.
"""

from typing import Any, NamedTuple

from pipeline.claims.change import decide_basis, decide_direction
from pipeline.claims.context import Context
from pipeline.claims.evidence import base_features, gather
from pipeline.claims.learned import Decision
from pipeline.claims.modality import decide_modality
from pipeline.claims.role import decide_role
from pipeline.claims.source import decide_source, speakers
from pipeline.claims.when import decide_when, timeline
from pipeline.spans import Basis, Direction, Link, Modality, Role, TimeExpression


class Fields(NamedTuple):
    """What was decided for one quantity. All but the role speak of a claim and are empty for other roles."""

    role: Decision[Role]
    direction: Decision[Direction | None]
    basis: Decision[Basis | None]
    modality: Decision[Modality]
    time: Decision[TimeExpression | None]
    source: Decision[Link | None]


def decide_fields(context: Context) -> list[Fields]:
    """The fields of every quantity of the document, in order."""
    evidence = gather(context)
    line = timeline(context)
    voices = speakers(evidence)
    decided: list[Fields] = []
    last: Fields | None = None  # of the claim before
    for i in range(len(context.quantities)):
        base = base_features(evidence, i)
        role = decide_role(evidence, i, decided[-1].role.value if decided else None, base)
        if role.value != "claim":
            decided.append(_other(role))
            continue
        direction = decide_direction(evidence, i, last.direction.value if last else None, base)
        basis = decide_basis(evidence, i, direction.value, last.basis.value if last else None, base)
        modality = decide_modality(evidence, i, last.modality.value if last else None, base)
        time = decide_when(evidence, line, i, last.time.value if last else None, last is not None)
        source = decide_source(evidence, voices, i, last.source.value if last else None, last is not None)
        last = Fields(role, direction, basis, modality, time, source)
        decided.append(last)
    return decided


def _other(role: Decision[Role]) -> Fields:
    nothing: Decision[Any] = Decision(None, "not a claim")
    return Fields(role, nothing, nothing, Decision("actual", nothing.reason), nothing, nothing)
