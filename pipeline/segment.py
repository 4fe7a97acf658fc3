"""Words, sentences and clauses of the clean text.

Tokenizer: jieba, as a spaCy tokenizer (`newsclaims.JiebaTokenizer.v1`). Numbers, Latin names and numbers with
their scale are atoms: jieba never cuts through them or glues them to Chinese.
Sentences end at 。！？!?； and at line ends, with closing quotes and brackets kept; clauses at ，：、 as well.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import registry

from pipeline.script import matching_text
from pipeline.spans import Clause

# 91% · 2,500 · iPhone · SU7 · 7000mAh · 3.5 · C3.ai
_ATOM = re.compile(r"\d+(?:[,.]\d+)*%?|[A-Za-z][A-Za-z0-9]*(?:[-.'&+][A-Za-z0-9]+)*\+?|\s+")
# 。 ！ ？ ； with what closes after them, or a line end
_SENTENCE_END = re.compile(r"[。！？!?；;…]+[”’」』》）)\"]*|\n+")
_CLAUSE_END = re.compile(r"[，,：:；;。！？!?\n（）()]+")


def words_of(text: str) -> Iterator[str]:
    """jieba's words (dictionary only, no HMM) with numbers and Latin names whole; joined they are the text."""
    import jieba

    matching = matching_text(text)
    position = 0
    for atom in _ATOM.finditer(matching):
        yield from _cut(jieba, text, matching, position, atom.start())
        yield text[atom.start() : atom.end()]
        position = atom.end()
    yield from _cut(jieba, text, matching, position, len(text))


def _cut(jieba: Any, text: str, matching: str, start: int, end: int) -> Iterator[str]:
    for word in jieba.cut(matching[start:end], HMM=False) if start < end else ():
        yield text[start : start + len(word)]
        start += len(word)


class JiebaTokenizer:
    """spaCy tokenizer over `words_of`; nothing of the text is lost, white space is tokens of its own."""

    def __init__(self, vocab: Any) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        words = list(words_of(text))
        return Doc(self.vocab, words=words, spaces=[False] * len(words))

    def to_bytes(self, **kwargs: Any) -> bytes:
        return b""

    def from_bytes(self, data: bytes, **kwargs: Any) -> "JiebaTokenizer":
        return self

    def to_disk(self, path: Any, **kwargs: Any) -> None:
        return None

    def from_disk(self, path: Any, **kwargs: Any) -> "JiebaTokenizer":
        return self


@registry.tokenizers("newsclaims.JiebaTokenizer.v1")
def make_tokenizer() -> Callable[[Language], JiebaTokenizer]:
    """The tokenizer for a spaCy configuration."""
    return lambda nlp: JiebaTokenizer(nlp.vocab)


def sentence_bounds(text: str) -> list[tuple[int, int]]:
    """Start and end of every sentence, white space left outside; together they hold every other character."""
    bounds = []
    start = 0
    for match in [*_SENTENCE_END.finditer(text), None]:
        end = match.end() if match else len(text)
        piece = text[start:end]
        first = start + len(piece) - len(piece.lstrip())
        last = start + len(piece.rstrip())
        if first < last:
            bounds.append((first, last))
        start = end
    return bounds


def clauses(text: str) -> list[Clause]:
    """The clauses of a text in order; punctuation belongs to none."""
    found = []
    for index, (start, end) in enumerate(sentence_bounds(text)):
        position = start
        for match in [*_CLAUSE_END.finditer(text, start, end), None]:
            stop = match.start() if match else end
            if position < stop:
                found.append(Clause(start=position, end=stop, sentence=index))
            position = match.end() if match else end
    return found


@Language.factory("newsclaims_sentences", assigns=["token.is_sent_start"])
def make_sentences(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """Component that sets sentence starts."""
    return set_sentences


def set_sentences(doc: Doc) -> Doc:
    """Marks as sentence start the token in which each sentence begins."""
    starts = [token.idx for token in doc]
    firsts = {max(bisect_right(starts, begin) - 1, 0) for begin, _ in sentence_bounds(doc.text)}
    for token in doc:
        token.is_sent_start = token.i in firsts or token.i == 0
    return doc
