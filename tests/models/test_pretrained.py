"""The parameters that ship: whole, traceable, read without pickle, and meaning what they are said to mean."""

import hashlib
import importlib.util
import re
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from rope_viz import Rope, T5Bias, attend, device, pretrained
from rope_viz.models import ported

ROOT = Path(__file__).parents[2]
RIGHT = "rows as stored, neighbours"
DATA = ROOT / "rope_viz/models/data"
LOADERS = {
    "minilm": pretrained.minilm_positions,
    "mpnet": pretrained.mpnet_bias,
    "heads": pretrained.smollm2_heads,
    "by lag": pretrained.smollm2_attention_by_lag,
    "pairs": pretrained.smollm2_pairs,
}


@pytest.fixture(params=LOADERS)
def load(request):
    return LOADERS[request.param]


@pytest.fixture(scope="module")
def heads():
    return pretrained.smollm2_heads()


@pytest.fixture(scope="module")
def by_lag():
    return pretrained.smollm2_attention_by_lag()


# Provenance


def test_every_file_has_a_loader_and_every_loader_a_file():
    shipped = {path.name for path in DATA.iterdir() if path.suffix in (".npz", ".csv")}
    assert shipped == {load().provenance.file for load in LOADERS.values()}
    assert sum((DATA / name).stat().st_size for name in shipped) < 1_000_000


def test_the_provenance_table_says_the_same(load):
    found = load().provenance
    rows = [
        line for line in (DATA / "PROVENANCE.md").read_text().splitlines() if f"| `{found.file}` |" in line
    ]
    told = " ".join(rows).replace("`", "")
    for fact in (found.model, found.package, found.licence, found.source_sha256, found.sha256):
        assert fact in told
    for part in found.source.split(", "):
        assert part in told


def test_the_checksum_is_that_of_the_file(load):
    found = load().provenance
    assert hashlib.sha256((DATA / found.file).read_bytes()).hexdigest() == found.sha256


