"""Prose and explorers of one page, joined: verbs that move an explorer, numbers and symbols that follow it.

``{move}`a larger base <scores: base=1000000, vectors=ones>` `` reads "a larger base" and is a button that
moves the page's explorer `scores`; a second explorer of the same kind is called `scores-2`, as in links.
``{live}`scores: score` `` is the number that the explorer draws now, with two decimals, and
``{live}`scores: score:.1f` `` the same with one. The directive ``{symbols}`` names the symbols of a formula,
marked in it as in ``\\class{rv-symbol-m}{m}``, and the explorer in whose picture they are found.

Without JavaScript, on paper and in a notebook all of it is plain words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, ClassVar, NamedTuple

from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import ReferenceRole, SphinxDirective, SphinxRole

from rope_viz import words
from rope_viz.book.assets import FOLDER
from rope_viz.book.renderers import EXPLORER
from rope_viz.explorers import Explorer, restored
from rope_viz.explorers.core.static import traits_of
from rope_viz.explorers.core.traits import stops_of

MOVE = re.compile(r"(?P<key>[a-z]+(?:-\d+)?): (?P<traits>\w+=[^=]+(?:, \w+=[^=]+)*)")
LIVE = re.compile(r"(?P<key>[a-z]+(?:-\d+)?): (?P<number>\w+)(?::\.(?P<digits>\d)f)?")
SYMBOL = re.compile(r"- (?P<symbol>[a-z]+): (?P<words>.+)")

logger = logging.getLogger(__name__)


class driving(nodes.inline):
    """An inline of the prose that belongs to an explorer of its page: `key`, and `data` for the script."""


class Asked(NamedTuple):
    """What a move asks for: an explorer of the page, and texts by trait."""

    key: str
    traits: dict[str, str]


def read_move(text: str) -> Asked:
    """Take apart where a move leads.

    Parameters
    ----------
    text : str
        An explorer of the page, a colon, and traits with their values, separated by ", ".

    Raises
    ------
    ValueError
        If it is written otherwise.

    Examples
    --------
    >>> read_move("order-2: order=0,4,2,3,1, causal=true")
    Asked(key='order-2', traits={'order': '0,4,2,3,1', 'causal': 'true'})
    """
    found = MOVE.fullmatch(text)
    if not found:
        raise ValueError(
            f"a move must be written 'words <explorer: trait=value, trait=value>'; {text!r} came."
        )
    return Asked(found["key"], dict(part.split("=") for part in found["traits"].split(", ")))


def check_move(asked: Asked, explorer: Explorer) -> None:
    """See that an explorer can be moved where a move asks.

    Parameters
    ----------
    asked : Asked
        Texts by trait.
    explorer : Explorer
        In the state in which the page shows it first. It is moved.

    Raises
    ------
    ValueError
        If it has no such trait, or the trait allows no such value, or the slider never stands there.
    """
    said = traits_of(explorer.name)
    with explorer.hold_trait_notifications():
        for name, text in asked.traits.items():
            if name not in said:
                raise ValueError(
                    f"a move must name a trait of {explorer.name}, {', '.join(said)}; {name!r} came."
                )
            value = _value(text)
            explorer.set_trait(name, value)
            if "stops" in said[name] and value not in stops_of(said[name]):
                near = sorted(stops_of(said[name]), key=lambda stop: abs(stop - value))[:2]
                raise ValueError(
                    f"{name} must be where its slider can stand, such as {near[0]:,.6g} or {near[1]:,.6g}; "
                    f"{text} came."
                )


def _value(text: str) -> Any:
    """What a trait's text stands for: a number, true or false, several numbers, or the text itself."""
    for written in (text, f"[{text}]"):
        try:
            return json.loads(written)
        except json.JSONDecodeError:
            continue
    return text


def live_text(value: float, digits: int) -> str:
    """Write a number as `driving.js` does: with so many decimals, or rounded, with commas between thousands.

    Examples
    --------
    >>> live_text(-1.256, 2), live_text(4096, 0), live_text(-0.3, 0)
    ('−1.26', '4,096', '0')
    """
    text = words.fixed(value, digits)
    return text if digits else text.replace(text.lstrip(words.MINUS), f"{int(text.lstrip(words.MINUS)):,}")


