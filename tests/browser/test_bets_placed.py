"""Bets in the page: placed by mouse and by keyboard, kept, gathered, forgotten; text without JavaScript."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
from accessible import troubles
from browser import watch
from chapters import CHAPTERS
from playwright.sync_api import Locator, Page, expect

import rope_viz as rv
from rope_viz.studies.encodings.results import study

pytestmark = pytest.mark.browser

CHOICE, NUMBER, CURVE = (f"book/{name}.html" for name in ("word-order", "wavelengths", "decay"))
YOURS = "book/your-bets.html"
NAMES = [chapter.path.stem for chapter in CHAPTERS]
# What answers in an explorer: its numbers, its sentence, and what its picture says besides axes and names.
# Numbers of axes answer nothing, but for the corkscrew's wavelengths.
NO_ANSWER = "[class*=rv-text-series], .rv-axis:not(.rv-waves) *"
ANSWERS = f".rv-readouts dd, .rv-summary, .rv-halo:not({NO_ANSWER}), .rv-same"
ROBBED = (
    """Object.defineProperty(window, "localStorage", { get() { throw new Error("nothing is kept here") } })"""
)


def open_bet(page: Page, address: str) -> tuple[Locator, Locator]:
    """A chapter's bet, and the explorer that it covers."""
    page.goto(address)
    explorer = page.locator(".rv-explorer-host").first
    explorer.locator(".rv-explorer[data-drawn]").wait_for()
    return page.locator(".rv-bet"), explorer


def place(bet: Locator) -> None:
    bet.get_by_role("button", name="Place the bet").click()


def verdict(bet: Locator) -> str:
    return bet.locator(".rv-bet-verdict").inner_text()


def place_accessibly(page: Page, bet: Locator) -> None:
    """Place a bet that axe finds nothing against, before or after."""
    for step in (lambda: None, lambda: place(bet)):
        step()
        assert troubles(page, ".rv-bet") == []


def answers(explorer: Locator) -> list[str]:
    """Texts of the explorer that can be seen and answer something."""
    return [
        text
        for node in explorer.locator(ANSWERS).all()
        if node.is_visible() and (text := node.text_content())
    ]


def asked(book, name: str) -> dict:
    """What a chapter's page holds of its bet."""
    text = (book / f"book/{name}.html").read_text(encoding="utf-8")
    return json.loads(
        re.search(r'id="bet-.*?<script type="application/json">(.*?)</script>', text, re.DOTALL)[1]
    )


@pytest.mark.parametrize("name", NAMES)
def test_an_explorer_s_answers_wait_for_the_bet(page: Page, site: str, name: str):
    with watch(page, site):
        bet, explorer = open_bet(page, f"{site}/book/{name}.html")
        assert answers(explorer) == []
        assert explorer.locator(".rv-stage [aria-describedby]").count() == 0
        bet.get_by_role("button", name="Show me anyway").click()
        assert len(answers(explorer)) > 1
        assert verdict(bet).startswith(("It is ", "Here is "))
        expect(bet.get_by_role("button", name="Bet after all")).to_be_focused()
        page.goto(f"{site}/{YOURS}")
        assert page.locator(".rv-bets-said", has_text="looked at, not placed").count() == 1


def test_a_choice_by_mouse_is_kept_and_can_be_taken_back(page: Page, site: str):
    bet, explorer = open_bet(page, f"{site}/{CHOICE}")
    place(bet)
    assert bet.get_by_role("alert").inner_text() == "Choose one of them first."
    bet.get_by_label("They change: the hunter has become the hunted.").click()
    place_accessibly(page, bet)
    said = "You said “They change: the hunter has become the hunted”. It is “Nothing: they stay as they are”."
    assert verdict(bet) == said
    assert "same" in answers(explorer)
    page.reload()
    explorer.locator(".rv-explorer[data-drawn]").wait_for()
    assert verdict(bet) == said and "same" in answers(explorer)
    bet.get_by_role("button", name="Bet again").click()
    assert bet.locator(".rv-bet-verdict").count() == 0 and answers(explorer) == []
    bet.get_by_label("Nothing").click()
    place(bet)
    assert verdict(bet) == "You said “Nothing: they stay as they are”. So it is."


