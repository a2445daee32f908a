#!/bin/sh
# make fuzz: runs libFuzzer against every reader of bytes from outside, under the address sanitizer and, for C, the
# undefined-behavior sanitizer. FUZZ_SECONDS is how long each target runs (60), ONLY names one.
cd "$(dirname "$0")/.." || exit 1
. scripts/common.sh

FUZZ_BUILD=.build-fuzz
DURATION=${FUZZ_SECONDS:-60}
FOUND=$FUZZ_BUILD/found
targets=$(sed -n 's/^  case \([a-z]*\)$/\1/p' Fuzz/Targets/FuzzTarget.swift)
if [ -n "${ONLY:-}" ]; then
  echo "$targets" | grep -qx "$ONLY" || stop 64 "ONLY=$ONLY is no target; there are:" "$(echo "$targets" | tr '\n' ' ')"
  targets=$ONLY
fi

on_mac && stop $EX_UNAVAILABLE "libFuzzer is not in Apple's toolchain; run this on Linux."
prepare_build
say "Building the fuzzer (swift build --product ringback-fuzz, in $FUZZ_BUILD)"
RINGBACK_FUZZ=1 swift build --product ringback-fuzz --scratch-path $FUZZ_BUILD \
  -Xswiftc -sanitize=fuzzer,address -Xswiftc -O -Xswiftc -enable-testing
mkdir -p $FOUND

# Swift's runtime keeps metadata for good, which is no leak. Short stacks of allocations double the speed.
export ASAN_OPTIONS=detect_leaks=0:handle_sigill=1:malloc_context_size=4
failed=
for target in $targets; do
  say "$target: $DURATION seconds"
  corpus=$FUZZ_BUILD/corpus/$target
  log=$FOUND/$target.log
  mkdir -p "$corpus"
  # New inputs go to the first folder; the repository's is only read.
  if $FUZZ_BUILD/debug/ringback-fuzz "$target" "$corpus" Fuzz/corpus/"$target" \
    -dict=Fuzz/words.dict -max_total_time="$DURATION" -timeout=5 -rss_limit_mb=1024 -max_len=32768 -print_final_stats=1 \
    -artifact_prefix="$FOUND/$target-" >"$log" 2>&1; then
    grep -E '^stat::number_of_executed_units|^stat::peak_rss_mb' "$log" | tr '\n' ' '
    echo
  else
    failed="$failed $target"
    grep -aE 'Fatal error|ERROR: |runtime error|SUMMARY|Test unit written' "$log" | head -n 8
  fi
done
[ -z "$failed" ] || stop 1 "found something in:$failed" "the inputs are in $FOUND; mend the cause and move them to Fuzz/corpus/NAME."
say "Nothing was found"
