#!/bin/sh
# make build: installs what is missing and leaves .build/release/ringback.
cd "$(dirname "$0")/.." || exit 1
. scripts/common.sh
prepare_build
build_release
