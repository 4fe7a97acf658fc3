"""`run --watch`: after a whole run, files are picked up as they arrive, change or go.

The watcher only says where to look. What it says of a file is acted on once the file has kept size and time
for a while, so that one that is still being written is not read by halves. What it says of a folder (moved in
or away whole, or made and filled before it was watched) is a look into that folder. Events can be lost, by a
full queue or a network file system: from time to time everything is looked at again.
"""

import os
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from threading import Event as Flag

import msgspec

from pipeline.batch import Loader, load_extractor
from pipeline.config import Settings, resolve
from pipeline.read import FORMATS
from pipeline.run import Event, Options, Summary, run

SETTLE = 1.0  # seconds that a file must have kept its size and time before it is read
LOOK_AROUND = 900.0  # seconds between looks at everything
_TICK_MS = 250

_State = tuple[int, int] | None


def watch(
    settings: Settings,
    paths: Iterable[Path] = (),
    *,
    options: Options | None = None,
    jobs: int = 0,
    load: Loader = load_extractor,
    listen: Callable[[Event], None] = lambda event: None,
    stop: Flag | None = None,
    settle: float = SETTLE,
    look_around: float = LOOK_AROUND,
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
        debounce=4 * _TICK_MS,
        step=_TICK_MS,
        stop_event=stop,
        raise_interrupt=True,
        yield_on_timeout=True,
        rust_timeout=_TICK_MS,
    )
    next(watcher, None)
    yield run(settings, roots, options=options, jobs=jobs, load=load, listen=listen)
    later = msgspec.structs.replace(options, force=False, retry_failed=False, missing_is_gone=True)
    everything = msgspec.structs.replace(later, missing_is_gone=False)
    unsettled = _Unsettled(settle)
    looked = time.monotonic()
    for changes in watcher:
        changed = [_seen_from(roots, Path(path)) for _, path in changes]
        unsettled.add(path for path in changed if path and not path.is_relative_to(outputs))
        settled = unsettled.take()
        if time.monotonic() - looked >= look_around:
            yield run(settings, roots, options=everything, jobs=jobs, load=load, listen=listen)
            looked = time.monotonic()
        elif settled:
            yield run(settings, settled, options=later, jobs=jobs, load=load, listen=listen)


class _Unsettled:
    """Changed paths that may still be changing."""

    def __init__(self, settle: float) -> None:
        self._settle = settle
        self._paths: dict[Path, tuple[_State, float]] = {}

    def add(self, changed: Iterable[Path]) -> None:
        """Remembers the paths that may hold articles, as they are now."""
        for path in changed:
            if _may_hold_articles(path):
                self._paths[path] = _state(path), time.monotonic()

    def take(self) -> list[Path]:
        """The paths that have been as they are for long enough; they are forgotten."""
        ready = []
        for path, (state, since) in list(self._paths.items()):
            now = _state(path)
            if now != state:
                self._paths[path] = now, time.monotonic()
            elif time.monotonic() - since >= self._settle:
                ready.append(path)
                del self._paths[path]
        return sorted(ready)


def _state(path: Path) -> _State:
    """Size and time of a path, None where nothing is there."""
    try:
        stat = os.stat(path)  # noqa: PTH116
    except OSError:
        return None
    return stat.st_size, stat.st_mtime_ns


def _may_hold_articles(path: Path) -> bool:
    """Whether it is a file of a known ending or a folder; what is gone without an ending may be one."""
    return path.suffix.lower() in FORMATS or path.is_dir() or (not path.suffix and not path.exists())


def _seen_from(roots: list[Path], path: Path) -> Path | None:
    """The path below its root, as the store has it (a watcher resolves links).

    None where it is hidden, and for a root that is a folder: where that is missing, nothing in it is known to
    be gone.
    """
    for root in roots:
        real = root.resolve()
        if path.is_relative_to(real):
            below = path.relative_to(real)
            ignored = any(part.startswith(".") for part in below.parts)
            ignored |= path == real and path.suffix.lower() not in FORMATS
            return None if ignored else root.absolute() / below
    return path
