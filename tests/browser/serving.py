"""Servers of notebooks that tests start on this machine's own address."""

from __future__ import annotations

import socket
import time
import urllib.request
from pathlib import Path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(address: str, log: Path) -> None:
    """Until the address answers; if it never does, say what the server said."""
    for _ in range(240):
        try:
            urllib.request.urlopen(address, timeout=2)
            return
        except OSError:
            time.sleep(0.25)
    raise TimeoutError(log.read_text()[-2000:])
