"""A small model in the manner of GPT, or of BERT or of Performer, that leaves positions to its encoding.

Shapes: tokens are (batch, tokens), vectors (batch, tokens, width), queries, keys and values
(batch, heads, tokens, head_dim).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import elu, gelu

from rope_viz.encodings.attention import attend
from rope_viz.encodings.base import Encoding
from rope_viz.studies.encodings.size import Size


class Block(nn.Module):
    """Attention and a hidden layer, each of them behind a norm and beside a way round it."""

    def __init__(self, size: Size, causal: bool, linear: bool) -> None:
        super().__init__()
        self.heads, self.causal, self.linear = size.heads, causal, linear
        self.norm_attention, self.norm_hidden = nn.LayerNorm(size.width), nn.LayerNorm(size.width)
        self.to_qkv = nn.Linear(size.width, 3 * size.width, bias=False)
        self.from_heads = nn.Linear(size.width, size.width, bias=False)
        self.to_hidden = nn.Linear(size.width, 4 * size.width)
        self.from_hidden = nn.Linear(4 * size.width, size.width)

    def forward(self, x: Tensor, encoding: Encoding, at: Tensor) -> Tensor:
        # (batch, tokens, 3 · width) -> three of (batch, heads, tokens, head_dim)
        batch, tokens, width = x.shape
        qkv = self.to_qkv(self.norm_attention(x)).view(batch, tokens, 3, self.heads, width // self.heads)
        query, key, value = qkv.permute(2, 0, 3, 1, 4)
        if self.linear:
            seen = linear_attention(query, key, value, encoding, at)
        else:
            seen = attend(
                query, key, value, encoding, query_positions=at, key_positions=at, causal=self.causal
            ).output
        x = x + self.from_heads(seen.transpose(1, 2).reshape(x.shape))
        return x + self.from_hidden(gelu(self.to_hidden(self.norm_hidden(x))))


class Model(nn.Module):
    """Predicts a token at every place.

    Parameters
    ----------
    size : Size
    vocabulary : int
        How many different tokens there are.
    encoding : Encoding
        If it has a table to be learned, this belongs to the model's parameters.
    seed : int
        Draws all weights but the encoding's; they are the same whatever the encoding is.
    causal : bool
        Whether a place sees earlier places only.
    linear : bool
        Linear attention instead of softmax attention.

    Examples
    --------
    >>> from rope_viz.encodings.rope import Rope
    >>> model = Model(Size(width=32, heads=2), 50, Rope(16))
    >>> model(torch.zeros(3, 10, dtype=torch.long)).shape
    torch.Size([3, 10, 50])
    """

    def __init__(
        self,
        size: Size,
        vocabulary: int,
        encoding: Encoding,
        seed: int = 0,
        *,
        causal: bool = True,
        linear: bool = False,
    ) -> None:
        super().__init__()
        self.encoding = encoding
        self.words = nn.Embedding(vocabulary, size.width)
        self.blocks = nn.ModuleList(Block(size, causal, linear) for _ in range(size.layers))
        self.norm = nn.LayerNorm(size.width)
        self.say = nn.Linear(size.width, vocabulary, bias=False)
        _draw(self, size, seed)
        table = getattr(encoding, "table", None)
        self.table = table if isinstance(table, nn.Parameter) else None

    def forward(self, tokens: Tensor, encoding: Encoding | None = None) -> Tensor:
        """What is guessed at every place, as logits (batch, tokens, vocabulary).

        Another encoding may be put in the place of the model's own: one that is scaled for longer texts.
        """
        used = self.encoding if encoding is None else encoding
        at = torch.arange(tokens.shape[1], device=tokens.device)
        x = used.add(self.words(tokens), at)
        for block in self.blocks:
            x = block(x, used, at)
        return self.say(self.norm(x))


def linear_attention(query: Tensor, key: Tensor, value: Tensor, encoding: Encoding, at: Tensor) -> Tensor:
    """Causal attention without softmax: weights are products of positive features.

    What the encoding rotates is rotated above the fraction line and not below it, as RoFormer does, so that
    what one divides by stays positive. The weights are written out as a matrix here, which is simple and
    gives the same sums as a running total.

    References
    ----------
    Katharopoulos et al. (2020), Transformers are RNNs, section 3.2.
    Su et al. (2021), RoFormer, section 3.3, equation 19.
    """
    query, key = elu(query) + 1, elu(key) + 1
    turned = encoding.rotate_query(query, at) @ encoding.rotate_key(key, at).mT
    total = (query @ key.mT).tril().sum(-1, keepdim=True)
    return turned.tril() @ value / total


@torch.no_grad()
def _draw(model: Model, size: Size, seed: int) -> None:
    """Fill all weights in their order: words of unit variance, matrices that keep it."""
    generator = torch.Generator().manual_seed(seed)
    for name, weight in model.named_parameters():
        if weight.ndim < 2:
            continue  # norms begin as torch makes them
        spread = 1.0 if name == "words.weight" else weight.shape[1] ** -0.5
        if name.endswith(("from_heads.weight", "from_hidden.weight")):
            spread /= (2 * size.layers) ** 0.5  # so that a deep model's sums begin no larger
        weight.copy_(spread * torch.randn(weight.shape, generator=generator))
    for module in model.modules():
        if isinstance(module, nn.Linear) and module.bias is not None:
            module.bias.zero_()
