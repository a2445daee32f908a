#!/bin/sh
# make bench: installs its own tools, builds the optimised binary and the yardstick, and prints one table.
cd "$(dirname "$0")/.." || exit 1
. scripts/common.sh

TOOLS=$BUILD/bench
on_mac && stop $EX_UNAVAILABLE "make bench needs Linux: it pins processes to cores and reads /proc."

prepare_build
install_packages python3:python3 gcc:gcc
# A yardstick that cannot be had leaves its column empty; the rest is measured all the same.
optional_packages "their figures will be missing" wrk:wrk nginx:nginx valgrind:valgrind
build_release

say "Building the yardstick and the driver (cc -O2)"
mkdir -p $TOOLS
if pkg-config --exists libllhttp; then
  llhttp=$(pkg-config --cflags --libs libllhttp)
elif [ -e /usr/include/llhttp.h ]; then
  llhttp=-lllhttp
else
  # Debian 12 has llhttp as three C files.
  llhttp="-I/usr/share/include/llhttp /usr/share/llhttp/api.c /usr/share/llhttp/http.c /usr/share/llhttp/llhttp.c"
fi
# shellcheck disable=SC2046,SC2086 # flags, one word each
cc -O2 -o $TOOLS/limit Benchmarks/limit/limit.c $llhttp $(pkg-config --cflags --libs libuv jansson)
cc -O2 -o $TOOLS/driver Benchmarks/driver/driver.c

say "Measuring (about two minutes)"
exec env PYTHONDONTWRITEBYTECODE=1 python3 Benchmarks/bench.py --binary $RELEASE_BINARY --tools $TOOLS "$@"
