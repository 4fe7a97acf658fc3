"""Parallel lists: A、B和C分别为10、20和30 puts the first number to A, the second to B, the third to C.

A list of quantities is a run of them with nothing but a joint (、和，) between. The members that it is
aligned with stand before it in its clause, or in the clause before where its own begins with 分别; they are
as many as the numbers, else there is no alignment.
"""

from bisect import bisect_right
from typing import NamedTuple

from pipeline.claims.context import Context

_JOINTS = frozenset(["、", "和", "及", "与", "以及", "/"])
_RESPECTIVELY = ("分别", "依次", "各为", "各自")


class Alignment(NamedTuple):
    """The pieces of the list's members (first, last), and which of them is the quantity's."""

    members: tuple[tuple[int, int], ...]
    own: int

    def place(self, first: int, last: int) -> str:
        """Where a phrase stands: `own` member, `other` member, `across` several, or `out` of the list."""
        begin, end = self.members[0][0], self.members[-1][1]
        if last < begin or first > end:
            return "out"
        starts = [m[0] for m in self.members]
        a = bisect_right(starts, first) - 1
        b = bisect_right(starts, last) - 1
        if a != b or a < 0:
            return "across"
        if a == self.own:
            return "own=" if (first, last) == self.members[a] else "own"
        return "other"


def _members(context: Context, start: int, stop: int) -> list[tuple[int, int]]:
    """The pieces between joints from `start` up to `stop`, without punctuation and atoms at their ends."""
    members = []
    first = start
    for piece in range(start, stop + 1):
        if piece == stop or context.pieces[piece] in _JOINTS:
            a, b = first, piece - 1
            while a <= b and context.kinds[a] in "PTQ":
                a += 1
            while b >= a and context.kinds[b] in "PTQ":
                b -= 1
            if a <= b:
                members.append((a, b))
            first = piece + 1
    return members


def align(context: Context, i: int) -> Alignment | None:
    """The list that quantity `i` is aligned with, or None."""
    parallel = context.parallel(i)
    count = len(parallel.members)
    if count < 2:
        return None
    head = context.quantity_piece[parallel.members[0]]
    clause_index = context.clause_of(context.piece_starts[head])
    clause = context.clauses[clause_index]
    start, stop = context.piece_of(clause.start), head
    for piece in range(head - 1, start - 1, -1):
        if context.pieces[piece] in _RESPECTIVELY:
            stop = piece
            break
        if context.kinds[piece] == "Q":
            return None
    members = _members(context, start, stop)
    if len(members) != count and clause_index and stop < head:
        earlier = context.clauses[clause_index - 1]
        members = _members(
            context, context.piece_of(earlier.start), context.pieces_in(earlier.start, earlier.end).stop
        )
    if len(members) != count:
        return None
    return Alignment(tuple(members), parallel.place)
