# Everything a clone needs, with Python ≥ 3.11, make and git. `make` alone lists the targets.
# Files, not memory, say what is done: a stamp is older than what it was made from, or it is not made again.

PY := .venv/bin/python
PIP_INSTALL := -m pip install --quiet --disable-pip-version-check --require-hashes
PIP := $(PY) $(PIP_INSTALL)
# Playwright's own Node wants a library that a bare Debian lacks; ours does not.
BROWSER = PLAYWRIGHT_NODEJS_PATH=$$(scripts/node.sh sh -c 'command -v node') && \
	FIELDAPP_CHROMIUM=$$(scripts/browser.sh) && export PLAYWRIGHT_NODEJS_PATH FIELDAPP_CHROMIUM &&
POSTGRES = FIELDAPP_POSTGRES=$$(scripts/postgres.sh) && export FIELDAPP_POSTGRES &&

# Hundreds of processes load the program in a run of tests: they keep what they compile, as Python does by itself.
unexport PYTHONDONTWRITEBYTECODE

SERVER := .venv/.server
DEV := .venv/.dev
MODULES := node_modules/.installed
CLIENT := fieldapp/client/generated/.built
POUCHDB := .peers/pouchdb/.installed
KINTO := .peers/kinto/.installed

# What the client build reads. Its own output is left out, or it would never be up to date.
SOURCES := $(shell find fieldapp -type f \
	! -path '*/__pycache__/*' ! -path '*/client/generated/*' ! -path '*/static/build/*' 2>/dev/null)

.DELETE_ON_ERROR:
.PHONY: help install build run test soak months fuzz screenshots bench peers lint lock clean

help: ## This list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' Makefile

install: $(SERVER) $(CLIENT) ## Python environment, Node and the client build; starts nothing
	@:

build: $(CLIENT) ## The client: rules, templates and scripts for the phone

run: install ## Serve on http://localhost:$PORT with demo data; HTTPS=1 serves the local network
	@exec $(PY) scripts/serve.py

test: install $(DEV) ## Everything that must hold; ARGS="-k word" chooses
	@$(BROWSER) $(POSTGRES) $(PY) -m pytest -n 3 --dist loadfile --no-loadscope-reorder $(ARGS)

soak: install $(DEV) ## Phones and the server in thousands of storms; SEEDS=2000, FROM=1000
	@scripts/node.sh $(PY) -m tests.simulator $(or $(FROM),1000) $$(($(or $(FROM),1000) + $(or $(SEEDS),2000) - 1))

months: install $(DEV) ## The ledger worked out a second time, over thousands of made-up months; MONTHS=5000, FROM=0
	@$(PY) -m tests.billing $(or $(MONTHS),5000) --from $(or $(FROM),0) --jobs $$(nproc)

fuzz: install $(DEV) ## Many times the hostile inputs that `make test` tries; FUZZ=20000 says how many of each
	@FIELDAPP_FUZZ=$(or $(FUZZ),3000) $(PY) -m pytest -n auto --maxprocesses=4 --timeout=0 tests/sync/test_fuzz.py $(ARGS)

screenshots: install $(DEV) ## Pictures of each page, for the README
	@$(BROWSER) $(PY) scripts/screenshots.py

bench: install $(DEV) ## Speed and size beside others: a table, and bench/results.json
	@$(MAKE) --keep-going peers || echo 'What could not be installed is missing from the table, which says so.' >&2
	@$(BROWSER) $(PY) -m bench $(ARGS)

peers: $(POUCHDB) $(KINTO) ## What bench compares with, each in an environment of its own
	@:

lint: install $(DEV) ## ruff and tsc
	$(PY) -m ruff check .
	scripts/node.sh tsc -p fieldapp/client/worker
	scripts/node.sh tsc -p fieldapp/client/page

lock: ## Bring all pinned versions up to date
	scripts/lock.sh

clean: ## Remove what make has made; the database in instance/ stays
	rm -rf .venv .peers node_modules fieldapp/client/generated fieldapp/static/build
	rm -rf .pytest_cache .ruff_cache .hypothesis

$(PY):
	scripts/venv.sh

$(SERVER): requirements.txt | $(PY)
	$(PIP) -r requirements.txt
	@touch $@

$(DEV): requirements-dev.txt requirements.txt | $(SERVER)
	$(PIP) -r requirements.txt -r requirements-dev.txt
	@touch $@

$(MODULES): package.json package-lock.json .npmrc | $(SERVER)
	scripts/node.sh npm ci --loglevel=error
	@touch $@

$(POUCHDB): bench/peers/package.json bench/peers/package-lock.json | $(SERVER)
	@mkdir -p $(@D) && cp bench/peers/package.json bench/peers/package-lock.json $(@D)
	cd $(@D) && $(CURDIR)/scripts/node.sh npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

$(KINTO): bench/peers/requirements.txt | $(PY)
	$(PY) -m venv $(@D)
	$(@D)/bin/python $(PIP_INSTALL) -r bench/peers/requirements.txt
	@touch $@

$(CLIENT): $(SERVER) $(MODULES) $(SOURCES)
	$(PY) -m flask build-client
	@mkdir -p $(@D) && touch $@
