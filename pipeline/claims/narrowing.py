"""Which claims a qualifier or a time quantity narrows.

A quantity that is not itself asserted belongs to a claim of its sentence: to the next one in its
clause (开售18小时锁定量达24万台), else to the nearest one before it in the clause, else to those of the
next clause of the sentence, else to the last one before it. None in the sentence: it narrows nothing.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from pipeline.claims.context import Context
from pipeline.spans import Role


def narrowed(context: Context, i: int, roles: Sequence[Role]) -> tuple[int, ...]:
    """Indices of the claims that quantity `i`, which is none itself, narrows."""
    sentence, clause = context.quantity_sentence[i], context.quantity_clause[i]
    places = context.quantity_sentence
    own = range(bisect_left(places, sentence), bisect_right(places, sentence))
    claims = [k for k in own if roles[k] == "claim"]
    if not claims:
        return ()
    after = [k for k in claims if k > i]
    before = [k for k in claims if k < i]
    own_after = [k for k in after if context.quantity_clause[k] == clause]
    own_before = [k for k in before if context.quantity_clause[k] == clause]
    if own_after:
        return (own_after[0],)
    if own_before:
        return (own_before[-1],)
    if after:
        first = context.quantity_clause[after[0]]
        return tuple(k for k in after if context.quantity_clause[k] == first)
    return (before[-1],)
