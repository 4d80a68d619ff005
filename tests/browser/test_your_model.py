"""The page on which a reader looks at a model: chosen, linked to, given as a file or as text, and refused."""

from __future__ import annotations

import json

import pytest
from browser import watch
from shown import frames, state

import rope_viz as rv
from rope_viz.book.your_model import catalog

pytestmark = pytest.mark.browser
MODELS = {model["id"]: model for model in catalog()}
MINE = {
    "model_type": "llama",
    "head_dim": 64,
    "num_hidden_layers": 4,
    "rope_theta": 5e4,
    "use_dynamic_ntk": True,
}


def arrive(page, address):
    """Open the page and let it show its model."""
    page.goto("about:blank")  # else an address that differs after its # alone would not be opened anew
    page.goto(address)
    page.wait_for_selector(".rv-explorer[data-drawn]", state="attached")
    page.wait_for_function("document.querySelector('.rv-model-words li, .rv-model-refused')")
    frames(page)


def words(page) -> list[str]:
    return page.locator(".rv-model-words li").all_inner_texts()


def refusal(page) -> str:
    assert page.locator("#explorer-model").is_hidden(), "another model's picture is not this one's"
    return page.locator(".rv-model-refused").inner_text()


def in_python(name: str) -> list[str]:
    return str(rv.read_model(MODELS[name]["config"])).splitlines()


def test_a_model_is_chosen_linked_to_and_reset(page, site):
    address = f"{site}/book/your-model.html"
    with watch(page, site):
        arrive(page, address)
        assert state(page)["model"]["name"] == "Llama 3.1 8B" and words(page) == in_python("llama-3-1-8b")
        page.get_by_label("A model", exact=True).select_option(label="Gemma 3 4B")
        frames(page)
        assert page.url == f"{address}?model=gemma-3-4b" and words(page) == in_python("gemma-3-4b")
        page.get_by_label("layers").select_option(index=1)
        frames(page)
        link = page.locator("#explorer-model").evaluate(
            "host => (host.querySelector('.rv-copy').click(), location.href)"
        )
        arrive(page, link)
        assert state(page)["model"]["name"] == "Gemma 3 4B" and state(page)["kind"] == 1
        page.get_by_role("button", name="Reset").click()
        page.wait_for_function("document.querySelector('#rv-model-chosen').value === 'llama-3-1-8b'")
        assert words(page) == in_python("llama-3-1-8b")
        arrive(page, f"{address}#model=kimi-linear")
        assert "Kimi Linear is refused: source must describe a rotary embedding" in refusal(page)
        page.get_by_label("A model", exact=True).select_option(label="GPT-J")
        page.locator("#explorer-model").wait_for(state="visible")
        assert words(page) == in_python("gpt-j-family") and page.locator(".rv-model-refused").count() == 0


@pytest.mark.parametrize(
    ("name", "length"), [("llama-3-1-8b", 131_072), ("gemma-3-4b", 131_072), ("phi-3-5-mini-128k", 131_072)]
)
def test_longer_texts_are_led_to_with_the_model_kept(page, site, name, length):
    with watch(page, site):
        arrive(page, f"{site}/book/your-model.html?model={name}")
        kinds = rv.Rope.all_from_config(MODELS[name]["config"])
        if len(kinds) > 1:
            page.get_by_label("layers").select_option(index=1)
            frames(page)
        link = page.get_by_role("link", name="Give it a longer text")
        link.click()
        page.wait_for_selector("#explorer-stretch [data-drawn]")
        frames(page)
        root = page.locator("#explorer-stretch .rv-explorer")
        shown = root.evaluate("root => (root.ropeViz.publish(), [root.ropeViz.state(), root.dataset.ratios])")
    rope = list(kinds.values())[-1].at_length(length)
    plain = rv.Rope(rope.rotary_dim, base=rope.base).inv_freq
    assert shown[0]["length"] == length and shown[0]["head_dim"] == rope.rotary_dim
    ratios = [float(ratio) for ratio in shown[1].split(" ")]
    assert ratios == pytest.approx((rope.inv_freq / plain).tolist())


def test_a_file_stays_here_and_is_read_or_refused_in_words(page, book, tmp_path):
    """Opened from the disk, where nothing can be asked for."""
    home = book.as_uri()
    file = tmp_path / "config.json"
    file.write_text(json.dumps(MINE), encoding="utf-8")
    with watch(page, home), pytest.warns(UserWarning, match="use_dynamic_ntk") as told:
        expected = str(rv.read_model(MINE)).splitlines()
        arrive(page, f"{home}/book/your-model.html")
        page.locator("#rv-model-file").set_input_files(file)
        page.get_by_text("Beware").wait_for()
        assert page.locator(".rv-model-refused").inner_text() == f"Beware: {told[0].message}"
        assert words(page) == expected and state(page)["model"]["kinds"][0]["rope"]["base"] == 5e4
        arrive(page, page.url)
        assert words(page) == expected, "the address carries the file"
        page.get_by_text("Paste its text").click()
        for text, said in (
            ('{"model_type": "gpt2"}', "'gpt2' has a learned table (rope_viz.Learned)."),
            ('{"model_type"', "the pasted text must be JSON, but it is broken"),
            ("[1]", "source must hold one JSON object, as config.json does."),
        ):
            page.get_by_label("The text of a config.json").fill(text)
            page.get_by_role("button", name="Read it").click()
            page.get_by_text(said).wait_for()
            assert said in refusal(page)
        dropped = page.evaluate_handle("""text => {
            const files = new DataTransfer();
            files.items.add(new File([text], "mine.json"));
            return files;
        }""", json.dumps(MODELS["pythia-6-9b"]["config"]))  # fmt: skip
        page.dispatch_event(".rv-your-model", "drop", {"dataTransfer": dropped})
        page.locator("#explorer-model").wait_for(state="visible")
        assert words(page) == in_python("pythia-6-9b")
