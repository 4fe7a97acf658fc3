"""How a document with our annotations becomes bytes and comes back.

For `Doc.to_bytes`, `DocBin` and `nlp.pipe(n_process=2)` spaCy writes `doc.user_data` with msgpack, which
knows neither our records nor dates. srsly asks the coders that are registered here, and as entry points, so
that a process that has imported nothing of ours can read the bytes. A record is written as a mapping with its
type's name; values are strings there, exact.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec
from srsly import msgpack

from pipeline import spans

_TYPE, _FIELDS = "newsclaims_type", "fields"
_RECORDS: dict[str, type[msgspec.Struct]] = {
    record.__name__: record
    for record in (spans.Quantity, spans.TimeExpression, spans.Clause, spans.Mention, spans.Link, spans.Claim)
}


def encode(value: Any, chain: Callable[[Any], Any] | None = None) -> Any:
    """A record or date as what msgpack knows; anything else goes down the chain."""
    if type(value).__name__ in _RECORDS and isinstance(value, msgspec.Struct):
        return {_TYPE: type(value).__name__, _FIELDS: msgspec.to_builtins(value)}
    if isinstance(value, date):
        return {_TYPE: "date", _FIELDS: value.isoformat()}
    return value if chain is None else chain(value)


def decode(value: Any, chain: Callable[[Any], Any] | None = None) -> Any:
    """What `encode` wrote, as it was."""
    if isinstance(value, dict) and _TYPE in value:
        name = value[_TYPE]
        if name == "date":
            return date.fromisoformat(value[_FIELDS])
        if name in _RECORDS:
            return msgspec.convert(value[_FIELDS], _RECORDS[name])
    return value if chain is None else chain(value)


msgpack.msgpack_encoders.register("newsclaims", func=encode)
msgpack.msgpack_decoders.register("newsclaims", func=decode)
