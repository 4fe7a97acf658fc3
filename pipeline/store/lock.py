"""One run at a time may write a folder of outputs; the lock says who holds it.

An advisory lock of the operating system on `newsclaims.lock`; it vanishes with its process, however it ends.
"""

import fcntl
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from pipeline.errors import StoreError
from pipeline.store.database import store_errors

LOCK_NAME = "newsclaims.lock"


@contextmanager
def writer_lock(outputs: Path) -> Iterator[None]:
    """Holds the lock. Raises StoreError that names the holder where another process has it."""
    file = outputs / LOCK_NAME
    with store_errors(file):
        outputs.mkdir(parents=True, exist_ok=True)
        handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreError(
                f"{outputs} is being written by {holder(outputs)}; wait for it or choose another --outputs"
            ) from None
        with store_errors(file):
            os.ftruncate(handle, 0)
            os.pwrite(handle, json.dumps(_me()).encode(), 0)
        yield
        os.ftruncate(handle, 0)
    finally:
        os.close(handle)


def _me() -> dict[str, str | int]:
    return {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def holder(outputs: Path) -> str:
    """Who wrote the lock file, in words."""
    try:
        who = json.loads((outputs / LOCK_NAME).read_text())
        return f"process {who['pid']} on {who['host']} since {who['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
