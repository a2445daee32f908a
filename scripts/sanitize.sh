#!/bin/sh
# make sanitize: the Swift tests under the address sanitizer, and those with threads under the thread sanitizer.
# ONLY=address or ONLY=thread runs one of the two.
cd "$(dirname "$0")/.." || exit 1
. scripts/common.sh

# The event loop with its worker pool, the connections above it, and the encoder that runs off the loop.
THREADED='^(EventLoop|Transport|MP3)Tests\.'
PATIENCE=1800
failed=

# Builds the tests with a sanitizer in a folder of their own and runs them; the rest chooses tests.
sanitized() {
  name=$1 built=.build-$1/build.log log=.build-$1/test.log
  shift
  mkdir -p ".build-$name"
  say "Building the Swift tests with the $name sanitizer (in .build-$name)"
  # The linker warns about each of the sanitizer's own symbols.
  swift build --build-tests --disable-xctest --sanitize="$name" --scratch-path ".build-$name" >"$built" 2>&1 || {
    grep -E 'error:' "$built" | sort -u | head -n 20 >&2
    stop 1 "the tests do not build with the $name sanitizer; the whole output is in $built"
  }
  say "Running them (swift test --sanitize=$name $*)"
  status=0
  timeout -k 10 $PATIENCE swift test --disable-xctest --skip-build --sanitize="$name" --scratch-path ".build-$name" \
    --no-parallel "$@" >"$log" 2>&1 || status=$?
  reports=$(grep -cE '(ERROR|WARNING): (Address|Thread|Leak)Sanitizer|runtime error:' "$log" || true)
  grep -aE 'Test run with|SUMMARY: |recorded an issue' "$log" | sort | uniq -c | sort -rn | head -n 30
  if [ "$status" -ne 0 ] || [ "$reports" -ne 0 ]; then
    failed="$failed $name"
    say "$reports reports, exit code $status; the whole output is in $log"
  fi
}

prepare_build
case ${ONLY:-} in
  '' | address | thread) ;;
  *) stop 64 "ONLY is address or thread." ;;
esac
export ASAN_OPTIONS="detect_leaks=0:${ASAN_OPTIONS:-}"
export TSAN_OPTIONS="suppressions=$PWD/scripts/tsan.txt:${TSAN_OPTIONS:-}"
if [ "${ONLY:-address}" = address ]; then sanitized address; fi
if [ "${ONLY:-thread}" = thread ]; then sanitized thread --filter "$THREADED"; fi
[ -z "$failed" ] || stop 1 "not clean:$failed"
say "Clean"
