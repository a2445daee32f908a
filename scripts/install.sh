#!/bin/sh
# make install: puts the stripped binary in $DESTDIR$PREFIX/bin, building it first where it is not there.
cd "$(dirname "$0")/.." || exit 1
. scripts/common.sh

target=${DESTDIR:-}${PREFIX:-/usr/local}/bin
if [ ! -x $RELEASE_BINARY ]; then
  prepare_build
  build_release
fi
mkdir -p "$target" 2>/dev/null || true
[ -w "$target" ] || stop $EX_NOPERM "cannot write to $target; use sudo make install, or PREFIX=\$HOME/.local"
say "Installing $target/ringback"
install -m 755 $RELEASE_BINARY "$target/ringback.new"
strip "$target/ringback.new"
mv -f "$target/ringback.new" "$target/ringback"
