"""How much memory turning needs beyond its result."""

import weakref

import pytest
import torch
from kernel_cases import LAYOUTS, normal
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode

from rope_viz.encodings import kernel
from rope_viz.encodings.rope import Rope


class Peak(TorchDispatchMode):
    """Most bytes that tensors held at a time beyond those that were there before."""

    def __init__(self) -> None:
        super().__init__()
        self.held, self.most, self.seen = 0, 0, weakref.WeakSet()

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        before = {t.untyped_storage().data_ptr() for t in tree(args, kwargs) if isinstance(t, Tensor)}
        result = function(*args, **(kwargs or {}))
        for tensor in tree(result):
            if not isinstance(tensor, Tensor):
                continue
            storage = tensor.untyped_storage()
            if storage.data_ptr() in before or storage in self.seen:
                continue
            self.seen.add(storage)
            self.held += storage.nbytes()
            self.most = max(self.most, self.held)
            weakref.finalize(storage, self.free, storage.nbytes())
        return result

    def free(self, size: int) -> None:
        self.held -= size


def tree(*values):
    return torch.utils._pytree.tree_leaves(values)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_turning_needs_the_result_and_a_block_and_no_more(layout, dtype, monkeypatch):
    monkeypatch.setattr(kernel, "BLOCK", 2**12)
    rope, x = Rope(64, layout=layout), normal(2, 4, 512, 64, dtype=dtype)
    tables = rope.tables(range(512))
    rope.rotate(x, tables)  # makes what the tables keep
    bytes_, block = x.numel() * x.element_size(), 3 * 4 * 2**12
    with Peak() as peak:
        turned = rope.rotate(x, tables)
    assert bytes_ <= peak.most <= bytes_ + block
    x.requires_grad_()
    with Peak() as peak:
        turned = rope.rotate(x, tables)
    assert peak.most <= bytes_ + block
    loss = (turned.float() ** 2).sum()
    del turned
    saved = [tensor for tensor in gradients_keep(rope.rotate(x, tables)) if tensor.numel() >= x.numel()]
    assert not saved and loss.requires_grad


def gradients_keep(result: Tensor) -> list[Tensor]:
    node = result.grad_fn
    return [getattr(node, name) for name in dir(node) if name.startswith("_saved")] + list(
        getattr(node, "saved_tensors", ())
    )


def test_the_meter_of_memory_sees_copies():
    x = normal(8, 8)
    with Peak() as peak:
        kept = (x + 1).view(64)
        _ = x * 2
    assert kept.numel() == 64 and peak.most == 2 * 4 * 64