def test_a_choice_by_keyboard(page: Page, site: str):
    bet, _ = open_bet(page, f"{site}/{CHOICE}")
    bet.get_by_role("radio").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert verdict(bet).startswith("You said “They change a little")
    expect(bet.get_by_role("button", name="Bet again")).to_be_focused()


def test_a_number_by_keyboard_and_the_step_that_it_speaks_of(page: Page, site: str):
    bet, explorer = open_bet(page, f"{site}/{NUMBER}")
    field = bet.get_by_label("From 0 to 32")
    for wrong in ("", "33", "-1", "4.5"):
        field.fill(wrong)
        field.press("Enter")
        assert bet.get_by_role("alert").inner_text() == "Type a whole number from 0 to 32 first."
        assert field.get_attribute("aria-invalid") == "true" and answers(explorer) == []
    field.fill("32")
    field.press("Enter")
    assert verdict(bet) == "You said 32 hands. It is 9 hands."
    before = hands_at(page, explorer, 100)
    explorer.get_by_role("button", name="One step more: position m").click()
    after = hands_at(page, explorer, 101)
    assert (abs(np.angle(after / before, deg=True)) >= 5).sum() == 9


def hands_at(page: Page, explorer: Locator, position: int) -> np.ndarray:
    """The hands as they are drawn, once the clocks show this position."""
    page.wait_for_function(
        "m => document.querySelector('.rv-clocks').ropeViz.state().position === m", arg=position
    )
    page.evaluate("new Promise(requestAnimationFrame)")
    drawn = explorer.locator(".rv-clocks").evaluate("r => { r.ropeViz.publish(); return r.dataset.hands }")
    return np.array(drawn.split(), float).reshape(-1, 2) @ [1, 1j]


