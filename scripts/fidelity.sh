#!/bin/sh
# make fidelity: writes docs/fidelity-table.md anew from the document, the catalogue and the contract cases.
cd "$(dirname "$0")/.." || exit 1
. scripts/common.sh

prepare_build
build_release
$RELEASE_BINARY fidelity --report markdown >docs/fidelity-table.md
say "Wrote docs/fidelity-table.md"
