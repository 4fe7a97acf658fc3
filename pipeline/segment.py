"""Words, sentences and clauses of the clean text.

Tokenizer: jieba's dictionary and its most probable path, as a spaCy tokenizer
(`newsclaims.JiebaTokenizer.v1`); rjieba finds the path where it is installed. HMM is off: it guesses words
across the edges of names twice as often as it finds one. Words are cut in Simplified characters
(`matching_text`) and given as the text has them; joined they are the text.

Atoms, never cut through nor glued to Chinese: numbers with scale, percent sign or Latin unit (`2,500`, `91%`,
`1020亿`, `7000mAh`, `三百五十万`), Latin names with their number or model word (`iPhone 17`, `SU7 Ultra`).

Sentences end at 。！？!?； and at line ends, with closing quotes and brackets kept, and after 2,000
characters in any case; clauses at ，：、 as well.
"""

import logging
import os
import re
import sys
from collections.abc import Callable, Iterator
from functools import cache
from importlib.metadata import version
from itertools import accumulate, pairwise
from math import log
from pathlib import Path
from typing import Any

import numpy as np
from spacy.attrs import IDX, SENT_START
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import registry

from pipeline.script import matching_text
from pipeline.spans import Clause

_MODEL_WORD = (
    r"(?:Pro|Max|Ultra|Plus|Mini|mini|Air|Note|Gen|SE|Lite|Edge|Fold|Flip|XL|Turbo|Elite)(?![A-Za-z])\+?"
)
# What shows that a number after a Latin name is a quantity or a date of its own: Meta 3 亿, OPPO 8月, GDP
# 5.2%
_NOT_A_MODEL = (
    r"(?![\d,.:%％‰]|\s?[年月日号时点分秒亿万千百十元美港欧英人台辆家个户股套部项起件次架艘枚"
    r"倍成吨岁季至到\-~～])"
)
# iPhone 17 · SU7 Ultra · Model 3 · iPhone 17 Pro Max · C3.ai · 8 Gen 3
_LATIN = (
    r"[A-Za-z][A-Za-z0-9]*(?:[-.'’&+/][A-Za-z0-9]+)*\+?"
    rf"(?:\ (?:{_MODEL_WORD}|\d{{1,3}}[A-Za-z]*{_NOT_A_MODEL})){{0,4}}"
)
# 2,500 · 91% · 1020亿 · 7000mAh · 100km/h · 3.5万亿
_NUMBER = (
    rf"\d+(?:[,.]\d+)*(?:[%％‰]|[十百千万亿兆]+|[A-Za-zμ]+(?:/[A-Za-z]+)?(?:\ {_MODEL_WORD})?|\ Gen\ \d)?"
)
# the 月 of 8月: jieba's 月销量 would run on from it
_CALENDAR = r"(?<=\d)[年月日]"
_ATOM = re.compile(rf"{_NUMBER}|{_LATIN}|\s+|{_CALENDAR}")
_HAN = re.compile(r"[\u3400-\u9fff]+")
# 三百 · 五十 · 万: jieba's pieces of one number
_NUMERALS = re.compile(r"[〇零一二两三四五六七八九十百千万亿兆]+")
# 。 ！ ？ ； with what closes after them, or a line end
_SENTENCE_END = re.compile(r"[。！？!?；;…]+[”’」』》）)\"]*|\n+")
_CLAUSE_END = re.compile(r"[，,：:；;。！？!?\n（）()]+")
# Characters. Nobody writes a longer sentence; a text without stops is cut, behind a comma if there is one.
_LONGEST_SENTENCE = 2_000
_CUTS = "，、 "

_TEXT = "newsclaims_text"  # of `doc.user_data`

RJIEBA_COMPARED = "0.2.2"


def words_of(text: str) -> Iterator[str]:
    """jieba's words (dictionary only, no HMM), numbers and Latin names whole; joined they are the text."""
    matching = matching_text(text)
    position = 0
    for atom in _ATOM.finditer(matching):
        start = atom.start()
        if position < start:
            yield from _chinese(text, matching, position, start)
        position = atom.end()
        yield text[start:position]
    if position < len(text):
        yield from _chinese(text, matching, position, len(text))


def _chinese(text: str, matching: str, start: int, end: int) -> list[str]:
    """Words of a stretch without atoms: runs of Chinese characters, and every other character by itself."""
    words: list[str] = []
    position = start
    for run in _HAN.finditer(matching, start, end):
        begin, stop = run.span()
        words += text[position:begin]
        words += [text[begin + a : begin + b] for a, b in pairwise((0, *_ends(run[0])))]
        position = stop
    words += text[position:end]
    return words


def _ends(run: str) -> list[int]:
    """Ends of the words of a run of Chinese characters, with the pieces of one numeral joined.

    jieba holds words such as 万辆 and 一家 that would cut 三百万辆 and 三十一家 through their number.
    """
    found = cut(run)
    if not _NUMERALS.search(run):
        return found
    ends: list[int] = []
    numeral = False
    position = 0
    for end in found:
        match = _NUMERALS.match(run, position, end)
        if match and numeral:
            ends[-1] = position = match.end()
        if position < end:
            ends.append(end)
        numeral = match is not None and match.end() == end
        position = end
    return ends


