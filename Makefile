# Each target is one script, which also works by hand.
PREFIX ?= /usr/local
ARGS ?=
MINUTES ?= 5
ONLY ?=

.DEFAULT_GOAL := help
.PHONY: help run test build lint format fidelity bench fuzz sanitize soak mutants install clean

help: ## print this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: ## install what is missing, build, serve http://127.0.0.1:8080 (ARGS="--port 9000" passes flags)
	@scripts/run.sh $(ARGS)

test: ## install what is missing, run every test and the linter
	@scripts/test.sh

build: ## leave the optimised binary in .build/release/ringback
	@scripts/build.sh

lint: ## check formatting and the rules of the house
	@scripts/lint.sh

format: ## rewrite the Swift files in the project's format
	@scripts/format.sh

fidelity: ## write docs/fidelity-table.md anew: what is answered how, and how we know
	@scripts/fidelity.sh

bench: ## measure against nginx and a plain C server, print one table
	@scripts/bench.sh $(ARGS)

# `SECONDS` is make's own here; /bin/sh may be bash, where the variable counts by itself.
fuzz: ## feed odd bytes to every reader of outside data, SECONDS=60 each (ONLY=name runs one)
	@FUZZ_SECONDS='$(or $(SECONDS),60)' ONLY='$(ONLY)' scripts/fuzz.sh

sanitize: ## run the Swift tests under the address and the thread sanitizer (ONLY=address or ONLY=thread)
	@ONLY='$(ONLY)' scripts/sanitize.sh

soak: ## use one server in mixed ways for MINUTES=5; memory, descriptors and holds must stay flat
	@MINUTES='$(MINUTES)' scripts/soak.sh

mutants: ## ask the contract suite whether it notices 204 small mistakes (an hour; ARGS="--only 'paging.*'")
	@scripts/mutants.sh $(ARGS)

install: ## put the stripped binary in PREFIX/bin (PREFIX=/usr/local, honours DESTDIR)
	@PREFIX='$(PREFIX)' DESTDIR='$(DESTDIR)' scripts/install.sh

clean: ## remove everything that was built
	@scripts/clean.sh
