#!/bin/bash
# Proves the set-up on a bare Debian 12: the committed tree is cloned into a debootstrap and made there, as a new user
# would. Needs root and debootstrap. DIR is made when it is not there; DIR/home is made anew on each run.
#
#   scripts/prove-debian.sh DIR
#
# Variables, all but the first optional:
#   TOOLCHAIN  directory with a Swift toolchain (the one that has usr/bin/swift)
#   BINDS      further directories or files that the inside sees, `/path` or `/path:/path/inside`, parted by spaces
#   GITCONFIG  file that becomes /etc/gitconfig inside, where git needs to be told how to reach packages
#   ENVIRONMENT  further `NAME=value` for the inside, parted by spaces
#   MIRROR     Debian mirror (http://deb.debian.org/debian)
#   CASES      which of `noswift nosudo sudo root bench` to prove (all but bench)
#   FRESH      1 removes DIR first, so that every package is installed again
set -euo pipefail

usage() {
  sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "$0"
  exit 64
}
if [ $# -ne 1 ] || [ -z "${TOOLCHAIN:-}" ]; then usage; fi
[ "$(id -u)" -eq 0 ] || { echo "prove-debian: debootstrap and chroot need root" >&2; exit 77; }

# All mounts live in a namespace of this script's own, and go with it.
if [ -z "${PROVE_INSIDE:-}" ]; then
  PROVE_INSIDE=1 exec unshare --mount --propagation private "$0" "$@"
fi

dir=$(realpath -m "$1")
repository=$(cd "$(dirname "$0")/.." && pwd)
mirror=${MIRROR:-http://deb.debian.org/debian}
user=builder
home=/home/$user
failures=0
note() { printf '\n### %s\n' "$*"; }
verdict() {
  if [ "$1" -eq 0 ]; then echo "### proven: $2 (${SECONDS}s)"; else echo "### NOT proven: $2"; failures=$((failures + 1)); fi
}

make_debian() {
  if [ "${FRESH:-}" = 1 ]; then rm -rf --one-file-system "$dir"; fi
  if [ ! -e "$dir/etc/debian_version" ]; then
    note "Debian 12 in $dir"
    debootstrap --variant=minbase bookworm "$dir" "$mirror"
    printf 'deb %s bookworm main\ndeb %s bookworm-updates main\ndeb %s bookworm-security main\n' \
      "$mirror" "$mirror" "${mirror%/debian}/debian-security" >"$dir/etc/apt/sources.list"
  fi
  cp /etc/resolv.conf /etc/hosts "$dir/etc/"
  if [ -n "${GITCONFIG:-}" ]; then cp "$GITCONFIG" "$dir/etc/gitconfig"; fi
  mount -t proc proc "$dir/proc"
  mount --rbind /dev "$dir/dev"
  local bind
  for bind in "$TOOLCHAIN" ${BINDS:-}; do
    local inside=$dir${bind#*:}
    if [ -d "${bind%%:*}" ]; then mkdir -p "$inside"; else mkdir -p "$(dirname "$inside")" && touch "$inside"; fi
    mount --rbind "${bind%%:*}" "$inside"
  done
}

# inside USER PATH COMMAND: runs a command with an empty environment, without a terminal and without input.
plain_path=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
swift_path=$TOOLCHAIN/usr/bin:$plain_path
inside() {
  local account=$1 path=$2 at
  at=$([ "$account" = root ] && echo /root || echo $home)
  # shellcheck disable=SC2086 # one word per variable
  chroot --userspec="$account" "$dir" /usr/bin/env -i HOME="$at" USER="$account" TERM=dumb CI=true PATH="$path" \
    ${ENVIRONMENT:-} /bin/bash -c "$3" </dev/null
}

# What a user has before anything of ours: make, and a clone.
clone_into() {
  local account=$1 at
  at=$([ "$account" = root ] && echo /root || echo $home)
  rm -rf "${dir:?}$at/ringback"
  git clone --quiet --no-hardlinks "$repository" "$dir$at/ringback"
  chroot "$dir" chown -R "$account" "$at/ringback"
}

# Serves, asks for the health once it is ready, and stops.
# shellcheck disable=SC2016 # expanded inside
serve_briefly='
  cd ~/ringback && make run ARGS="--port 8099" >run.log 2>&1 & job=$!
  for i in $(seq 600); do
    grep -q RINGBACK_READY ~/ringback/run.log 2>/dev/null && break
    kill -0 $job 2>/dev/null || break
    sleep 0.5
  done
  cat ~/ringback/run.log
  python3 -c "import urllib.request as u; print(u.urlopen(\"http://127.0.0.1:8099/_ringback/health\").status)"; status=$?
  kill -TERM $(sed -n "s/^RINGBACK_READY.*\"pid\": *\([0-9]*\).*/\1/p" ~/ringback/run.log) 2>/dev/null
  wait $job; exit $status'

prove_noswift() {
  note "without a Swift toolchain: the commands that get one, exit 69"
  clone_into root
  local target
  for target in run test; do
    SECONDS=0
    inside root "$plain_path" "cd ~/ringback && scripts/$target.sh" >"$dir/tmp/noswift.log" 2>&1 && code=0 || code=$?
    cat "$dir/tmp/noswift.log"
    [ "$code" -eq 69 ] && grep -q 'tar -xzf swift-' "$dir/tmp/noswift.log" && code=0 || code=1
    verdict "$code" "make $target without Swift"
  done
}

prove_nosudo() {
  note "not root, no sudo, packages missing: the command to run as root, exit 77"
  if [ -e "$dir/usr/bin/sudo" ] || [ -e "$dir/usr/include/uv.h" ]; then
    echo "skipped: sudo or the packages are there already (FRESH=1 starts anew)"
    return 0
  fi
  clone_into $user
  SECONDS=0
  inside $user "$swift_path" "cd ~/ringback && scripts/build.sh" >"$dir/tmp/nosudo.log" 2>&1 && code=0 || code=$?
  cat "$dir/tmp/nosudo.log"
  [ "$code" -eq 77 ] && grep -q 'apt-get install' "$dir/tmp/nosudo.log" && code=0 || code=1
  verdict "$code" "make build without root and sudo"
}

prove_sudo() {
  note "not root, with sudo: make build installs through it"
  inside root "$plain_path" "apt-get install -y --no-install-recommends sudo" >/dev/null 2>&1
  echo "$user ALL=(ALL) NOPASSWD: ALL" >"$dir/etc/sudoers.d/$user"
  clone_into $user
  SECONDS=0
  inside $user "$swift_path" "cd ~/ringback && make build" && code=0 || code=$?
  verdict "$code" "make build with sudo"
  SECONDS=0
  inside $user "$swift_path" "cd ~/ringback && make build" >"$dir/tmp/again.log" 2>&1 && code=0 || code=$?
  cat "$dir/tmp/again.log"
  if grep -q apt-get "$dir/tmp/again.log"; then code=1; fi
  verdict "$code" "make build again, without apt"
}

prove_root() {
  note "as root: make test, make test again, make run"
  clone_into root
  SECONDS=0
  inside root "$swift_path" "cd ~/ringback && .ci/run" && code=0 || code=$?
  verdict "$code" "make test"
  SECONDS=0
  inside root "$swift_path" "cd ~/ringback && make test" >"$dir/tmp/again.log" 2>&1 && code=0 || code=$?
  tail -n 1 "$dir/tmp/again.log"
  if grep -qE 'apt-get|Making a Python' "$dir/tmp/again.log"; then code=1; fi
  verdict "$code" "make test again, without apt and without a new environment"
  SECONDS=0
  inside root "$swift_path" "$serve_briefly" && code=0 || code=$?
  verdict "$code" "make run serves /_ringback/health"
}

prove_bench() {
  note "as root: make bench"
  clone_into root
  SECONDS=0
  inside root "$swift_path" "cd ~/ringback && make bench" && code=0 || code=$?
  verdict "$code" "make bench"
}

make_debian
chroot "$dir" id $user >/dev/null 2>&1 || chroot "$dir" useradd --create-home --shell /bin/bash $user
if [ ! -e "$dir/usr/bin/make" ]; then
  note "apt-get install make"
  inside root "$plain_path" "apt-get update && apt-get install -y --no-install-recommends make" >"$dir/tmp/make.log" 2>&1
fi
for one in ${CASES:-noswift nosudo sudo root}; do "prove_$one"; done
note "$failures not proven"
[ $failures -eq 0 ]