def cut(run: str) -> list[int]:
    """Ends of the words on jieba's most probable path through a run of Chinese characters.

    The same path as `jieba.cut(run, HMM=False)`; by rjieba where the release is installed whose words were
    compared (extra `fast`), else by `most_probable_path`.
    """
    other = _rjieba()
    return list(accumulate(map(len, other(run, False)))) if other else most_probable_path(run)


@cache
def _rjieba() -> Callable[[str, bool], list[str]] | None:
    """rjieba's `cut` if its words are known to be jieba's (`benchmarks/segmenters.py` compares them)."""
    try:
        if version("rjieba") != RJIEBA_COMPARED:
            return None
        import rjieba
    except ImportError:  # PackageNotFoundError is one
        return None
    found: Callable[[str, bool], list[str]] = rjieba.cut
    return found


def most_probable_path(run: str) -> list[int]:
    """Ends of the words, several times faster than jieba: one loop from the right that keeps the best score,
    instead of a graph and a route as dictionaries."""
    frequencies, log_total = _dictionary()
    size = len(run)
    best = [0.0] * (size + 1)
    ends = [0] * size
    for start in range(size - 1, -1, -1):
        end = start + 1
        frequency = frequencies.get(run[start])
        # A character that only begins words of the dictionary (frequency 0) is one itself if none follows.
        score = log(frequency) - log_total + best[end] if frequency else None
        chosen = end
        while frequency is not None and end < size:
            end += 1
            frequency = frequencies.get(run[start:end])
            if frequency:
                other = log(frequency) - log_total + best[end]
                if score is None or other >= score:
                    score = other
                    chosen = end
        best[start] = best[start + 1] - log_total if score is None else score
        ends[start] = chosen
    path = []
    position = 0
    while position < size:
        position = ends[position]
        path.append(position)
    return path


@cache
def _dictionary() -> tuple[dict[str, int], float]:
    """Frequencies of jieba's words and their prefixes (0), and the logarithm of their sum."""
    import jieba

    logging.getLogger("jieba").setLevel(logging.CRITICAL)  # it logs its loading to standard error
    tokenizer = jieba.Tokenizer()
    folder = _cache_folder()
    if folder:
        tokenizer.tmp_dir = str(folder)
        tokenizer.initialize()
        return tokenizer.FREQ, log(tokenizer.total)
    frequencies, total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    return frequencies, log(total)


def _cache_folder() -> Path | None:
    """The user's own folder for jieba's parsed dictionary; None where there is none that only the user can
    write.

    jieba's default is a fixed name in the shared temporary folder, which any other user could have put there.
    """
    try:
        if sys.platform == "win32":
            base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
        elif sys.platform == "darwin":
            base = Path.home() / "Library" / "Caches"
        else:
            base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        folder = base / "newsclaims" / "jieba-0.42.1"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = folder.stat()
        if hasattr(os, "getuid") and (status.st_uid != os.getuid() or status.st_mode & 0o022):
            return None
        return folder if os.access(folder, os.W_OK) else None
    except (OSError, RuntimeError):
        return None


def text_of(doc: Doc) -> str:
    """`doc.text`, which spaCy joins anew from the tokens at every access; the tokenizer has left it here.

    A part of a document (`Span.as_doc`) may come with the text of the whole: then it is joined after all.
    """
    text: str | None = doc.user_data.get(_TEXT)
    if text is None or len(text) != (doc[-1].idx + len(doc[-1].text_with_ws) if len(doc) else 0):
        text = doc.text
    return text


class JiebaTokenizer:
    """spaCy tokenizer over `words_of`; nothing of the text is lost, white space is tokens of its own."""

    def __init__(self, vocab: Any) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        words = list(words_of(text))
        doc = Doc(self.vocab, words=words, spaces=[False] * len(words))
        doc.user_data[_TEXT] = text
        return doc

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
        while last - first > _LONGEST_SENTENCE:
            cut = _cut_before(text, first + _LONGEST_SENTENCE)
            bounds.append((first, first + len(text[first:cut].rstrip())))
            first = last - len(text[cut:last].lstrip())
        if first < last:
            bounds.append((first, last))
        start = end
    return bounds


def _cut_before(text: str, stop: int) -> int:
    """Where an endless sentence is cut: behind a comma in the last thousand characters, else at `stop`."""
    earliest = stop - _LONGEST_SENTENCE // 2
    places = (text.rfind(mark, earliest, stop) for mark in _CUTS)
    return next((place + 1 for place in places if place >= 0), stop)


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
    if not len(doc):
        return doc
    begins = [begin for begin, _ in sentence_bounds(text_of(doc))]
    marks = np.full(len(doc), -1, dtype=np.int64)
    marks[np.maximum(np.searchsorted(doc.to_array(IDX), begins, side="right") - 1, 0)] = 1
    marks[0] = 1
    doc.from_array([SENT_START], marks.astype(np.uint64).reshape(-1, 1))
    return doc
