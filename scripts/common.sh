# shellcheck shell=sh
# Shared by the scripts that make calls: talking, packages, the Swift toolchain. Source it from the repository's root.
set -eu

SWIFT_LEAST=6.2
SWIFT_WANTED=6.3.1
BUILD=.build
# shellcheck disable=SC2034 # used by the scripts that source this
RELEASE_BINARY=$BUILD/release/ringback

# Exit codes are those of sysexits.h.
EX_UNAVAILABLE=69
EX_NOPERM=77

say() { printf '==> %s\n' "$*"; }
stop() {
  code=$1
  shift
  printf 'ringback: %s\n' "$@" >&2
  exit "$code"
}
have() { command -v "$1" >/dev/null 2>&1; }
on_mac() { [ "$(uname -s)" = Darwin ]; }

# True where the release VERSION $1 is at least $2.
at_least() {
  [ "$(printf '%s\n%s\n' "$2" "$1" | sort -t. -k1,1n -k2,2n -k3,3n | head -n 1)" = "$2" ]
}

# ---- Debian packages -------------------------------------------------------------------------------------------------

installed() {
  dpkg-query -W -f '${db:Status-Status}\n' "$1" 2>/dev/null | grep -qx installed
}

# Prints which of the wanted packages are not there. An entry is `package`, `one|other` (any will do, the first that the
# distribution has is installed) or `command:package` (nothing to do where the command exists, whoever installed it).
missing_packages() {
  for entry in "$@"; do
    case $entry in
      *:*) have "${entry%%:*}" || [ -x "/usr/sbin/${entry%%:*}" ] || echo "${entry#*:}" ;;
      *'|'*)
        found=
        for choice in $(echo "$entry" | tr '|' ' '); do
          if installed "$choice"; then found=$choice; fi
        done
        [ -n "$found" ] || echo "$entry"
        ;;
      *) installed "$entry" || echo "$entry" ;;
    esac
  done
}

# Turns `one|other` into the first that apt can install; the last is Debian 12's, for when apt has no lists yet.
choose_packages() {
  for entry in "$@"; do
    chosen=
    for choice in $(echo "$entry" | tr '|' ' '); do
      [ -n "$chosen" ] && break
      if apt-cache show "$choice" >/dev/null 2>&1; then chosen=$choice; fi
    done
    echo "${chosen:-${entry##*|}}"
  done
}

# Runs a command as root. A password is asked for by sudo itself, and only where somebody can type it.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif [ -t 0 ]; then
    sudo "$@"
  else
    sudo -n "$@"
  fi
}

