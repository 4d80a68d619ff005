"""Firefox by WebDriver BiDi, a standard that browsers speak over a websocket; where one is installed."""

from __future__ import annotations

import itertools
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import websocket

COMMANDS = ("firefox", "firefox-esr")
# No errand of the browser's own, and files may show what files beside them hold, as from a disk they do.
PREFERENCES = {
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "app.update.disabledForTesting": True,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
}


def find_firefox() -> str | None:
    """Path of an installed Firefox, or None."""
    return next(filter(None, map(shutil.which, COMMANDS)), None)


class Tab:
    """One tab: goes to pages, runs scripts, presses keys, and gathers what pages complain of."""

    def __init__(self, socket: websocket.WebSocket) -> None:
        self._socket, self._numbers = socket, itertools.count(1)
        self.errors: list[str] = []
        self._ask("session.new", capabilities={})
        self._ask("session.subscribe", events=["log.entryAdded"])
        self._context = self._ask("browsingContext.getTree")["contexts"][0]["context"]

    def _ask(self, method: str, **params: Any) -> Any:
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            message = json.loads(self._socket.recv())
            if message.get("method") == "log.entryAdded" and message["params"]["level"] == "error":
                self.errors.append(message["params"]["text"])
            if message.get("id") == number:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']}: {message['message']}")
                return message["result"]

    def goto(self, address: str) -> None:
        self._ask("browsingContext.navigate", context=self._context, url=address, wait="complete")

    def run(self, script: str) -> Any:
        """The value of an expression, once it is there if it is a promise; anything that JSON can hold."""
        expression = f"Promise.resolve({script}).then(value => JSON.stringify(value ?? null))"
        target = {"context": self._context}
        found = self._ask("script.evaluate", expression=expression, target=target, awaitPromise=True)
        if found["type"] == "exception":
            raise RuntimeError(found["exceptionDetails"]["text"])
        return json.loads(found["result"]["value"])

    def wait_for(self, condition: str, frames: int = 600) -> None:
        """Until a script's condition holds, for so many frames of the screen."""
        frame = "new Promise(requestAnimationFrame)"
        loop = f"let left = {frames}; while (left-- && !({condition})) await {frame}; return left"
        left = f"(async () => {{ {loop}; }})()"
        assert self.run(left) >= 0, f"in {frames} frames it never came to {condition}"

    def press(self, key: str) -> None:
        """A key of the keyboard, as a code of WebDriver."""
        actions = [{"type": kind, "value": key} for kind in ("keyDown", "keyUp")]
        source = {"type": "key", "id": "keyboard", "actions": actions}
        self._ask("input.performActions", context=self._context, actions=[source])


@contextmanager
def firefox(profile: Path) -> Iterator[Tab]:
    """A headless Firefox with an empty profile in the folder."""
    lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in PREFERENCES.items())
    (profile / "user.js").write_text("".join(lines))
    command = [
        find_firefox(),
        "--headless",
        "--no-remote",
        "--profile",
        profile,
        "--remote-debugging-port=0",
        "about:blank",
    ]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    try:
        listens = (re.search(r"WebDriver BiDi listening on (ws://\S+)", line) for line in process.stderr)
        address = next(filter(None, listens))[1]
        socket = websocket.create_connection(f"{address}/session", timeout=60, suppress_origin=True)
        yield Tab(socket)
        socket.close()
    finally:
        process.terminate()
        process.wait(timeout=20)
