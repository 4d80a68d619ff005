"""What a card and a Rope say of themselves, in a line and in a table."""

from __future__ import annotations

import re

from models.published_fields import COHERE_R7B, GEMMA_3_4B, LLAMA_31_8B

from rope_viz.encodings import scaling
from rope_viz.encodings.mrope import MRope
from rope_viz.encodings.rope import Rope
from rope_viz.models.card import Kind, ModelCard
from rope_viz.models.config import read_model


def alone(rope: Rope, context: int) -> ModelCard:
    """A model all of whose layers have this Rope."""
    return ModelCard({"every layer": Kind(rope)}, context)


def test_one_line_tells_what_a_model_has():
    assert str(read_model(LLAMA_31_8B)) == (
        "Rope: 64 pairs (half layout, 128 components), base 500,000, 6.283 … 20,473,564 tokens per turn, "
        "25 pairs never finish one in 131,072 tokens; "
        "llama3, factor 8, original length 8,192, ramp 4 to 1 turns"
    )
    assert str(Rope(8, rotary_dim=4, base=100)) == (
        "Rope: 2 pairs (interleaved layout, 4 of 8 components), base 100, 6.283 … 63 tokens per turn"
    )
    still = str(alone(Rope(8, scaling=scaling.proportional(0)), context=10))
    assert "4 stand still, base 10,000, ∞ tokens per turn, 4 pairs never finish one in 10 tokens" in still


def test_the_number_of_unfinished_turns_is_that_of_the_facts():
    for base, count in ((1e4, 18), (5e5, 32), (1e6, 33)):
        assert f" {count} pairs never finish one in 4,096 tokens" in str(alone(Rope(128, base), context=4096))


def test_one_table_tells_the_same():
    html = read_model(LLAMA_31_8B)._repr_html_()
    assert html.startswith("<table><caption>Rope</caption>") and html.endswith("</table>")
    rows = dict(re.findall(r'<th scope="row">(.*?)</th><td>(.*?)</td>', html))
    assert rows == {
        "what turns": "64 pairs (half layout, 128 components)",
        "base": "500,000",
        "tokens per turn": "6.283 … 20,473,564",
        "unfinished turns": "25 pairs never finish one in 131,072 tokens",
        "scaling": "llama3, factor 8, original length 8,192, ramp 4 to 1 turns",
    }
    assert "Llama 3.1&#x27;s: fast pairs stay" in html
    assert "style" not in html and "#" not in html.replace("&#x27;", "")


def test_layers_that_differ_have_a_line_and_a_table_each():
    first, second = str(read_model(GEMMA_3_4B)).splitlines()
    assert first.startswith("sliding_attention: Rope: 128 pairs") and first.endswith("29 of 34 layers")
    assert "base 1,000,000" in second and second.endswith("; linear, factor 8; 5 of 34 layers")
    html = read_model(GEMMA_3_4B)._repr_html_()
    assert re.findall("<caption>(.*?)</caption>", html) == ["Rope, sliding_attention", "Rope, full_attention"]
    layers = str(read_model(COHERE_R7B))
    assert layers.startswith("Rope: ") and layers.endswith("24 of 32 layers")


def test_a_rope_by_itself_shows_itself_too():
    rope = Rope.from_config(LLAMA_31_8B)
    assert "tokens per turn; llama3, factor 8" in str(rope)
    assert rope._repr_html_() == read_model({**LLAMA_31_8B, "max_position_embeddings": None})._repr_html_()


def test_ropes_for_several_axes_and_the_emptiest_one_show_themselves():
    assert str(MRope(128)).startswith("MRope: 64 pairs (half layout, 128 components), base 1,000,000")
    assert Rope(2)._repr_html_().count("<tr>") == 3