install_packages() {
  # shellcheck disable=SC2046 # a package name has no spaces
  set -- $(missing_packages "$@")
  [ $# -gt 0 ] || return 0
  by_hand=$(choose_packages "$@" | tr '\n' ' ')
  if ! have apt-get; then
    stop $EX_UNAVAILABLE "these packages are missing, and there is no apt-get to install them with: $by_hand" \
      "docs/install.md says what they are for."
  fi
  how='apt-get'
  if [ "$(id -u)" -ne 0 ]; then
    have sudo || stop $EX_NOPERM "these packages are missing: $by_hand" \
      "you are not root and there is no sudo; as root, run:  apt-get update && apt-get install -y ${by_hand% }"
    how='sudo apt-get'
  fi
  mkdir -p $BUILD
  say "Refreshing the list of packages ($how update)"
  run_quietly $BUILD/apt.log as_root env DEBIAN_FRONTEND=noninteractive apt-get update
  # shellcheck disable=SC2046
  set -- $(choose_packages "$@")
  say "Installing $(echo "$*" | sed 's/ /, /g') ($how install)"
  run_quietly $BUILD/apt.log as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y --no-install-recommends "$@"
}

# Runs a command with its output in a file, which is shown only where the command fails.
run_quietly() {
  log=$1
  shift
  if ! "$@" >"$log" 2>&1 </dev/null; then
    tail -n 20 "$log" >&2
    stop $EX_UNAVAILABLE "this failed: $*" "the whole output is in $log"
  fi
}

build_packages() {
  if on_mac; then
    have pkg-config && pkg-config --exists libuv jansson libllhttp libpcre2-8 zlib libcrypto && return 0
    stop $EX_UNAVAILABLE "libraries are missing; run:  brew install libuv jansson llhttp pcre2 zlib openssl@3 curl lame pkg-config"
  fi
  # g++ brings the C and C++ headers that clang and Swift use, gold links debug builds.
  # shellcheck disable=SC2046
  install_packages pkg-config:pkg-config git:git g++:g++ ld.gold:binutils-gold ca-certificates \
    libuv1-dev libjansson-dev libpcre2-dev zlib1g-dev libssl-dev libcurl4-openssl-dev libmp3lame-dev \
    'libllhttp-dev|node-llhttp' $(toolchain_libraries)
}

python_packages() {
  if python3 -c 'import ensurepip, venv' >/dev/null 2>&1; then return 0; fi
  on_mac && stop $EX_UNAVAILABLE "python3 is missing; run:  brew install python"
  install_packages python3 python3-venv
}

# Packages that are better there; where they cannot be had, says so with what follows from it ($1). An nginx that this
# brings stands still: only its program is wanted.
optional_packages() {
  consequence=$1
  shift
  fresh_nginx=$(missing_packages nginx:nginx)
  if ! (install_packages "$@"); then
    lacking=$(missing_packages "$@" | tr '\n' ' ')
    say "Not to be had here: ${lacking}($consequence)"
  fi
  if [ -n "$fresh_nginx" ] && [ -z "$(missing_packages nginx:nginx)" ] && [ -d /run/systemd/system ]; then
    say "Stopping the nginx service that the package starts (systemctl disable --now nginx)"
    as_root systemctl disable --now nginx >/dev/null 2>&1 || true
  fi
}

# ---- Swift -----------------------------------------------------------------------------------------------------------

# Prints the packages with libraries that the toolchain's own programs cannot find.
toolchain_libraries() {
  have ldd || return 0
  bin=$(dirname "$(readlink -f "$(command -v swift)")")
  for program in swift-driver swift-package lld; do
    if [ -x "$bin/$program" ]; then ldd "$bin/$program" 2>/dev/null | grep 'not found' || true; fi
  done | awk '
    /^[ \t]*libcurl\.so/ { print "libcurl4" }
    /^[ \t]*libxml2\.so/ { print "libxml2" }
    /^[ \t]*libsqlite3\.so/ { print "libsqlite3-0" }
    /^[ \t]*lib(ncurses|panel|form)\.so/ { print "libncurses6" }
    /^[ \t]*libz\.so/ { print "zlib1g" }
    /^[ \t]*libedit\.so/ { print "libedit2" }' | sort -u
}

swift_version() {
  swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9][0-9.]*\).*/\1/p' | head -n 1
}

# Says how to get a toolchain, and stops.
stop_for_swift() {
  echo "ringback: $1 Ringback is built with Swift $SWIFT_LEAST or newer ($SWIFT_WANTED is what it is tested with)." >&2
  if on_mac; then
    printf '%s\n' "Install Xcode 26 or newer, or swiftly: https://www.swift.org/install/macos/" >&2
    exit $EX_UNAVAILABLE
  fi
  system=debian12
  suffix=debian12
  name='Debian 12'
  # shellcheck disable=SC1091
  case $(. /etc/os-release 2>/dev/null && echo "${ID:-}${VERSION_ID:-}") in
    ubuntu22.04) system=ubuntu2204 suffix=ubuntu22.04 name='Ubuntu 22.04' ;;
    ubuntu24.04) system=ubuntu2404 suffix=ubuntu24.04 name='Ubuntu 24.04' ;;
  esac
  case $(uname -m) in aarch64 | arm64) system=$system-aarch64 suffix=$suffix-aarch64 ;; esac
  as=
  [ "$(id -u)" -eq 0 ] || as='sudo '
  cat >&2 <<END
