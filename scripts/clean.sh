#!/bin/sh
# make clean: removes everything that was built, the Python environment included.
cd "$(dirname "$0")/.." || exit 1
. scripts/common.sh
say "Removing $BUILD and the builds of the sanitizers"
rm -rf $BUILD .build-fuzz .build-address .build-thread
