# Each target is one script, which also works by hand.
PREFIX ?= /usr/local
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help run test build lint format fidelity bench mutants install clean

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

mutants: ## ask the contract suite whether it notices 204 small mistakes (an hour; ARGS="--only 'paging.*'")
	@scripts/mutants.sh $(ARGS)

install: ## put the stripped binary in PREFIX/bin (PREFIX=/usr/local, honours DESTDIR)
	@PREFIX='$(PREFIX)' DESTDIR='$(DESTDIR)' scripts/install.sh

clean: ## remove everything that was built
	@scripts/clean.sh
