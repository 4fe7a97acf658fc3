"""`run --watch`: after a whole run, files are picked up as they arrive, change or go."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from threading import Event as Flag

import msgspec

from pipeline.batch import Loader, load_extractor
from pipeline.config import Settings, resolve
from pipeline.read import FORMATS
from pipeline.run import Event, Options, Summary, run

_SETTLE_MS = 1500  # a file that is still being written is looked at when it has been quiet for so long


def watch(
    settings: Settings,
    paths: Iterable[Path] = (),
    *,
    options: Options | None = None,
    jobs: int = 0,
    load: Loader = load_extractor,
    listen: Callable[[Event], None] = lambda event: None,
    stop: Flag | None = None,
) -> Iterator[Summary]:
    """Yields the summary of a run over everything, then of one after each burst of changes, until `stop`.

    Between runs the store is free for others; each run holds its lock only while it works.
    """
    from watchfiles import watch as changes_below

    roots = list(paths) or [resolve(settings, path) for path in settings.paths]
    options = options or Options()
    outputs = resolve(settings, settings.outputs).absolute()
    # Looking first and running afterwards: what arrives during the first run is reported by the watcher.
    watcher = changes_below(
        *(root for root in roots if root.exists()),
        debounce=_SETTLE_MS,
        step=200,
        stop_event=stop,
        raise_interrupt=True,
        yield_on_timeout=True,
        rust_timeout=500,
    )
    next(watcher, None)
    yield run(settings, roots, options=options, jobs=jobs, load=load, listen=listen)
    later = msgspec.structs.replace(options, force=False, retry_failed=False, missing_is_gone=True)
    for changes in watcher:
        changed = sorted({Path(path) for _, path in changes})
        changed = [path for path in changed if _is_article(path) and not path.is_relative_to(outputs)]
        if changed:
            yield run(settings, _visible(changed, roots), options=later, jobs=jobs, load=load, listen=listen)


def _is_article(path: Path) -> bool:
    hidden = any(part.startswith(".") for part in path.parts[-2:])
    return not hidden and path.suffix.lower() in FORMATS and not path.is_dir()


def _visible(changed: list[Path], roots: list[Path]) -> list[Path]:
    """The paths as they are seen from the roots: a watcher resolves links, the store does not."""
    seen = []
    for path in changed:
        for root in roots:
            real = root.resolve()
            if path.is_relative_to(real):
                path = root.absolute() / path.relative_to(real)
                break
        seen.append(path)
    return seen