class Move(ReferenceRole):
    """The role ``{move}``."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Make an inline of plain words that carries what `driving.js` needs."""
        try:
            asked = read_move(self.target)
        except ValueError as error:
            return _refuse(self, error)
        data = {"traits": json.dumps(asked.traits)}
        return [driving("", self.title, key=asked.key, data=data, classes=["rv-move"], asked=asked)], []


class Live(SphinxRole):
    """The role ``{live}``."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Make an inline whose number is put in when the page's explorers are known."""
        found = LIVE.fullmatch(self.text)
        if not found:
            wrong = ValueError(f"a live number must be written 'explorer: number:.2f'; {self.text!r} came.")
            return _refuse(self, wrong)
        data = {"number": found["number"], "digits": found["digits"] or "2"}
        return [driving(key=found["key"], data=data, classes=["rv-live"])], []


class Symbols(SphinxDirective):
    """Lists a formula's symbols; its argument is the explorer in whose picture they have marks."""

    has_content: ClassVar[bool] = True
    required_arguments: ClassVar[int] = 1

    def run(self) -> list[nodes.Node]:
        """Make a list in which `driving.js` makes each symbol a button."""
        symbols = nodes.bullet_list(classes=["rv-symbols"])
        for line in filter(None, map(str.strip, self.content)):
            found = SYMBOL.fullmatch(line)
            if not found:
                raise self.error(f"a symbol must be written '- name: words'; {line!r} came.")
            inlines, messages = self.state.inline_text(found["words"], self.lineno)
            entry = driving("", "", *inlines, key=self.arguments[0], data={"symbol": found["symbol"]})
            symbols += nodes.list_item("", nodes.paragraph("", "", entry, *messages))
        return [symbols]


def setup(app: Any) -> None:
    """Connect to Sphinx."""
    plain = (lambda *_: None, lambda *_: None)
    app.add_node(driving, html=(_open, _close), latex=plain, text=plain, man=plain, texinfo=plain)
    app.add_role("move", Move())
    app.add_role("live", Live())
    app.add_directive("symbols", Symbols)
    app.connect("doctree-read", _meet_explorers)
    app.connect("html-page-context", _add_script)


def _open(translator: Any, node: driving) -> None:
    data = {f"data-{name}": value for name, value in {"explorer": node["key"], **node["data"]}.items()}
    translator.body.append(translator.starttag(node, "span", "", **data))


def _close(translator: Any, node: driving) -> None:
    translator.body.append("</span>")


def _meet_explorers(app: Any, doctree: nodes.document) -> None:
    shown = explorers_of(doctree)
    for node in doctree.findall(driving):
        try:
            _meet(node, shown)
        except ValueError as error:
            logger.warning(str(error), location=node)


def _meet(node: driving, shown: Mapping[str, Mapping[str, Any]]) -> None:
    if node["key"] not in shown:
        here = ", ".join(shown) or "none"
        raise ValueError(f"the explorer must be one of this page's, {here}; {node['key']!r} came.")
    if "asked" in node:
        check_move(node["asked"], restored(shown[node["key"]]))
    if "number" in node["data"]:
        node += nodes.Text(_first_number(node["data"], restored(shown[node["key"]])))


def _first_number(data: Mapping[str, str], explorer: Explorer) -> str:
    numbers = {name: n for name, n in explorer.numbers().items() if isinstance(n, int | float)}
    if data["number"] not in numbers:
        raise ValueError(
            f"a live number must be one that {explorer.name} draws, {', '.join(numbers)}; "
            f"{data['number']!r} came."
        )
    return live_text(numbers[data["number"]], int(data["digits"]))


def explorers_of(doctree: nodes.document) -> dict[str, Mapping[str, Any]]:
    """The page's explorers, called as in links: pair, and pair-2 for a second one; `host.js` counts alike."""
    found: dict[str, Mapping[str, Any]] = {}
    count: dict[str, int] = {}
    for node in doctree.findall(nodes.raw):
        if EXPLORER in node["classes"]:
            name = node["payload"]["explorer"]
            count[name] = count.get(name, 0) + 1
            found[name if count[name] == 1 else f"{name}-{count[name]}"] = node["payload"]
    return found


def _refuse(role: SphinxRole, error: ValueError) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    logger.warning(str(error), location=role.get_location())
    return [nodes.Text(role.text)], []


def _add_script(app: Any, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    if doctree and next(doctree.findall(driving), None):
        app.add_js_file(f"{FOLDER}/driving.js", loading_method="defer")