@pytest.fixture
def copies(tmp_path, monkeypatch):
    """The package's data in a folder where it can be broken."""
    (tmp_path / "data").mkdir()
    for path in DATA.iterdir():
        (tmp_path / "data" / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(pretrained.resources, "files", lambda package: tmp_path)
    return tmp_path / "data"


def test_a_changed_file_is_refused(load, copies):
    found = load().provenance
    path = copies / found.file
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    came = hashlib.sha256(content).hexdigest()
    text = (
        f"rope_viz/models/data/{found.file} must have the sha256 {found.sha256}, because its numbers "
        f"are quoted by name; {came} came. Install rope_viz again."
    )
    with pytest.raises(ValueError, match=re.escape(text) + "$"):
        load()


def test_a_missing_file_is_named(load, copies):
    name = load().provenance.file
    (copies / name).unlink()
    with pytest.raises(FileNotFoundError, match=re.escape(name)):
        load()


def test_pickled_arrays_are_not_read(copies, monkeypatch):
    path = copies / pretrained.MINILM.file
    np.savez(path, position_embeddings=np.array([{"any": "object"}], dtype=object))
    monkeypatch.setattr(pretrained, "_content", lambda provenance: path.read_bytes())
    with pytest.raises(ValueError, match="allow_pickle=False"):
        pretrained.minilm_positions()


def test_what_is_loaded_is_nobody_elses(load):
    first, again = load(), load()
    name = next(name for name in ("table", "q", "by_lag", "size") if hasattr(first, name))
    getattr(first, name).zero_()
    assert getattr(again, name).any() and getattr(load(), name).any()
    with pytest.raises(AttributeError):
        setattr(first, name, None)


def test_numbers_are_finite_float32_on_the_device(load):
    found = load()
    tensors = [value for value in vars(found).values() if isinstance(value, torch.Tensor)]
    assert all(value.isfinite().all() for value in tensors)
    assert tensors[0].dtype == torch.float32
    assert tensors[0].device.type == device().type


# MiniLM


def test_minilm_has_a_row_for_each_of_512_positions():
    assert pretrained.minilm_positions().table.shape == (512, 384)


def test_the_first_row_is_five_times_as_long_as_most_and_the_last_two_are_twice():
    lengths = pretrained.minilm_positions().table.norm(dim=-1)
    usual = lengths[1:510]
    assert round(float(lengths[0] / usual.median())) == 5
    assert (lengths[510:] / usual.median()).round().tolist() == [2, 2]
    assert float(usual.max() / usual.median()) < 1.5


def test_near_positions_look_alike_and_far_ones_do_not():
    rows = torch.nn.functional.normalize(pretrained.minilm_positions().table[1:], dim=-1)
    alike = [float((rows[:-apart] * rows[apart:]).sum(-1).mean()) for apart in (1, 2, 8, 32, 128)]
    assert alike == sorted(alike, reverse=True)
    assert alike[0] > 0.8 and alike[-1] < 0.1


# MPNet


def test_mpnets_bias_is_one_of_t5s_kind():
    found = pretrained.mpnet_bias()
    assert found.table.shape == (32, 12)
    encoding = T5Bias(found.table, found.bidirectional, found.max_distance)
    assert encoding.bias(None, None, range(3), range(5)).shape == (12, 3, 5)


def test_the_bucket_that_no_distance_falls_into_stayed_untrained():
    table = pretrained.mpnet_bias().table.abs()
    used = torch.arange(32) != 16
    assert float(table[16].max()) < 0.01 < 0.5 < float(table[used].mean())


@pytest.mark.parametrize(("head", "towards"), [(0, 1), (6, -1)])
def test_mpnets_heads_look_next_door(head, towards):
    """Head 0 at the next token, head 6 at the one before: the largest bias, and the other side far lower."""
    bias = T5Bias(pretrained.mpnet_bias().table).bias(None, None, [100], range(201))[head, 0]
    assert int(bias.argmax()) == 100 + towards
    assert float(bias[100 + towards] - bias[100 - towards]) > 7


# SmolLM2


def attention(heads, rope, positions=None):
    """Causal attention of the six heads, in float64."""
    at = torch.arange(148) if positions is None else positions
    query, key = (rope.rotate(x.cpu().double(), at) for x in (heads.q, heads.k))
    later = torch.ones(148, 148, dtype=torch.bool).triu(1)
    return (query @ key.mT / 8).masked_fill(later, -torch.inf).softmax(-1)


def mean_at(weights, by_lag):
    lags = by_lag.lags.tolist()
    first = by_lag.first_query
    return torch.stack(
        [weights.diagonal(-lag, -2, -1)[:, max(first - lag, 0) :].mean(-1) for lag in lags], -1
    )


def apart(heads, by_lag, rope, positions=None):
    measured = torch.stack([by_lag.by_lag[layer, head].cpu() for layer, head in heads.heads])
    return float((mean_at(attention(heads, rope, positions), by_lag) - measured).abs().max())


def test_turned_queries_and_keys_give_the_attention_that_the_model_gave(heads, by_lag):
    # Rounding q and k to float16 moves a logit by up to some 2^-11 of 40; measured 3e-5.
    assert apart(heads, by_lag, heads.rope) < 1e-4


def test_a_shift_of_every_position_changes_nothing(heads, by_lag):
    assert apart(heads, by_lag, heads.rope, torch.arange(148) + 5000) < 1e-4


@pytest.mark.parametrize(
    "wrong",
    [Rope(64, base=100_000.0, layout="half"), Rope(64, base=10_000.0), Rope(64, base=1e5, rotary_dim=32)],
    ids=str,
)
def test_no_other_rotation_does(heads, by_lag, wrong):
    assert apart(heads, by_lag, wrong) > 0.02


def test_the_stored_speeds_are_those_of_the_rope(heads):
    assert heads.rope.base == heads.base == 100_000
    assert heads.layout == "interleaved"
    torch.testing.assert_close(heads.inv_freq, heads.rope.inv_freq, atol=0, rtol=4e-16)


def test_shapes_and_labels_belong_together(heads, by_lag):
    assert heads.q.shape == heads.k.shape == (6, 148, 64)
    assert heads.heads == ((16, 0), (11, 1), (1, 2), (2, 1), (18, 8), (0, 0))
    assert len(heads.tokens) == by_lag.tokens == 148
    assert by_lag.by_lag.shape == (30, 9, 100)
    assert by_lag.lags.tolist() == list(range(100))


def test_the_tokens_are_a_text(heads):
    text = "".join(heads.tokens)
    assert text.startswith("The history of the compass") and text.endswith("while the ship rolled.")
    assert text.isascii()


def test_attention_by_lag_is_a_share(by_lag):
    assert float(by_lag.by_lag.min()) >= 0 and float(by_lag.by_lag.max()) <= 1


def test_the_heads_do_what_their_docstring_says(heads, by_lag):
    previous = [round(float(by_lag.by_lag[layer, head, 1]), 2) for layer, head in heads.heads[:4]]
    assert previous == [0.71, 0.63, 0.62, 0.57]
    for share in previous:
        assert f"{share * 100:.0f}" in pretrained.smollm2_heads.__doc__
    weights = attention(heads, heads.rope)
    assert float(weights[4, 8:, 0].min()) > 0.99  # the sink, (18, 8)
    assert float(weights[5, 8:].max()) < 0.5  # (0, 0)


@pytest.mark.parametrize("load", LOADERS.values())
def test_what_prints_is_short(load):
    assert len(repr(load())) < 110


# The script that cuts them out


@pytest.fixture
def script(monkeypatch):
    place = ROOT / "tools" / "extract_pretrained.py"
    spec = importlib.util.spec_from_file_location("extract_pretrained", place)
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)  # where its dataclasses look for their names
    spec.loader.exec_module(module)
    return module