def roformer_levels() -> list[float]:
    """The curve's means, from the paper's formula."""
    speeds = 10_000.0 ** (-np.arange(64) / 64)
    chains = np.exp(1j * np.arange(16_384)[:, None] * speeds).cumsum(1)
    curve = abs(chains).mean(1) / abs(chains[0]).mean()
    return [round(float(curve[n // 2 : n].mean()), 2) for n in 2 ** np.arange(7, 15)]


def test_a_curve_in_one_stroke(page: Page, site: str):
    bet, _ = open_bet(page, f"{site}/{CURVE}")
    place(bet)
    assert bet.get_by_role("alert").inner_text() == "Draw the curve first."
    board = bet.locator("svg.rv-bet-board")
    board.scroll_into_view_if_needed()
    points = bet.get_by_role("slider")
    centres = [
        (b["x"] + b["width"] / 2, b["y"] + b["height"] / 2) for b in (p.bounding_box() for p in points.all())
    ]
    for fall, steps in ((-60, 30), (40, 3)):  # the second, a fast one, goes over all points of the first
        page.mouse.move(centres[0][0], centres[0][1] - 30)
        page.mouse.down()
        page.mouse.move(centres[-1][0], centres[-1][1] + fall, steps=steps)
        page.mouse.up()
    drawn = [float(point.get_attribute("aria-valuenow")) for point in points.all()]
    assert drawn[0] > 0.3 and drawn[-1] < 0.2 and drawn == sorted(drawn, reverse=True)
    assert len(set(drawn)) == 8, "a fast stroke leaves no point out"
    place_accessibly(page, bet)
    off = np.abs(np.array(drawn) - roformer_levels()).mean()
    assert verdict(bet) == f"Your curve is off by {off:.2f} on the average."
    bet.get_by_text("The numbers").click()
    rows = [
        [float(cell) for cell in row.split("\t")[1:]] for row in bet.locator("tbody tr").all_inner_texts()
    ]
    assert [said for said, _ in rows] == drawn and [true for _, true in rows] == roformer_levels()
    lines = [bet.locator(f".rv-bet-compared .rv-bet-{name}").get_attribute("d") for name in ("line", "true")]
    heights = [np.array([float(p.split(",")[1]) for p in re.split("[ML]", line)[1:]]) for line in lines]
    assert heights[1] - heights[0] == pytest.approx(360 * (np.array(drawn) - roformer_levels())), "one scale"


def test_a_curve_by_keyboard(page: Page, site: str):
    bet, explorer = open_bet(page, f"{site}/{CURVE}")
    assert answers(explorer) == []
    assert explorer.locator(".rv-entry text").first.is_visible(), "one sees which curve is meant"
    points = bet.get_by_role("slider")
    assert points.nth(3).get_attribute("aria-label") == "distances up to, tokens: 1,024"
    assert points.nth(3).get_attribute("aria-valuetext") == "0.25, not set yet"
    points.first.focus()
    for keys in (["End"], ["PageDown"], ["ArrowUp"], ["ArrowDown"], ["Home"], ["ArrowRight"] * 2):
        for key in keys:
            page.keyboard.press(key)
        page.keyboard.press("Tab")
    values = [float(point.get_attribute("aria-valuenow")) for point in points.all()]
    assert values == [0.5, 0.4, 0.41, 0.4, 0, 0.02, 0.02, 0.02], "those not set go on as those before"
    for _ in range(2):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    off = np.abs(np.array(values) - roformer_levels()).mean()
    assert verdict(bet) == f"Your curve is off by {off:.2f} on the average."
    assert len(answers(explorer)) > 1


def weight_left() -> int:
    """In %, on the token before, of a mean query in 16,384 tokens, all mean ones but the first."""
    heads = rv.pretrained.smollm2_heads()
    query, key, first = (
        np.asarray(x.double()).reshape(-1, 2) @ [1, 1j]
        for x in (heads.q[0, 1:].mean(0), heads.k[0, 1:].mean(0), heads.k[0, 0])
    )
    turned = np.exp(1j * np.arange(16_384)[:, None] * 100_000.0 ** (-np.arange(32) / 32))
    weights = np.exp((turned @ (query * key.conj())).real / 8)
    weights[-1] = np.exp((turned[-1] @ (query * first.conj())).real / 8)
    return round(100 * weights[1] / weights.sum())


def pairs_standing() -> int:
    """How many of the slowest pairs need not turn for half the weight to stay on the token before."""
    heads = rv.pretrained.smollm2_heads()
    query, key = (x[0, :64].double().numpy().reshape(64, 32, 2) @ [1, 1j] for x in (heads.q, heads.k))
    for standing in range(1, 33):
        at = np.arange(64)[:, None] * np.where(
            np.arange(32) < 32 - standing, 100_000.0 ** (-np.arange(32) / 32), 0
        )
        logits = ((query * np.exp(1j * at)) @ (key * np.exp(1j * at)).conj().T).real / 8
        powers = np.exp(logits - logits.max(1, keepdims=True)) * np.tri(64)
        if np.diag(powers / powers.sum(1, keepdims=True), -1)[7:].mean() < 0.5:
            return standing - 1
    return 32


def test_truths_are_those_of_formulas(book):
    truths = {bet["name"]: bet["truth"] for bet in (asked(book, name) for name in NAMES)}
    wavelengths = 2 * np.pi * 10_000.0 ** (np.arange(32) / 32)
    table = rv.pretrained.minilm_positions().table.double()
    likeness = (table @ table[200] / table.norm(dim=1)).numpy()
    likeness[191:210] = -np.inf
    losses = {kind: each.last.mean() for kind, each in study().losses("text").items()}
    scored = max(losses[kind] for kind in ("t5", "alibi", "rope", "rope-quarter"))
    assert scored < min(losses[kind] for kind in ("none", "learned", "sinusoidal"))
    assert truths == {
        "word-order": 2,
        "alike-rows": abs(int(likeness.argmax()) - 200),
        "own-bucket": 7,  # of sixteen buckets a side half hold one distance each, and 0 is one of them
        "pushed-pair": 0,
        "whole-turns": (2 * np.pi * 10_000.0 ** (np.arange(6) / 6) <= 511).sum(),
        "seen-moving": (360 / wavelengths >= 5).sum(),
        "far-strangers": pytest.approx(100, abs=1),  # a turn changes no Gaussian
        "curve-goes-on": roformer_levels(),
        "foresight": 2,  # as test_clockwork finds
        "who-is-ahead": 1,  # those whose scores see the distance, as just found
        "neighbours-lost": 0,  # in bfloat16 every second whole number is missing from 256 on
        "keys-made-anew": 2,  # as test_cache finds
        # Ten products while a byte moves: 128 of them are soon made, and a matrix is moved beside 64 vectors;
        # the steps move each number ten times.
        "longest-way": int(np.argmax([max(128 / 10, 8 + 2 * 4 * 128 / 64), 10 * 4, 2 * 4])),
        "misread": 2,  # as test_layouts finds
        "twice-as-long": weight_left(),
        "pairs-standing": pairs_standing(),
        "four-corners": 1,  # of four equal products: both corners a quarter if each side has half
    }


def test_bets_are_gathered_and_forgotten(page: Page, site: str):
    page.goto(f"{site}/{YOURS}")
    summary, rows = page.locator(".rv-bets-summary"), page.locator("ol.rv-bets > li")
    assert summary.inner_text().startswith("You have placed no bet yet.")
    assert rows.locator("a").all_inner_texts() == [
        re.sub(r"# ", "", chapter.text.strip().partition("\n")[0]) for chapter in CHAPTERS
    ]
    rows.nth(5).get_by_role("link").click()
    bet = page.locator(".rv-bet")
    bet.get_by_label("From 0 to 32").fill("8")
    place_accessibly(page, bet)
    page.go_back()
    assert summary.inner_text() == f"1 of {len(CHAPTERS)} bets placed."
    assert (
        rows.nth(5).locator(".rv-bets-said").inner_text()
        == "You said 8 hands. It is 9 hands. (off by 1 hand)"
    )
    assert rows.nth(4).locator(".rv-bets-said").inner_text() == "Not placed yet."
    page.get_by_role("button", name="Forget all bets").click()
    assert summary.inner_text().startswith("You have placed no bet yet.")
    expect(rows.first.get_by_role("link")).to_be_focused()
    page.goto(f"{site}/{NUMBER}")
    assert bet.locator(".rv-bet-verdict").count() == 0


def test_a_browser_that_keeps_nothing_can_bet(page: Page, site: str):
    page.add_init_script(ROBBED)
    bet, explorer = open_bet(page, f"{site}/{NUMBER}")
    bet.get_by_label("From 0 to 32").fill("9")
    place(bet)
    assert verdict(bet) == "You said 9 hands. So it is." and len(answers(explorer)) > 1
    page.goto(f"{site}/{YOURS}")
    assert page.locator(".rv-bets-summary").inner_text().startswith("You have placed no bet yet.")


@pytest.mark.parametrize("kept", ["[1]", "{", '{"seen-moving": "9", "word-order": 7}'])
def test_what_no_bet_has_kept_is_none(page: Page, site: str, kept: str):
    page.add_init_script(f"localStorage.setItem('rope-viz bets', {json.dumps(kept)})")
    with watch(page, site):
        bet, explorer = open_bet(page, f"{site}/{NUMBER}")
        assert bet.locator(".rv-bet-verdict").count() == 0 and answers(explorer) == []


def test_without_javascript_bets_are_text_and_nothing_is_covered(browser, site: str):
    page = browser.new_context(java_script_enabled=False).new_page()
    for address, sayable in (
        (CHOICE, "They change: the hunter has become the hunted."),
        (NUMBER, "A number from 0 to 32 hands."),
        (CURVE, "A curve between 0.00 and 0.50, drawn at 128, 256,"),
    ):
        page.goto(f"{site}/{address}")
        bet = page.locator(".rv-bet")
        assert sayable in bet.locator(".rv-bet-sayable").inner_text()
        assert not bet.locator(".rv-bet-answer").is_visible()
        bet.locator("summary").click()
        assert bet.locator(".rv-bet-answer").inner_text().startswith("It is: ")
        assert page.locator(".rv-covered").count() == 0 and page.locator(".rv-still").first.is_visible()
    page.goto(f"{site}/{YOURS}")
    assert page.locator("ol.rv-bets details").count() == len(CHAPTERS)
    page.context.close()


def test_on_paper_nothing_is_covered(page: Page, site: str):
    bet, explorer = open_bet(page, f"{site}/{NUMBER}")
    page.emulate_media(media="print")
    expect(page.locator(".rv-covered img.rv-still").first).to_be_visible()
    assert not explorer.locator(".rv-explorer").is_visible()
    assert not bet.get_by_role("button", name="Place the bet").is_visible()