Swift $SWIFT_WANTED from swift.org, for $name:

  ${as}apt-get update && ${as}apt-get install -y curl ca-certificates
  curl -fLO https://download.swift.org/swift-$SWIFT_WANTED-release/$system/swift-$SWIFT_WANTED-RELEASE/swift-$SWIFT_WANTED-RELEASE-$suffix.tar.gz
  ${as}mkdir -p /usr/local/swift
  ${as}tar -xzf swift-$SWIFT_WANTED-RELEASE-$suffix.tar.gz -C /usr/local/swift --strip-components=1
  export PATH=/usr/local/swift/usr/bin:\$PATH

or with swiftly, Swift's own installer:

  curl -fLO https://download.swift.org/swiftly/linux/swiftly-\$(uname -m).tar.gz
  tar -xzf swiftly-\$(uname -m).tar.gz
  ./swiftly init --skip-install --assume-yes
  . ~/.local/share/swiftly/env.sh
  swiftly install --use $SWIFT_WANTED

Then run make again. Other systems, and how to check the signature: https://www.swift.org/install/
END
  exit $EX_UNAVAILABLE
}

# Leaves a machine that can build: a toolchain that is new enough, and every library.
prepare_build() {
  have swift || stop_for_swift "There is no swift on the PATH."
  version=$(swift_version)
  if [ -n "$version" ]; then require_swift "$version"; fi
  build_packages
  if [ -z "$version" ]; then require_swift "$(swift_version)"; fi
}

require_swift() {
  [ -n "$1" ] || stop_for_swift "$(command -v swift) does not run (try: swift --version)."
  at_least "$1" "$SWIFT_LEAST" || stop_for_swift "Swift $1 ($(command -v swift)) is too old."
}

# Compiles what stands in for ArgumentParser's part of Foundation (scripts/essentials says why) and says where in
# `essentials`. The folder is named for the compiler and the sources, so that whatever was compiled against others is
# compiled anew.
build_essentials() {
  key=$({ swift --version && cat scripts/essentials/*.swift; } 2>/dev/null | cksum | cut -d ' ' -f 1)
  essentials=$PWD/$BUILD/essentials/$key
  [ -e "$essentials/essentials.o" ] && return 0
  rm -rf "$BUILD/essentials"
  mkdir -p "$essentials"
  swiftc -Osize -wmo -parse-as-library -static -swift-version 6 -warnings-as-errors -module-name FoundationEssentials \
    -Xfrontend -function-sections -emit-module -emit-module-path "$essentials/FoundationEssentials.swiftmodule" \
    -c scripts/essentials/*.swift -o "$essentials/essentials.o"
}

# What makes the binary small, each measured (docs/architecture.md has the figures): functions that are dropped and ordered
# one by one, those of a start side by side (Benchmarks/order.py), the toolchain's own linker with its packed relocations
# (which need glibc 2.36), and no symbols for others, since nothing is loaded that would ask for ours.
build_release() {
  say "Building the optimised binary (swift build -c release)"
  set -- -c release --product ringback --explicit-target-dependency-import-check error
  if ! on_mac; then
    build_essentials
    set -- "$@" --static-swift-stdlib -Xswiftc -use-ld=lld -Xlinker --no-export-dynamic \
      -Xswiftc -Xfrontend -Xswiftc -function-sections \
      -Xswiftc "-I$essentials" -Xlinker "$essentials/essentials.o" \
      -Xlinker "--symbol-ordering-file=$PWD/scripts/start-order.txt" -Xlinker --no-warn-symbol-ordering
    glibc=$(getconf GNU_LIBC_VERSION 2>/dev/null | sed -n 's/^glibc //p')
    if [ -n "$glibc" ] && at_least "$glibc" 2.36; then set -- "$@" -Xlinker -z -Xlinker pack-relative-relocs; fi
  fi
  swift build "$@"
}
