# Gradbook: `make report` and `make test` are all that a newcomer needs.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup build report families controlled less ideal quality published published-less published-ideal test check bench accessibility format lint clean

# One configuration for everything, so that dependencies are compiled once.
CONFIGURATION := -c release -Xswiftc -enable-testing
GRADBOOK := .build/release/gradbook
# The rules of accessibility, from a Python package that carries them.
AXE := .build/axe/axe_playwright_python/axe.min.js

PACKAGES := pkg-config libopenblas-dev liblapacke-dev libcairo2-dev libpango1.0-dev \
  libcmark-gfm-dev libcmark-gfm-extensions-dev libonig-dev libsqlite3-dev \
  fonts-liberation fonts-dejavu-core python3 python3-pip

help: ## Say what there is to make
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

setup: ## Install what is missing: C libraries and fonts (Debian, Ubuntu); says what to do elsewhere
	@.ci/setup $(PACKAGES)

build: setup ## Build the tool
	swift build $(CONFIGURATION) --product gradbook

report: build ## Fetch a small model and produce Reports/fast-slow
	$(GRADBOOK) models fetch smollm2-135m-instruct
	$(GRADBOOK) run Experiments/fast-slow.json

families: build ## Fetch three models (1.5 GB), compare their families and what they would train on
	$(GRADBOOK) models fetch smollm2-135m-instruct
	$(GRADBOOK) models fetch gemma-3-270m
	$(GRADBOOK) models fetch qwen2.5-coder-1.5b-instruct
	$(GRADBOOK) run Experiments/families.json
	$(GRADBOOK) run Experiments/less-families.json

controlled: build ## Train nine small models on one text and compare their families
	@.ci/setup perl-doc
	$(GRADBOOK) run Experiments/controlled-families.json

less: build ## Select training data by LESS and by what it is compared with, in about five minutes
	$(GRADBOOK) models fetch smollm2-135m-instruct
	$(GRADBOOK) run Experiments/less-quickstart.json

ideal: build ## Mix four domains by IDEAL and by what it is compared with, in ten minutes of processor time
	$(GRADBOOK) models fetch smollm2-135m-instruct
	$(GRADBOOK) run Experiments/ideal-quickstart.json

quality: build ## Ask whether gradients see quality or length, on the project's own data
	$(GRADBOOK) models fetch smollm2-135m-instruct
	for name in quality quality-or-length knowledge reasoning diversity; do \
	  $(GRADBOOK) run Experiments/$$name.json || exit; \
	done

published: build ## Ask it of published data: make published DATA=FOLDER
	@test -d "$(DATA)" || { echo "Name the folder of the published data: make published DATA=FOLDER"; exit 1; }
	$(GRADBOOK) models fetch smollm2-135m-instruct
	$(GRADBOOK) models fetch gemma-3-270m
	$(GRADBOOK) models fetch qwen2.5-coder-1.5b-instruct
	for name in fast-slow knowledge quality-ifd quality-scores quality-or-length reasoning diversity quality-large; do \
	  $(GRADBOOK) run Experiments/$$name.json --data-root "$(DATA)" || exit; \
	done

published-less: build ## LESS and its baselines on published data, a few hours: make published-less DATA=FOLDER
	@test -d "$(DATA)" || { echo "Name the folder of the published data: make published-less DATA=FOLDER"; exit 1; }
	$(GRADBOOK) models fetch smollm2-135m-instruct
	$(GRADBOOK) models fetch gemma-3-270m
	python3 Experiments/data/lay_out_published.py "$(DATA)" .gradbook/published
	for name in less less-ablation less-transfer; do \
	  $(GRADBOOK) run Experiments/$$name.json --data-root .gradbook/published || exit; \
	done

published-ideal: build ## IDEAL and its baselines on published data, one to two hours: make published-ideal DATA=FOLDER
	@test -d "$(DATA)" || { echo "Name the folder of the published data: make published-ideal DATA=FOLDER"; exit 1; }
	$(GRADBOOK) models fetch smollm2-135m-instruct
	for name in ideal ideal-steps; do \
	  $(GRADBOOK) run Experiments/$$name.json --data-root "$(DATA)" || exit; \
	done

test: setup ## Run every test
	swift build $(CONFIGURATION) --build-tests
	# Tests share a process: products that split themselves up would take each other's threads.
	OPENBLAS_NUM_THREADS=1 swift test $(CONFIGURATION) --skip-build

check: build ## Check that the committed reports are what their findings give
	$(GRADBOOK) report Reports --check

bench: build ## Time spectra against the speed of the matrix product
	$(GRADBOOK) bench

accessibility: build ## Check the pages of Reports in headless Chromium: axe-core's rules, hostile words
	@command -v chromium chromium-browser google-chrome >/dev/null || .ci/setup chromium
	test -e $(AXE) || python3 -m pip install --quiet --no-deps --target $(dir $(AXE)).. axe-playwright-python==0.1.8
	python3 Tests/Browser/hostile.py $(GRADBOOK) Reports/quality
	python3 Tests/Browser/accessibility.py $(AXE) Reports

format: ## Lay out the sources
	swift format --in-place --recursive Sources Tests Package.swift

lint: ## Check the layout and the documentation of the sources
	swift format lint --strict --recursive Sources Tests Package.swift

clean: ## Remove what was built; stored results and fetched models stay
	rm -rf .build
