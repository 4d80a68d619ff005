"""The public face: what type checkers, editors and an installed package know of it."""

from __future__ import annotations

import ast
import importlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import jedi
import pytest
from paths import ROOT

import rope_viz as rv

PACKAGE = Path(rv.__file__).parent
STUBS = sorted(PACKAGE.rglob("*.pyi"))
# What is not asked for its types: where those that widgets, Sphinx and plotly lack show, and experiments.
NOT_ASKED = re.compile(r"rope_viz\.(studies|explorers|explore_\w+|book|claims\.topics|plots\.figure)\b")

# What a reader may write. It runs, and passes the strictest checks.
RIGHT = """\
import torch
from matplotlib.axes import Axes

import rope_viz as rv

stretched = rv.scaling.yarn(factor=4.0, original_length=4096)
rope = rv.Rope(head_dim=64, base=10_000.0, layout="half", scaling=stretched)
again = rv.Rope(rope.head_dim, rope.base, rope.layout, rope.rotary_dim, rope.scaling)
same: bool = rope == again

x = torch.randn(2, 8, 16, 64)
tables = rope.tables(range(16))
rotated: torch.Tensor = rope.rotate(x, tables)
speeds: torch.Tensor = rope.inv_freq
longest = float(rope.wavelengths.max()) * rope.attention_factor

curve = rv.angle_curve(rope, range(16))
last = curve.angles[-1, 0] + 1.0
figure = rv.plot_angles(curve)
axes: Axes = rv.prints.plot_angles(curve)
rv.explore_corkscrew(rope).save("corkscrew.html")

card = rv.read_model({"model_type": "llama", "hidden_size": 2048, "num_attention_heads": 32})
context: int | None = card.context
kept: rv.Rope = card.rope
encodings: list[rv.Encoding] = [rope, rv.Alibi(heads=8), rv.NoPositions()]
verdict: str = rv.try_claim("rotation-keeps-length").ruling.verdict.value
"""

# What a reader may get wrong: every line that is marked.
WRONG = """\
import rope_viz as rv

rope = rv.Rope()
curve = rv.angle_curve(rope, range(4))
rv.Rope(head_dim="64")  # wrong
rv.Rope(layout="halves")  # wrong
rv.scaling.yarn(4.0)  # wrong: original_length is missing
rv.scaling.yran(4.0, 4096)  # wrong
rope.angels([0])  # wrong
speed: str = rope.base  # wrong
rv.plot_angels(curve)  # wrong
rv.plot_angles(3)  # wrong
rv.plots.drawings  # wrong
rv.prints.plot_angels(curve)  # wrong
rv.prints.plot_angles(curve).update_layout()  # wrong: matplotlib's, not plotly's
curve.angels  # wrong
rv.T5Bias(table=[[0.0]])  # wrong
rv.try_claim(3)  # wrong
rv.Rope.from_config({}).context  # wrong: the card's
length: int = rv.read_model({}).context  # wrong: it may be None
rv.explore_corkscrew(rope, 3)  # wrong
rv.explore_corkscrew(rope).save(3)  # wrong
"""


def python(*arguments: str, cwd: Path, path: Path = PACKAGE.parent, ends: tuple[int, ...] = (0,)) -> str:
    """What Python prints, with the package found in ``path``."""
    # Pyright asks the first Python of PATH what is installed.
    found = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    environment = {**os.environ, "PATH": found, "PYTHONPATH": str(path), "MPLBACKEND": "agg"}
    command = [sys.executable, *arguments]
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True)
    assert done.returncode in ends, done.stdout + done.stderr
    return done.stdout


FOUND_OR_NOT = (0, 1)  # how a checker ends that did its work


def mypy(folder: Path) -> set[tuple[str, int]]:
    """Files and lines of which mypy disapproves."""
    cache = f"--cache-dir={ROOT / '.mypy_cache/strict'}"
    said = python("-m", "mypy", "--strict", cache, "right.py", "wrong.py", cwd=folder, ends=FOUND_OR_NOT)
    return {(file, int(line)) for file, line in re.findall(r"^(\S+):(\d+): error:", said, re.MULTILINE)}


def pyright(folder: Path) -> set[tuple[str, int]]:
    """Files and lines of which pyright disapproves."""
    (folder / "pyrightconfig.json").write_text('{"typeCheckingMode": "strict"}', "utf-8")
    said = json.loads(basedpyright("--outputjson", "right.py", "wrong.py", cwd=folder))
    found = said["generalDiagnostics"]
    return {(Path(each["file"]).name, each["range"]["start"]["line"] + 1) for each in found}


def basedpyright(*arguments: str, cwd: Path) -> str:
    """Pyright as it comes in a wheel with its own node."""
    arguments = ("-m", "basedpyright", "--pythonpath", sys.executable, *arguments)
    return python(*arguments, cwd=cwd, ends=FOUND_OR_NOT)