def test_writing_what_ships_gives_the_same_bytes(script, load, tmp_path):
    name = load().provenance.file
    script.write(tmp_path / name, script.read(DATA / name))
    assert (tmp_path / name).read_bytes() == (DATA / name).read_bytes()


def test_the_script_and_the_package_mean_the_same_files(script, heads, by_lag):
    for source, found in (
        (script.MINILM, pretrained.MINILM),
        (script.MPNET, pretrained.MPNET),
        (script.SMOLLM2, pretrained.SMOLLM2_HEADS),
        (script.SMOLLM2, pretrained.SMOLLM2_BY_LAG),
    ):
        assert source.sha256 == found.source_sha256
        assert source.file in found.source
        assert source.packages[0].replace("==", " ").split()[0] in found.package
    assert "".join(heads.tokens) == script.TEXT
    assert (heads.heads, len(by_lag.lags)) == (script.HEADS, script.LAGS)
    assert by_lag.first_query == script.FIRST_QUERY


def test_the_script_refuses_another_tensor_file(script):
    text = f"{script.MINILM.file} must have the sha256 {script.MINILM.sha256}; e3b0c44298fc1c149afb"
    with pytest.raises(ValueError, match=re.escape(text)):
        script.checked(b"", script.MINILM)


def test_the_scripts_mean_equals_the_loops(script):
    weights = torch.rand(2, 3, 12, 12, generator=torch.Generator().manual_seed(0))
    for lag in (0, 3, 8, 11):
        rows = range(max(script.FIRST_QUERY, lag), 12)
        expected = torch.stack([weights[..., i, i - lag] for i in rows]).mean(0)
        torch.testing.assert_close(script.mean_at_lag(weights, lag), expected)


def test_losses_of_ported_rows_belong_to_the_text_that_ships():
    found = ported.smollm2_ported()
    told = " ".join((DATA / "PROVENANCE.md").read_text().split())
    tokens = len(pretrained.smollm2_heads().tokens)
    assert found.tokens == tokens and f"148 tokens in float64 (loss {found.loss[RIGHT]:.6f} nats" in told
    # Moved alike and read accordingly, rows are as good as before, to the last digit that is kept.
    assert found.loss["q and k rows moved, halves"] == found.loss[RIGHT] == min(found.loss.values())
    assert found.source.replace("==", " ") == pretrained.smollm2_heads().provenance.package
    script = (ROOT / "tools/measure_ported.py").read_text()
    assert list(found.loss) == re.findall(r'^    "(.+)": \(', script, re.MULTILINE)


def test_a_misread_layout_takes_one_habit_and_leaves_another(heads):
    """The previous-token head and the sink head, turned as complex numbers and read as halves."""

    def weights(head, first, second):
        speeds = 100_000.0 ** (-np.arange(32) / 32)
        hands = np.exp(1j * np.arange(148)[:, None] * speeds)
        q, k = (x[head].double().cpu().numpy() for x in (heads.q, heads.k))
        q, k = ((x[:, first] + 1j * x[:, second]) * hands for x in (q, k))
        logits = (q @ k.conj().T).real / 8 + np.triu(np.full((148, 148), -np.inf), 1)
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        return powers / powers.sum(axis=1, keepdims=True)

    even, low = np.arange(0, 64, 2), np.arange(32)
    wanted = {(0, "right"): 0.71, (0, "misread"): 0.01, (4, "right"): 1.0, (4, "misread"): 1.0}
    for (head, how), share in wanted.items():
        first, second = (even, even + 1) if how == "right" else (low, low + 32)
        mine = weights(head, first, second)
        rope = heads.rope if how == "right" else Rope(64, base=heads.base, layout="half")
        theirs = attend(heads.q, heads.k, heads.k, rope, causal=True).weights[head]
        np.testing.assert_allclose(theirs.cpu().numpy(), mine, atol=2e-4)
        looked = mine.diagonal(-1)[7:].mean() if head == 0 else mine[8:, 0].mean()
        assert looked == pytest.approx(share, abs=0.01)
