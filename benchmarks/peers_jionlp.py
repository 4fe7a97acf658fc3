"""Reads {"id", "text"} a line from standard input and writes what JioNLP finds, in an environment of its own.

{"id", "found": [[type, text, start, end, detail]]} a line, on standard output. It raises on some texts; those
are given to it again sentence by sentence, and the sentences on which it raises hold nothing.
"""

import contextlib
import io
import json
import re
import sys
from collections.abc import Callable, Iterator
from typing import Any

with contextlib.redirect_stdout(io.StringIO()):  # it greets on standard output
    import jionlp

_SENTENCE = re.compile(r"[^。；\n]+")


def found(extract: Callable[..., Any], text: str) -> Iterator[list[Any]]:
    """What one of its extractors gives for a text."""
    pieces = [(0, text)]
    while pieces:
        offset, piece = pieces.pop()
        try:
            answers = extract(piece, with_parsing=True) or ()
        except Exception:
            sentences = [(offset + m.start(), m[0]) for m in _SENTENCE.finditer(piece)]
            pieces += sentences if len(sentences) > 1 else []
            continue
        for one in answers:
            start, end = one["offset"]
            yield [one["type"], one["text"], offset + start, offset + end, one["detail"]]


def main() -> None:
    for line in sys.stdin:
        row = json.loads(line)
        answers = [
            one
            for extract in (jionlp.ner.extract_money, jionlp.ner.extract_time)
            for one in found(extract, row["text"])
        ]
        print(json.dumps({"id": row["id"], "found": answers}, default=str))


if __name__ == "__main__":
    main()
