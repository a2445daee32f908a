#!/bin/sh
# make test: installs what is missing, runs the Swift tests, the Python tests and the linter, and adds up.
cd "$(dirname "$0")/.." || exit 1
. scripts/common.sh

VENV=$BUILD/venv
LOGS=$BUILD/test-logs
PATIENCE=300
TIMED='^((EventLoop|Transport|Outgoing)Tests\.|AdminTests\.(JournalWait|VerifyTimeout)Tests|ContractTests\.WebhookChannelTests)'
passed=0 failed=0 skipped=0 broken=

# Runs a command, shows its output and keeps it in a file; answers with the command's own status.
logged() {
  log=$1
  shift
  { "$@" 2>&1 && echo 0 >"$log.status" || echo $? >"$log.status"; } | tee "$log"
  return "$(cat "$log.status")"
}

# Makes the virtual environment unless one with the same pins is there.
prepare_python() {
  if cmp -s scripts/requirements.txt $VENV/pins && $VENV/bin/python -c 'import elevenlabs, twilio' >/dev/null 2>&1; then
    return 0
  fi
  say "Making a Python environment in $VENV ($(grep -v '^#' scripts/requirements.txt | tr '\n' ' '))"
  rm -rf $VENV
  run_quietly $BUILD/venv.log python3 -m venv $VENV
  run_quietly $BUILD/pip.log $VENV/bin/pip install --disable-pip-version-check --no-input -r scripts/requirements.txt
  cp scripts/requirements.txt $VENV/pins
}

# Swift Testing's closing line has the total; a test process that died has none, and that counts as one failure.
count_swift() {
  lost=$(grep -cE 'Test .+ failed after [0-9.]+ seconds' "$1" || true)
  left=$(grep -cE 'Test .+ (skipped(:|\.|$)|was cancelled after)' "$1" || true)
  closing=$(grep -E 'Test run with [0-9]+ tests?.* (passed|failed) after' "$1" | tail -n 1)
  if [ -z "$closing" ]; then
    won=$(grep -cE 'Test .+ passed after [0-9.]+ seconds' "$1" || true)
    lost=$((lost + 1))
  else
    case $closing in *' failed after '*) lost=$((lost - 1)) ;; esac
    case $closing:$lost in *' failed after '*:0) lost=1 ;; esac
    won=$(echo "$closing" | sed 's/.*Test run with \([0-9]*\) tests*.*/\1/')
    won=$((won - lost - left))
  fi
  passed=$((passed + won)) failed=$((failed + lost)) skipped=$((skipped + left))
}

# The number before a word in pytest's closing line, or 0.
pytest_number() {
  grep -E '^=+ .* in [0-9.]+s' "$1" | tail -n 1 | sed -n "s/.*[ =]\([0-9][0-9]*\) $2.*/\1/p" | grep . || echo 0
}

count_python() {
  passed=$((passed + $(pytest_number "$1" passed) + $(pytest_number "$1" xpassed)))
  skipped=$((skipped + $(pytest_number "$1" skipped) + $(pytest_number "$1" xfailed)))
  lost=$(($(pytest_number "$1" failed) + $(pytest_number "$1" error)))
  [ "$2" -ne 0 ] && [ $lost -eq 0 ] && lost=1
  failed=$((failed + lost))
}

# Runs some of the Swift tests in a process of their own; one that stands still is ended, so that it is seen and not
# waited for, and run once more.
swift_tests() {
  log=$1
  shift
  if have timeout; then set -- timeout -k 10 $PATIENCE swift test --disable-xctest --skip-build "$@"
  else set -- swift test --disable-xctest --skip-build "$@"; fi
  status=0
  logged "$log" "$@" || status=$?
  if [ $status -eq 124 ]; then
    say "The Swift tests stood still for $PATIENCE seconds and were ended; running them once more"
    status=0
    logged "$log" "$@" || status=$?
  fi
  before=$failed
  count_swift "$log"
  if [ $status -ne 0 ] && [ $failed -eq $before ]; then failed=$((failed + 1)); fi
}

run_swift_tests() {
  say "Building the Swift tests (swift build --build-tests)"
  if ! swift build --build-tests --disable-xctest --explicit-target-dependency-import-check error; then
    broken="$broken the Swift tests do not build;"
    failed=$((failed + 1))
    return 0
  fi
  # All tests of a process share one loop: those that watch real deadlines must not wait for those that compute.
  say "Running the Swift tests of sockets, timers and waits (swift test --disable-xctest --filter '$TIMED')"
  swift_tests $LOGS/swift-timed.log --filter "$TIMED"
  say "Running the other Swift tests (swift test --disable-xctest --skip '$TIMED')"
  swift_tests $LOGS/swift.log --skip "$TIMED"
}

run_python_tests() {
  folders=
  for folder in Tests/Documents Tests/SDK Tests/Walk; do
    if [ -d $folder ]; then folders="$folders $folder"; else say "There is no $folder here: nothing to run in it"; fi
  done
  [ -n "$folders" ] || return 0
  say "Running the Python tests (pytest$folders)"
  status=0
  # shellcheck disable=SC2086 # one word per folder
  logged $LOGS/python.log env RINGBACK_BINARY="$PWD/$RELEASE_BINARY" PYTHONDONTWRITEBYTECODE=1 \
    $VENV/bin/python -m pytest --color=no -p no:cacheprovider -o 'python_files=test_*.py check_*.py' $folders || status=$?
  count_python $LOGS/python.log $status
}

# The Python package brings a pytest plugin and is tested in runs of its own, from its folder and not installed.
run_client_tests() {
  say "Running the tests of the Python package (pytest clients/python)"
  status=0
  logged $LOGS/client.log env RINGBACK_BINARY="$PWD/$RELEASE_BINARY" PYTHONDONTWRITEBYTECODE=1 \
    $VENV/bin/python -m pytest --color=no -p no:cacheprovider -n 2 clients/python/tests || status=$?
  count_python $LOGS/client.log $status
}

# Names what failed in words of the runners, since their own lines are far up by now.
name_the_failed() {
  for log in $LOGS/*.log; do
    grep -aE '^(✘ Test .* recorded an issue|✘ Test .* failed after|(FAILED|ERROR) )' "$log" | cut -c 1-600
    if [ "$(cat "$log.status")" -ne 0 ]; then
      case $log in *swift*)
        grep -qaE 'Test run with [0-9]+ tests?' "$log" || { echo "$log has no end; its last lines:"; tail -n 3 "$log"; echo; }
      esac
    fi
  done
}

prepare_build
python_packages
on_mac || optional_packages "tests of the contract suite over TLS will be skipped" nginx:nginx openssl:openssl
mkdir -p $LOGS
rm -f $LOGS/*
prepare_python
build_release
run_swift_tests
run_python_tests
run_client_tests
say "Checking format and house rules (make lint)"
scripts/lint.sh || broken="$broken lint found something;"

if [ $failed -ne 0 ]; then
  say "What failed"
  name_the_failed
fi
[ -z "$broken" ] || say "Also:${broken%;}"
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed -eq 0 ] && [ -z "$broken" ]
