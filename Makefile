# Each target sets up what it needs, in .venv, and does nothing twice. `make help` lists the targets.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: book test bench study lab serve slides pdf clean help

VENV := .venv
BIN := $(VENV)/bin
BOOK := _build/html
PORT := 8000
# An editable installation warns of itself at every turn.
PIP := PYTHONWARNINGS=ignore $(BIN)/pip

# Progress and troubles of the build, out of the much that is said; all of it is in _build/book.log.
ESC := $(shell printf '\033')
SAY := sed -nE \
  -e 's/$(ESC)\[[0-9;]*m//g' \
  -e '/IPKernelApp/d' \
  -e 's|$(CURDIR)/||' \
  -e 's|^(book/[^:]*): Executed notebook in ([0-9.]*) seconds.*|  \1: computed in \2 s|p' \
  -e 's|^(book/[^:]*): Using cached notebook.*|  \1: nothing new to compute|p' \
  -e '/WARNING|ERROR|[Ee]rror:|Traceback/p'

SOURCES := _config.yml _toc.yml $(shell find book rope_viz -type f \
  ! -path '*/__pycache__/*' ! -path '*/.ipynb_checkpoints/*')

help:
	@echo 'make book    build the book to $(BOOK); everything it needs is installed in $(VENV)'
	@echo 'make test    build the book if it is stale, then run every check and test'
	@echo 'make bench   measure speed beside other libraries, and explorers; results go to benchmarks/results'
	@echo 'make study   train small models that differ in their encoding alone; stopped, it goes on (an hour or two)'
	@echo 'make lab     open the chapters in JupyterLab, as notebooks of your own in ./notebooks'
	@echo 'make serve   show the built book on http://127.0.0.1:$(PORT) (PORT=9000 for another port)'
	@echo 'make slides  make the lecture of lectures/rope.md, in _build/slides'
	@echo 'make pdf     print the whole book with its stills to _build/book.pdf'
	@echo 'make clean   remove what was built; the environment stays (rm -rf $(VENV) removes that)'

book: _build/.book
	@echo "The book is in $(BOOK). Open it with a browser:"
	@echo "  file://$(CURDIR)/$(BOOK)/index.html"
	@echo "or run 'make serve' and open http://127.0.0.1:$(PORT)"

test: $(VENV)/.test _build/.book
	@echo '== ruff' && $(BIN)/ruff check --quiet . && $(BIN)/ruff format --check --quiet .
	@echo '== mypy' && $(BIN)/mypy --no-error-summary
	@echo '== pytest: units, doctests, chapters, browser' && OMP_NUM_THREADS=1 $(BIN)/pytest -q -n auto --maxprocesses 4 --dist loadfile

bench: $(VENV)/.test
	@echo '== speed: turning, tables, import, attention (some minutes)' && OMP_WAIT_POLICY=passive $(BIN)/python benchmarks/speed.py && $(BIN)/python benchmarks/speed.py --book
	@echo '== speed on a GPU, where there is one' && $(BIN)/python benchmarks/gpu.py
	@echo '== explorers: from a slider to the painted frame' && $(BIN)/python benchmarks/answering.py

# What has ended stays in _build/studies. STUDY=--full is a larger grid, for a GPU: STUDY='--full --device cuda'.
study: $(VENV)/.book
	@echo '== the study of encodings, a line for each run; at its end the tables in rope_viz/studies/encodings/results'
	@OMP_NUM_THREADS=1 $(BIN)/python -m rope_viz.studies.encodings $(STUDY)
	@OMP_NUM_THREADS=1 $(BIN)/python -m rope_viz.studies.encodings $(STUDY) --collect

# What a learner wrote into a notebook stays: one that is there already is not copied again.
lab: $(VENV)/.lab _build/.book
	@mkdir -p notebooks
	@for made in $(BOOK)/_sources/book/*.ipynb; do \
	  yours=notebooks/$${made##*/}; [ -e $$yours ] || cp $$made $$yours; done
	@echo 'Your notebooks are in ./notebooks; delete one to have it as the book has it now.'
	$(BIN)/jupyter lab --ip=127.0.0.1 --notebook-dir=notebooks --LabApp.default_url=/lab/tree/word-order.ipynb

