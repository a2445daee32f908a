#!/bin/sh
# make clean: removes everything that was built, the Python environment included.
cd "$(dirname "$0")/.." || exit 1
. scripts/common.sh
say "Removing $BUILD"
rm -rf $BUILD
