#!/bin/sh
# make run: installs what is missing, builds the optimised binary and runs it with the arguments given.
cd "$(dirname "$0")/.." || exit 1
. scripts/common.sh
prepare_build
build_release
say "Running $RELEASE_BINARY${1:+ $*}"
exec "$RELEASE_BINARY" "$@"
