"""What a run needs to go on after it was stopped, kept so that it is whole or not there."""

from __future__ import annotations

import hashlib
import io
import os
from pathlib import Path
from typing import Any

import torch

DIGEST = 64  # letters of a sha256, with which a file begins


def keep(path: Path, state: dict[str, Any]) -> None:
    """Write a state beside its place and move it there in one step."""
    packed = io.BytesIO()
    torch.save(state, packed)
    content = packed.getvalue()
    beside = path.with_name(path.name + ".part")
    beside.write_bytes(hashlib.sha256(content).hexdigest().encode() + content)
    os.replace(beside, path)


def kept(path: Path, run: dict[str, Any]) -> dict[str, Any] | None:
    """Read the state of this run again, or None if there is none.

    Raises
    ------
    ValueError
        If the file is not as it was written, or is another run's.
    """
    if not path.exists():
        return None
    whole = path.read_bytes()
    digest, content = whole[:DIGEST].decode("ascii", "replace"), whole[DIGEST:]
    if hashlib.sha256(content).hexdigest() != digest:
        raise ValueError(
            f"checkpoint must be as it was written, its sha256 says; {path} came, of {len(whole)} bytes, and "
            "is damaged. Delete it, and the run begins anew."
        )
    state: dict[str, Any] = torch.load(io.BytesIO(content), weights_only=True)
    if state["run"] != run:
        differing = [name for name in run if state["run"].get(name) != run[name]]
        raise ValueError(
            f"checkpoint must be of the run that goes on; {path} came, of another one: "
            f"{', '.join(differing)} differ. Delete it, and the run begins anew."
        )
    return state
