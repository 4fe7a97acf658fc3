"""PDF → text in reading order, with page and box of every line.

pdfminer.six finds the lines, `pipeline.read.layout` their order. Each column's lines stand one below the
other as on the page, so that joining them is the work of the clean stage. A PDF that holds pictures of text
only is refused with a clear message, and so is one that needs a password.
"""

import io
import logging
import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Any, NamedTuple

from pipeline.errors import ReadError
from pipeline.read.layout import Box, Placed, reading_order, without_furniture

_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl"})
# what programs write where nobody gave a title: untitled | Microsoft Word - a.doc | page.html
_NO_TITLE = re.compile(r"untitled|microsoft word|无标题|[^ ]*\.\w{2,5}\Z", re.I)
MAX_PAGES = 2000
MAX_CHARACTERS = 20_000_000


Box4 = tuple[float, float, float, float]  # x0, y0, x1, y1 in points from the lower left corner


class PdfText(NamedTuple):
    """The text of a PDF.

    `lines`: start, end, page (from 1), x0, y0, x1, y1 of each line, in points from the lower left corner.
    """

    text: str
    lines: list[list[float]]
    meta: dict[str, Any]


def pdf_text(data: bytes, *, name: str) -> PdfText:
    """The text of a PDF's pages. Raises ReadError where there is none."""
    from pdfminer.pdfdocument import PDFPasswordIncorrect, PDFTextExtractionNotAllowed
    from pdfminer.psexceptions import PSException

    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    try:
        pages, meta = _pages(data, name=name)
    except (PDFPasswordIncorrect, PDFTextExtractionNotAllowed) as error:
        raise ReadError(f"{name}: this PDF needs a password") from error
    except ReadError:
        raise
    except (PSException, RecursionError, MemoryError, ArithmeticError, LookupError, ValueError, TypeError,
            AttributeError, AssertionError, OSError, StopIteration) as error:  # fmt: skip
        raise ReadError(f"{name}: broken PDF ({type(error).__name__}: {error})") from error
    bodies, furniture = without_furniture(pages)
    if not any(bodies):
        raise ReadError(f"{name}: no text in this PDF; if it is a scan, run character recognition on it")
    if furniture:
        meta["set_apart"] = list(dict.fromkeys(furniture))[:50]
    text, lines = _laid_out([placed for body in bodies for placed in reading_order(body)])
    return PdfText(text, lines, meta)


def _pages(data: bytes, *, name: str) -> tuple[list[tuple[float, list[Box]]], dict[str, Any]]:
    """Height and lines of each page, and what the document says of itself."""
    from pdfminer.converter import PDFPageAggregator
    from pdfminer.layout import LAParams
    from pdfminer.pdfdocument import PDFDocument
    from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
    from pdfminer.pdfpage import PDFPage
    from pdfminer.pdfparser import PDFParser

    document = PDFDocument(PDFParser(io.BytesIO(data)))
    manager = PDFResourceManager()
    device = PDFPageAggregator(manager, laparams=LAParams(char_margin=1.6, line_margin=0.3, boxes_flow=None))
    interpreter = PDFPageInterpreter(manager, device)
    pages: list[tuple[float, list[Box]]] = []
    characters = 0
    for number, page in enumerate(PDFPage.create_pages(document), 1):
        if number > MAX_PAGES:
            raise ReadError(f"{name}: more than {MAX_PAGES} pages; split it")
        interpreter.process_page(page)
        layout = device.get_result()
        boxes = _lines(layout, number)
        characters += sum(len(b.text) for b in boxes)
        if characters > MAX_CHARACTERS:
            raise ReadError(f"{name}: more than {MAX_CHARACTERS} characters in one PDF; split it")
        pages.append((layout.height, boxes))
    meta: dict[str, Any] = {"pages": len(pages)}
    for info in document.info[:1]:
        title = info.get("Title")
        decoded = _info_text(title) if isinstance(title, bytes) else ""
        if decoded and not _NO_TITLE.match(decoded):
            meta["title"] = decoded
    return pages, meta


def _info_text(raw: bytes) -> str:
    """A string of the document's information: UTF-16 with a mark, else Latin."""
    if raw.startswith((b"\xfe\xff", b"\xff\xfe")):
        return raw.decode("utf-16", "replace").strip("\x00 ")
    return raw.decode("ascii", "ignore").strip("\x00 ")


def _lines(layout: Any, page: int) -> list[Box]:
    from pdfminer.layout import LTChar, LTTextContainer, LTTextLine

    found: list[Box] = []
    stack = [layout]
    while stack:
        for item in stack.pop():
            if isinstance(item, LTTextLine):
                text = item.get_text().strip().translate(_LIGATURES)
                if text:
                    size = max((c.size for c in item if isinstance(c, LTChar)), default=item.height)
                    found.append(Box(text, item.x0, item.y0, item.x1, item.y1, size, page))
            elif isinstance(item, LTTextContainer) or hasattr(item, "__iter__"):
                stack.append(item)
    return found


def _laid_out(placed: list[Placed]) -> tuple[str, list[list[float]]]:
    """The text of lines in order and the box of each stretch of it."""
    pieces: list[str] = []
    lines: list[list[float]] = []
    position = 0
    for line in placed:
        lead = ("\n" if line.gap and pieces else "") + ("\u3000\u3000" if line.indent else "")
        pieces.append(lead + line.text + "\n")
        position += len(lead)
        for cell in line.cells:
            box = [round(v, 1) for v in (cell.x0, cell.y0, cell.x1, cell.y1)]
            lines.append([position, position + len(cell.text), cell.page, *box])
            position += len(cell.text) + 1
    return "".join(pieces), lines


def place_of(lines: Sequence[Sequence[float]], start: int, end: int) -> list[tuple[int, Box4]]:
    """Page and box of each line that the source span `start:end` touches, for pointing at it on the page.

    `lines` is what `meta["lines"]` of a PDF's source (and of its record's article) holds.
    """
    first = max(bisect_right(lines, start, key=lambda line: int(line[0])) - 1, 0)
    found: list[tuple[int, Box4]] = []
    for line in lines[first:]:
        if line[0] >= end:
            break
        if line[1] > start:
            found.append((int(line[2]), (line[3], line[4], line[5], line[6])))
    return found
