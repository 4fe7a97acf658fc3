"""Records → one self-contained HTML page, or a folder of pages where there are too many claims for one.

The page needs no network and no server: style, script and data are inside it, and it works from `file://`.
Data are embedded as JSON in which `<`, `>`, `&` and the line separators of JavaScript are escaped; the script
puts them on the page as text only. A content security policy forbids every request.
"""

from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files
from itertools import chain
from pathlib import Path
from typing import Any

import msgspec

from pipeline.view.data import PageData, Row, page_data
from pipeline.view.index import Index

# A page of this many claims filters within a tenth of a second; benchmarks/view.py measures it.
CLAIMS_PER_PAGE = 30_000

# In the order in which they are put into the page; each file is one view or one concern.
SCRIPTS = tuple(
    f"{name}.js" for name in ("words", "model", "table", "article", "charts", "overview", "company", "main")
)


def write_view(
    rows: Iterable[Row],
    target: Path,
    *,
    failures: Sequence[tuple[str, str]] = (),
    conflicts: Iterable[Sequence[tuple[str, str]]] = (),
    claims_per_page: int = CLAIMS_PER_PAGE,
) -> list[Path]:
    """Writes the page `target` (an .html file) and returns the files written, the one to open first.

    `failures` are (path, reason) pairs; `conflicts` are groups of (article id, claim id) that contradict
    each other. With more than `claims_per_page` claims, `target` becomes an index of pages in a folder beside
    it: companies and contradictions with links into the pages. The rows are read page by page.
    Raises OSError where the files cannot be written.
    """
    groups = [tuple(group) for group in conflicts]
    parts = _parts(rows, claims_per_page)
    first = next(parts, [])
    second = next(parts, None)
    target.parent.mkdir(parents=True, exist_ok=True)
    if second is None:
        return [_write(target, "page.html.j2", data=page_data(first, failures=failures, conflicts=groups))]
    folder = target.with_suffix("")
    folder.mkdir(exist_ok=True)
    index = Index(groups)
    written = []
    for number, part in enumerate(chain((first, second), parts), 1):
        file = folder / f"page-{number:04}.html"
        data = page_data(part, failures=(), conflicts=groups)
        written.append(_write(file, "page.html.j2", data=data, index=f"../{target.name}"))
        index.add(f"{folder.name}/{file.name}", part, data.totals)
    for left in set(folder.glob("page-*.html")) - set(written):  # of an earlier, longer view
        left.unlink()
    return [_write(target, "index.html.j2", index=index.summary(), failures=failures), *written]


def _parts(rows: Iterable[Row], limit: int) -> Iterator[list[Row]]:
    part: list[Row] = []
    count = 0
    for row in rows:
        if part and count + len(row.record.claims) > limit:
            yield part
            part, count = [], 0
        part.append(row)
        count += len(row.record.claims)
    if part:
        yield part


def _write(file: Path, template: str, *, data: PageData | None = None, **values: Any) -> Path:
    import jinja2

    folder = files("pipeline.view")
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(lambda name: folder.joinpath(name).read_text(encoding="utf-8")),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
    )
    html = environment.get_template(template).render(
        style=folder.joinpath("style.css").read_text(encoding="utf-8"),
        script="\n".join(folder.joinpath(name).read_text(encoding="utf-8") for name in SCRIPTS),
        data=embedded_json(data) if data else "",
        **{"index": None, **values},
    )
    temporary = file.with_name(file.name + ".tmp")
    temporary.write_text(html, encoding="utf-8")
    temporary.replace(file)
    return file


def embedded_json(data: Any) -> str:
    """JSON that may stand inside a <script> element: no character in it can end the element or a line."""
    text = msgspec.json.encode(data).decode()
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text
