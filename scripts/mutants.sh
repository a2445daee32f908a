#!/bin/sh
# make mutants: builds Ringback with one small mistake at a time and asks the contract suite whether it notices.
cd "$(dirname "$0")/.." || exit 1
. scripts/common.sh

prepare_build
install_packages python3:python3
set -- "$@" -- swift build -c release --product ringback
on_mac || set -- "$@" --static-swift-stdlib -Xswiftc -use-ld=lld
exec env PYTHONDONTWRITEBYTECODE=1 python3 Tests/Mutants/mutants.py "$@"
