#!/bin/sh
# make soak: writers, leavers, resets and a misbehaving app against one server for MINUTES; memory, descriptors and holds.
cd "$(dirname "$0")/.." || exit 1
. scripts/common.sh

on_mac && stop $EX_UNAVAILABLE "make soak needs Linux: it reads /proc."
if [ -z "${RINGBACK_BINARY:-}" ]; then
  prepare_build
  install_packages python3:python3
  build_release
fi
say "Soaking for ${MINUTES:-5} minutes"
exec env PYTHONDONTWRITEBYTECODE=1 python3 Tests/Soak/soak.py --minutes "${MINUTES:-5}"
