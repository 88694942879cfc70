# Two commands do everything: `make run` and `make test`. The rest is for engineers.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
GATES := tests/site/node_modules
BLUESKY := tests/servers/bluesky_pds/node_modules
PIP := $(BIN)/pip --disable-pip-version-check --quiet

.PHONY: run serve test coverage test-all gates lint screenshots bench model claims-model lock clean

run: $(VENV)/.run-ready
	@$(BIN)/attract subscribers import --quiet tests/data/subscribers.csv
	@$(BIN)/attract consent import --quiet tests/data/consents.csv
	@$(BIN)/attract run

serve: $(VENV)/.run-ready
	@$(BIN)/attract serve

# Three on two cores, because each waits half of the time for disks, servers and a browser; who is done early takes over from who is not.
ON_EVERY_CORE = --numprocesses $(shell $(PYTHON) -c 'import os; print((os.cpu_count() or 1) * 3 // 2)') --dist worksteal
test: $(VENV)/.test-ready
	@$(BIN)/python -m pytest $(ON_EVERY_CORE) --ignore=tests/site

# Which lines the tests reach; to count them doubles the time. The detectors read thousands of sentences, and are left out.
coverage: $(VENV)/.test-ready
	@$(BIN)/python -m pytest $(ON_EVERY_CORE) --cov=pipeline --cov-report=term:skip-covered --ignore=tests/clear/detect --ignore=tests/site

# The quality bars of the public site: Lighthouse, valid pages, live links, keyboard, weight; a few minutes.
# Real web servers, IMAP and a spam filter, which CI installs, hold us to what we say of them.
# What is marked `long` (fuzzers, lives of readers, plans, kills) then tries twelve times as much as in `make test`, and every
# test with made-up cases tries others each day; and editions are sent through some hundred kills, a quarter of an hour.
FUZZ_SEED ?= $(shell date +%Y%m%d)
gates: $(GATES)/.package-lock.json $(BLUESKY)/.compiled
	@$(BIN)/python tests/install_servers.py
	@$(BIN)/python -m pytest tests/site
	@$(BIN)/python -m pytest -rs tests/servers/test_host_files.py tests/servers/test_bounces.py tests/servers/test_spam_filter.py
	@$(BIN)/python -m pytest -rs tests/edges/networks tests/servers/test_posting.py
	@echo "Fuzzing with seed $(FUZZ_SEED) (make gates FUZZ_SEED=... tries the same again)"
	@ATTRACT_FUZZ=12 $(BIN)/python -m pytest $(ON_EVERY_CORE) --hypothesis-seed=$(FUZZ_SEED) -m "long or hypothesis"
	@echo "Killing one, two and four senders 300 times over an edition to 5,000 readers"
	@ATTRACT_KILLS=300 $(BIN)/python -m pytest -s tests/servers/test_delivery_kills.py
	@echo "Killing attract up 60 times while an edition leaves, readers sign up and files are dropped"
	@ATTRACT_KILLS=300 $(BIN)/python -m pytest -s tests/servers/test_up_kills.py tests/servers/test_backup_kills.py
	@echo "Killing who posts 150 times on each network, on lines that break"
	@ATTRACT_KILLS=150 $(BIN)/python -m pytest -s -rs tests/servers/test_post_kills.py

# Every tier, the benchmarks included; what CI runs after `make test`.
test-all: test gates lint bench

lint: $(VENV)/.test-ready
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

# Each kind of page at three widths, light and dark; TO= names another folder.
TO ?= .attract/screenshots
screenshots: $(VENV)/.test-ready
	@$(BIN)/python -m tests.screenshots $(TO)

bench: $(VENV)/.test-ready
	@$(BIN)/python -m tests.benchmarks.engines 300
	@$(BIN)/python -m tests.benchmarks.collect
	@$(BIN)/python -m tests.benchmarks.tag
	@$(BIN)/python -m tests.benchmarks.clear
	@$(BIN)/python -m tests.benchmarks.sending 3000 --rounds 1 --with-peers
	@$(BIN)/python -m tests.benchmarks.mail_latency
	@$(BIN)/python -m tests.benchmarks.mail_memory
	@$(BIN)/python -m tests.benchmarks.choosing
	@$(BIN)/python -m tests.benchmarks.press
	@$(BIN)/python -m tests.benchmarks.proving
	@$(BIN)/python -m tests.benchmarks.rehearsing 10000 2000 40

# The tagger's model, from pipeline/tag/training/; the same data and settings give the same model.
model: $(VENV)/.run-ready
	@$(BIN)/python -m pipeline.tagging.train

# The categorizer of claims in other words, from pipeline/clear/detect/training/; the same data give the same model.
claims-model: $(VENV)/.run-ready
	@$(BIN)/python -m pipeline.clear.detect.fit > pipeline/clear/detect/model/claims.new
	@mv pipeline/clear/detect/model/claims.new pipeline/clear/detect/model/claims.npz

# uv resolves once for every Python and platform; pip then installs from the hashes alone. What runs is what was tested.
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet \
		--extra dev pyproject.toml -o requirements/test.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet \
		--extra build --constraints requirements/test.lock pyproject.toml -o requirements/run.lock

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Attract needs Python 3.11 or newer. Name one: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 2; }
	@echo "Making $(VENV)"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run-ready: requirements/run.lock pyproject.toml | $(BIN)/python
	@echo "Installing what Attract needs, pinned by hash (once; a minute or two)"
	@$(PIP) install --require-hashes -r requirements/run.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.test-ready: requirements/test.lock tests/install_browser.py $(VENV)/.run-ready
	@echo "Installing what the tests need"
	@$(PIP) install --require-hashes -r requirements/test.lock
	@$(BIN)/python tests/install_browser.py
	@touch $@

# npm notes in this file what it has installed. A machine to which it cannot bring anything goes without.
$(GATES)/.package-lock.json: tests/site/package-lock.json $(VENV)/.test-ready
	@echo "Installing the programs that look at the site"
	@$(BIN)/python -m tests.site.node ci && touch $@ || echo "Lighthouse, html-validate and vnu are left out"

# A real Bluesky server (some 250 MB, two minutes): posts are held against it.
$(BLUESKY)/.compiled: tests/servers/bluesky_pds/package-lock.json $(VENV)/.test-ready
	@$(BIN)/python tests/install_servers.py
	@echo "Installing the Bluesky server that posts are held against"
	@$(BIN)/python -m tests.servers.bluesky && touch $@ || echo "The tests against it are left out"

clean:
	rm -rf $(VENV) $(GATES) $(BLUESKY) .attract site .coverage .pytest_cache .mypy_cache .ruff_cache .hypothesis
