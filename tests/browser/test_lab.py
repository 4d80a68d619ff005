"""The explorers in a live JupyterLab: they draw, and parameters go both ways between slider and kernel."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator

import nbformat
import pytest
from explorer_cases import CASES
from paths import BOOK
from serving import free_port, wait_for
from sliders import press

from rope_viz import theme

pytestmark = pytest.mark.browser
TOKEN = secrets.token_hex(8)
SHOWN = sorted({CASES[name]().name for name in CASES})
# Nothing is asked of the network: no news, no check for updates, no list of extensions.
CONFIG = """
c.LabApp.news_url = None
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
c.LabApp.extension_manager = "readonly"
c.LabApp.expose_app_in_browser = True
"""
SETTINGS = {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False}}
CELLS = [
    f"""import json
import rope_viz as rv
explorers = {{name: getattr(rv, "explore_" + name)() for name in {SHOWN}}}
first = {{name: explorer.state for name, explorer in explorers.items()}}""",
    """from IPython.display import display
display(*explorers.values())""",
    """def plain(state):
    return {name: value for name, value in state.items() if isinstance(value, (int, float, str))}
print("STATE", json.dumps({name: plain(e.state) for name, e in explorers.items()}), "END")""",
    """for name, explorer in explorers.items():
    with explorer.hold_trait_notifications():
        for trait, value in first[name].items():
            explorer.set_trait(trait, value)
print("put", "back")""",
]

# What a kernel prints when it runs some code.
ASK = """async code => {
  const asked = jupyterapp.shell.currentWidget.sessionContext.session.kernel.requestExecute({ code });
  let said = "";
  asked.onIOPub = message => { said += message.content.text ?? ""; };
  await asked.done;
  return said;
}"""


@pytest.fixture(scope="module")
def notebook(tmp_path_factory) -> Iterator[str]:
    """Address of a notebook that shows every explorer, beside a chapter's, in a JupyterLab of its own."""
    home = tmp_path_factory.mktemp("lab")
    cells = [nbformat.v4.new_code_cell(source) for source in CELLS]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), home / "explorers.ipynb")
    shutil.copy(BOOK / "_sources/book/one-pair.ipynb", home)
    settings = home / "settings"
    settings.mkdir()
    (home / "jupyter_lab_config.py").write_text(CONFIG + f"c.LabApp.app_settings_dir = {str(settings)!r}\n")
    (settings / "overrides.json").write_text(json.dumps(SETTINGS))
    port = free_port()
    command = [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1"),
        *(f"--port={port}", f"--IdentityProvider.token={TOKEN}", f"--ServerApp.root_dir={home}"),
    ]
    folders = {f"JUPYTER_{name}_DIR": str(home) for name in ("CONFIG", "RUNTIME")}
    with open(home / "log", "w") as log:
        lab = subprocess.Popen(command, env=os.environ | folders, stdout=log, stderr=log, cwd=home)
    try:
        wait_for(f"http://127.0.0.1:{port}/api?token={TOKEN}", home / "log")
        yield f"http://127.0.0.1:{port}/lab/tree/explorers.ipynb?token={TOKEN}"
    finally:
        lab.terminate()
        lab.wait(timeout=20)


def test_a_chapter_s_notebook_runs_and_its_slider_tells_the_kernel(page, notebook):
    page.set_viewport_size({"width": 1300, "height": 12_000})  # cells out of sight would not be drawn
    page.goto(notebook.replace("explorers.ipynb", "one-pair.ipynb"))
    page.locator(".jp-KernelName", has_text="Python 3").wait_for(timeout=60_000)
    page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for(timeout=60_000)
    assert page.get_by_text("Right.", exact=True).first.is_hidden(), "the quiz waits"
    page.evaluate("() => jupyterapp.commands.execute('notebook:run-all-cells')")
    pair = page.locator(".rv-pair[data-drawn]").first
    pair.wait_for(timeout=120_000)
    page.locator(".jp-OutputArea .rv-computed-with").wait_for(timeout=120_000)
    assert page.locator("[data-mime-type='application/vnd.jupyter.stderr']").all_inner_texts() == []
    press(pair.locator("input[type=range]").first)
    moved = pair.evaluate("root => root.ropeViz.state().query_position")
    assert moved != CASES["pair"]().query_position
    code = "print(next(o for o in Out.values() if hasattr(o, 'query_position')).query_position)"
    assert int(page.evaluate(ASK, code)) == moved


def states(page) -> dict:
    return page.locator(".rv-explorer").evaluate_all(
        "all => Object.fromEntries(all.map(root => [root.dataset.explorer, root.ropeViz.state()]))"
    )


def kernels_states(page) -> dict:
    """What the third cell prints."""
    output = page.locator(".jp-Cell").nth(2).locator(".jp-OutputArea-output")
    output.filter(has_text="END").wait_for()
    return json.loads(output.inner_text().split("STATE ")[1].split(" END")[0])


def test_parameters_go_both_ways_and_colours_follow_the_theme(page, notebook):
    page.set_viewport_size({"width": 1300, "height": 1400 * len(SHOWN)})  # so that no output is scrolled away
    outside = []
    page.on(
        "request", lambda r: None if "//127.0.0.1:" in r.url or "blob:" in r.url else outside.append(r.url)
    )
    page.goto(f"{notebook}&reset")  # of the other test no tab stays in front
    # Cells are there before the kernel is, and what is run without one is lost.
    page.locator(".jp-KernelName", has_text="Python 3").wait_for(timeout=60_000)
    page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for(timeout=60_000)
    page.locator(".jp-CodeCell").first.locator(".cm-content").click()
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Shift+Enter")
    for name in SHOWN:
        page.locator(f".rv-{name}[data-drawn]").wait_for(timeout=60_000)
    assert page.get_by_role("button", name="Copy link").count() == 0

    first = states(page)
    for name in SHOWN:
        press(page.locator(f".rv-{name} input[type=range]").first)
    moved = states(page)
    assert [name for name in SHOWN if moved[name] == first[name]] == []

    page.locator(".jp-CodeCell").nth(2).locator(".cm-content").click()
    page.keyboard.press("Shift+Enter")
    for name, told in kernels_states(page).items():
        assert told == {trait: moved[name][trait] for trait in told}

    page.keyboard.press("Shift+Enter")
    page.get_by_text("put back").wait_for()
    page.wait_for_function(
        "first => [...document.querySelectorAll('.rv-explorer')].every(root =>"
        " JSON.stringify(root.ropeViz.state()) === JSON.stringify(first[root.dataset.explorer]))",
        arg=first,
    )
    change = "theme => jupyterapp.commands.execute('apputils:change-theme', { theme })"
    for shown, palette in (("JupyterLab Dark", theme.DARK), ("JupyterLab Light", theme.LIGHT)):
        page.evaluate(change, shown)
        page.wait_for_function(
            "query => [...document.querySelectorAll('.rv-explorer')].every(root =>"
            " getComputedStyle(root).getPropertyValue('--rv-query').trim() === query)",
            arg=palette.roles["query"],
        )
    assert outside == []