serve: _build/.book
	@echo 'http://127.0.0.1:$(PORT) (Ctrl-C stops it)'
	@$(BIN)/python -m http.server --bind 127.0.0.1 --directory $(BOOK) $(PORT)

slides: $(VENV)/.book
	@$(BIN)/python lectures/slides.py lectures/rope.md _build/slides

pdf: $(VENV)/.test _build/.book
	@echo '== printing the book (a minute or two)' && $(BIN)/python tools/print_book.py $(BOOK) _build/book.pdf

clean:
	rm -rf _build .pytest_cache .mypy_cache .ruff_cache .hypothesis test-results

_build/.book: $(VENV)/.book $(SOURCES)
	@echo '== building the book; chapters that changed are computed anew'
	@mkdir -p _build
	@set -o pipefail; $(BIN)/jupyter-book build . -n -W --keep-going --all 2>&1 \
	  | tee _build/book.log | $(SAY) || { \
	  echo 'No new book was built; a former one stays. All that was said is in _build/book.log; failed chapters end with:'; \
	  find $(BOOK).next/reports -name '*.err.log' -exec tail -n 2 {} + 2>/dev/null; exit 1; }
	@touch $@

# torch comes first, alone: it is most of the download, and everything else has to fit to it. Where there is no NVIDIA
# GPU its build for CPUs spares gigabytes; the index that has it is asked for three seconds, and may be out of reach.
CPU_INDEX := https://download.pytorch.org/whl/cpu
REACHED := import urllib.request as web; web.urlopen(web.Request("$(CPU_INDEX)/torch/", method="HEAD"), timeout=3)
$(VENV)/.torch: constraints.txt | $(VENV)/bin/python
	@index=; if [ "$$(uname -s)" = Linux ] && [ -z "$$PIP_EXTRA_INDEX_URL" ] && ! command -v nvidia-smi >/dev/null \
	    && $(BIN)/python -c '$(REACHED)' 2>/dev/null; then index='--extra-index-url=$(CPU_INDEX)'; fi; \
	  echo "== installing torch$${index:+ for CPUs, as no NVIDIA GPU is here} (by far the largest part, once)"; \
	  $(PIP) install --quiet -c constraints.txt $$index torch
	@touch $@

$(VENV)/.book: $(VENV)/.torch requirements.txt constraints.txt pyproject.toml
	@echo '== installing the tools of the book'
	@$(PIP) install --quiet -r requirements.txt
	@touch $@

# torchtune is an oracle of the parity tests; of what it asks for they need nothing.
$(VENV)/.test: $(VENV)/.book
	@echo '== installing the tools of the tests'
	@$(PIP) install --quiet -c constraints.txt -e '.[test]'
	@$(PIP) install --quiet --no-deps torchtune==0.6.1
	@echo '== looking for a browser'
	@$(BIN)/python tests/browser/browser.py
	@touch $@

# This environment's JupyterLab, and only this one, asks the network for no news.
define LAB_SETTINGS
{"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": false}}
endef
export LAB_SETTINGS

$(VENV)/.lab: $(VENV)/.book
	@echo '== installing JupyterLab'
	@$(PIP) install --quiet -c constraints.txt -e '.[lab]'
	@mkdir -p $(VENV)/share/jupyter/lab/settings
	@echo "$$LAB_SETTINGS" > $(VENV)/share/jupyter/lab/settings/overrides.json
	@touch $@

# The first Python of 3.11 to 3.13 (the usual one, if it is) that runs and can make environments (Debian keeps ensurepip in a package).
$(VENV)/bin/python:
	@for python in $(PYTHON) python3 python3.13 python3.12 python3.11; do \
	  version=$$($$python -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue; \
	  case $$version in 3.11|3.12|3.13) ;; *) continue ;; esac; \
	  found=$$version; \
	  $$python -c 'import venv, ensurepip' 2>/dev/null || continue; \
	  echo "== making $(VENV) with Python $$version"; \
	  $$python -m venv $(VENV) && exit 0; \
	done; \
	if [ -n "$$found" ]; then \
	  echo "Python $$found cannot make environments; on Debian or Ubuntu: apt-get install python$$found-venv"; \
	else \
	  echo 'No Python 3.11, 3.12 or 3.13 was found; install one, or name it: make book PYTHON=/path/to/python3.12'; \
	fi >&2; exit 1