@pytest.mark.parametrize("checker", [mypy, pyright])
def test_a_right_script_passes_strict_checks_and_a_wrong_one_does_not(checker: Any, tmp_path: Path):
    (tmp_path / "right.py").write_text(RIGHT, "utf-8")
    (tmp_path / "wrong.py").write_text(WRONG, "utf-8")
    wrong = {("wrong.py", number) for number, line in enumerate(WRONG.split("\n"), 1) if "# wrong" in line}
    assert len(wrong) == 18
    assert checker(tmp_path) == wrong


def test_every_type_of_the_public_face_is_known(tmp_path: Path):
    said = json.loads(
        basedpyright("--verifytypes", "rope_viz", "--ignoreexternal", "--outputjson", cwd=tmp_path)
    )
    symbols = said["typeCompleteness"]["symbols"]
    assert {"rope_viz.Rope", "rope_viz.encodings.rope.Rope.layout"} <= {symbol["name"] for symbol in symbols}
    unknown = [each for each in symbols if not (each["isTypeKnown"] or NOT_ASKED.match(each["name"]))]
    assert [each["name"] for each in unknown] == [], (unknown[:1], said["generalDiagnostics"][:3])


def stubbed(stub: Path) -> dict[str, str]:
    """Names that a stub gives, and the module or module.name that each of them is."""
    package = ".".join(("rope_viz", *stub.relative_to(PACKAGE).parent.parts))
    statements = ast.parse(stub.read_text("utf-8")).body
    assert all(isinstance(statement, ast.ImportFrom) and statement.level == 1 for statement in statements)
    return {
        alias.asname or "": f"{package}.{statement.module + '.' if statement.module else ''}{alias.name}"
        for statement in statements
        if isinstance(statement, ast.ImportFrom)
        for alias in statement.names
    }


@pytest.mark.parametrize("stub", STUBS, ids=lambda stub: str(stub.relative_to(PACKAGE)))
def test_a_stub_names_exactly_what_its_package_gives(stub: Path):
    given = stubbed(stub)
    package = importlib.import_module(".".join(("rope_viz", *stub.relative_to(PACKAGE).parent.parts)))
    assert sorted(given) == sorted(package.__dir__()) == sorted(package.__all__)
    for name, source in given.items():
        module, _, attribute = source.rpartition(".")
        assert name == attribute  # `import … as …` of the same name, which type checkers take as public
        assert getattr(package, name) is getattr(importlib.import_module(module), attribute)
    with pytest.raises(AttributeError, match="nothing_of_that_name"):
        package.nothing_of_that_name  # noqa: B018


# An editor reads the files; IPython and JupyterLab look at what has been imported.
READERS = {
    "editor": lambda code: jedi.Script(
        "import rope_viz as rv\n" + code, project=jedi.Project(PACKAGE.parent)
    ),
    "notebook": lambda code: jedi.Interpreter(code, [{"rv": rv}]),
}


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
def test_names_are_completed(reader: Any):
    def completed(code: str) -> list[str]:
        return [completion.name for completion in reader(code).complete()]

    for start in ("plot_", "explore_", "Ro"):
        assert completed(f"rv.{start}") == sorted(name for name in dir(rv) if name.startswith(start))
    assert completed("rv.prints.plot_ang") == ["plot_angles"]
    assert completed("rv.scaling.lin") == ["linear"]
    assert completed("rv.Rope().wave") == ["wavelengths"]
    (signature,) = reader("rv.Rope(").get_signatures()
    assert [p.name for p in signature.params] == ["head_dim", "base", "layout", "rotary_dim", "scaling"]


AND_THEN = """
assert same
assert kept == rv.Rope(64, layout="half")
assert verdict == "holds"
print(rv.__file__)
"""


def test_an_installed_package_has_all_that_it_needs(tmp_path: Path):
    source, here = tmp_path / "source", tmp_path / "here"
    here.mkdir()
    shutil.copytree(PACKAGE, source / "rope_viz", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    python("-c", f"from setuptools import build_meta as b; b.build_wheel({str(here)!r})", cwd=source)
    (wheel,) = here.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(here)
    installed = {path.relative_to(here) for path in here.rglob("*")}
    needed = [*PACKAGE.glob("py.typed"), *STUBS, *PACKAGE.rglob("*.py"), *PACKAGE.glob("models/data/*")]
    assert len(needed) > 90
    assert {path.relative_to(PACKAGE.parent) for path in needed} <= installed
    (here / "right.py").write_text(RIGHT + AND_THEN, "utf-8")
    assert python("right.py", cwd=here, path=here).strip() == str(here / "rope_viz" / "__init__.py")
    assert (here / "corkscrew.html").stat().st_size
