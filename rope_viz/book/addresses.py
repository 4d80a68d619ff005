"""Where the book and its notebooks are published, which ``pyproject.toml`` says and nothing else does.

Of its ``[project.urls]``, ``Documentation`` is the book's address: the notebooks install the wheel from there
and lead there. ``Notebooks`` is the branch of a repository in which the notebooks lie, such as
``https://github.com/owner/name/tree/notebooks``: then a page opens its notebook in Colab and on Binder, and
with ``JupyterHub``, the address of one, there. Without an address there is no link.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from rope_viz.book.notebooks import notebook_file

BRANCH = re.compile(
    r"(?P<repository>https://github\.com/(?P<owner>[^/]+)/(?P<name>[^/]+))/tree/(?P<branch>.+)"
)


def setup(app: Any) -> None:
    """Connect to Sphinx: the theme has made its list of buttons when ours come."""
    app.connect("config-inited", _read)
    app.connect("html-page-context", _add_buttons, priority=600)


def _read(app: Any, config: Any) -> None:
    config.html_baseurl = config.html_baseurl or urls(Path(app.confdir)).get("Documentation", "")


def urls(folder: Path) -> dict[str, str]:
    """What ``[project.urls]`` says, by name; empty where there is none."""
    project = folder / "pyproject.toml"
    text = project.read_text(encoding="utf-8") if project.is_file() else ""
    said: dict[str, str] = tomllib.loads(text).get("project", {}).get("urls", {})
    return said


def launches(notebooks: str, hub: str, file: str) -> dict[str, str]:
    """Where a notebook opens, by the name of the place.

    Parameters
    ----------
    notebooks : str
        Address of the branch with the notebooks; "" for none.
    hub : str
        Address of a JupyterHub with nbgitpuller; "" for none.
    file : str
        The notebook's name in the branch.

    Raises
    ------
    ValueError
        If ``notebooks`` is no branch on GitHub.

    Examples
    --------
    >>> launches("https://github.com/me/rope/tree/notebooks", "", "decay.ipynb")["Colab"]
    'https://colab.research.google.com/github/me/rope/blob/notebooks/decay.ipynb'
    >>> launches("", "", "decay.ipynb")
    {}
    """
    if not notebooks:
        return {}
    found = BRANCH.fullmatch(notebooks.rstrip("/"))
    if not found:
        raise ValueError(f"Notebooks must be https://github.com/OWNER/NAME/tree/BRANCH; {notebooks!r} came.")
    owner, name, branch = found["owner"], found["name"], found["branch"]
    lab = f"lab/tree/{name}/{file}"
    pull = "git-pull?" + urlencode({"repo": found["repository"], "branch": branch, "urlpath": lab})
    places = {
        "Colab": f"https://colab.research.google.com/github/{owner}/{name}/blob/{branch}/{file}",
        # The environment is that of the repository's main branch; the notebooks are fetched into it.
        "Binder": f"https://mybinder.org/v2/gh/{owner}/{name}/HEAD?urlpath={quote(pull, safe='')}",
    }
    return places | ({"JupyterHub": f"{hub.rstrip('/')}/hub/user-redirect/{pull}"} if hub else {})


def _add_buttons(app: Any, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    if not doctree or not notebook_file(app, page).is_file():
        return
    said = urls(Path(app.confdir))
    places = launches(said.get("Notebooks", ""), said.get("JupyterHub", ""), notebook_file(app, page).name)
    buttons = [
        {"type": "link", "text": place, "tooltip": f"Open in {place}", "url": url, "icon": "fas fa-play"}
        for place, url in places.items()
    ]
    if buttons:
        group = {"type": "group", "tooltip": "Open the notebook", "icon": "fas fa-rocket"}
        context["header_buttons"].append({**group, "buttons": buttons, "label": "launch-buttons"})
