# `make run` and `make test` do all the set-up on a fresh Debian machine.
# Everything that is built or fetched lies in CACHE, outside of the checkout.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

CACHE ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/crossfade
export CARGO_TARGET_DIR ?= $(CACHE)/target
PROGRAM := $(CARGO_TARGET_DIR)/debug/crossfade
VENV := $(CACHE)/venv
UI_SOURCES := $(shell find ui/src ui/index.html ui/package.json ui/vite.config.ts ui/tsconfig*.json -type f 2>/dev/null)

.PHONY: help run test check bench fmt bindings screenshots system

help: ## Say what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

run: system ui/dist/index.html ## Build, and open the window on the practice account
	# With the benchmarks' dependencies the features are those of `make test`, and
	# the AWS SDK is built once for both.
	cargo build --workspace --bins --benches
	$(PROGRAM)

test: system ui/dist/index.html $(VENV)/ready ## Run every test, the real window included
	cd ui && npm test
	scripts/with-witnesses $(VENV) cargo test --workspace

check: system ui/dist/index.html ## Formatting, lints, types
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings
	cd ui && npm run check

bench: system ui/dist/index.html ## Measure: flows a second, reaction of rollouts, and more
	cargo bench --workspace --profile dev --bench map --bench rollouts

fmt: ui/node_modules/.package-lock.json ## Format everything
	cargo fmt --all
	cd ui && npm run fmt

bindings: system ui/dist/index.html ## Write the window's TypeScript anew from the Rust commands
	CROSSFADE_WRITE_BINDINGS=1 cargo test --workspace --test it bindings

screenshots: system ui/dist/index.html ## Take a picture of every page, light and dark
	scripts/with-display cargo test --workspace --test e2e screenshots -- --ignored --nocapture

system:
	@scripts/system-packages

ui/node_modules/.package-lock.json: ui/package.json ui/package-lock.json
	cd ui && npm ci --no-audit --no-fund
	@touch $@

ui/dist/index.html: ui/node_modules/.package-lock.json $(UI_SOURCES)
	cd ui && npm run build
	@touch $@

$(VENV)/ready: tests/requirements.txt
	python3 -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --requirement tests/requirements.txt
	@touch $@
