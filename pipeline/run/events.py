"""What a run tells while it works, and what it did."""

from collections.abc import Callable

import msgspec

from pipeline.run.find import Found


class Failed(msgspec.Struct, frozen=True):
    """An article or file without a record, and why."""

    path: str
    article: str
    reason: str


class Message(msgspec.Struct, frozen=True):
    """Something that the user should know."""

    text: str


class Progress(msgspec.Struct, frozen=True):
    """How far a run is. `share` of the bytes that are done, 0 to 1; `left` seconds, None while unknown."""

    articles: int
    claims: int
    failed: int
    rate: float  # articles a second
    share: float
    left: float | None


class Summary(msgspec.Struct, kw_only=True):
    """What a run did: counts of articles, but `new` to `renamed`, which are files as they were found."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    renamed: int = 0
    gone: int = 0
    pruned: int = 0
    extracted: int = 0
    copied: int = 0
    skipped: int = 0  # rows of changed files that were as before
    failed: int = 0  # in this run
    standing: int = 0  # failures of earlier runs, not tried again
    claims: int = 0
    restarted: int = 0  # workers
    seconds: float = 0.0
    fingerprint: str = ""


Event = Found | Failed | Message | Progress
Listener = Callable[[Event], None]
