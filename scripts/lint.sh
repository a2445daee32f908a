#!/bin/sh
# make lint: the formatter's check, and the rules of the house that it cannot know.
cd "$(dirname "$0")/.." || exit 1
. scripts/common.sh

status=0

# Lists the lines that break a rule. $1 says which, $2 is the pattern, the rest says where to look.
forbid() {
  rule=$1 pattern=$2
  shift 2
  found=$(grep -rnE --include='*.swift' "$pattern" "$@" | grep -vE '^[^:]+:[0-9]+:[[:space:]]*//' || true)
  [ -n "$found" ] || return 0
  printf '%s\n' "$found" | sed "s|\$|   <- $rule|"
  status=1
}

# Each unit of Swift that is optimized by itself has its own copy of a variable in a header.
check_headers() {
  found=$(grep -nE '_Thread_local|^[[:space:]]*static [^(]*;' Sources/C*/shim.h Sources/C*/include/*.h || true)
  [ -n "$found" ] || return 0
  printf '%s\n' "$found" | sed 's|$|   <- a variable of a C wrapper stands in a .c file|'
  status=1
}

# The layers of docs/architecture.md: a target imports targets of lower layers only.
check_layers() {
  grep -rnE --include='*.swift' \
    '^[[:space:]]*(@[A-Za-z_()]+[[:space:]]+)*((public|package|internal|private|fileprivate)[[:space:]]+)?import[[:space:]]' Sources |
    awk -F: '
      BEGIN {
        n = split("CLibrary 0 CProcess 0 CLibuv 0 CLLHTTP 0 CJansson 0 CWatchedMemory 0 CPCRE2 0 CZlib 0 COpenSSL 0 CCurl 0 CLAME 0 CResources 0 Bytes 0 EventLoop 1 JSON 1 HTTP1 1 " \
          "Patterns 1 Cryptography 1 MP3 1 Transport 2 OpenAPI 2 " \
          "Simulation 2 Scenario 3 Outgoing 3 Telephony 4 ElevenLabs 5 Twilio 5 Admin 5 Contract 5 Simulator 6 ringback 7", word, " ")
        for (i = 1; i < n; i += 2) layer[word[i]] = word[i + 1]
      }
      {
        split($1, path, "/")
        sub(/.*import[ \t]+((struct|class|enum|protocol|func|var|let|typealias)[ \t]+)?/, "", $3)
        split($3, name, /[. \t]/)
        if (!(path[2] in layer)) { print $1 ": target " path[2] " has no layer in scripts/lint.sh"; bad = 1; next }
        if (name[1] in layer && layer[name[1]] >= layer[path[2]]) {
          print $1 ":" $2 ": " path[2] " must not import " name[1] "   <- only lower layers"
          bad = 1
        }
      }
      END { exit bad }' || status=1
}

# A test that waits for what never comes would hold up the run for ever: each suite says how long one may take, and each file
# with tests has a suite, or continues one (`extension`).
check_time_limits() {
  grep -rlE --include='*.swift' '^[[:space:]]*@Test' Tests | sort | while IFS= read -r file; do
    awk '
      /^[[:space:]]*@Suite/ { attribute = ""; open = 1; line = FNR; found = 1 }
      open { attribute = attribute $0 }
      open && /(struct|class|actor|enum)[[:space:]]/ {
        open = 0
        if (attribute !~ /\.timeLimit\(/) { print FILENAME ":" line ": " $0 "   <- a suite has a .timeLimit"; bad = 1 }
      }
      /^extension / { found = 1 }
      END {
        if (!found) { print FILENAME ": tests outside of any @Suite   <- a suite has a .timeLimit"; bad = 1 }
        exit bad
      }' "$file" || echo broken
  done | { ! grep -v '^broken$'; } || status=1
}

. scripts/lint-numbers.sh

have swift || stop_for_swift "There is no swift on the PATH."
swift format lint --strict --recursive --parallel Sources Tests Fuzz Package.swift scripts/essentials || status=1
forbid 'a task is started with LoopActor.start' '(^|[^A-Za-z0-9_.> ]|[^>] )Task([[:space:]]*<[^>]*>)?[[:space:]]*(\(.*\))?[[:space:]]*\{' Sources
forbid 'a task is started with LoopActor.start' 'Task\.detached' Sources
forbid 'nothing here runs on the main actor' '@MainActor' Sources
forbid 'Foundation costs megabytes and milliseconds' \
  'import[[:space:]]+([a-z]+[[:space:]]+)?(Foundation|FoundationEssentials|FoundationNetworking|Dispatch)([^A-Za-z]|$)' Sources Tests
forbid 'whoever waits for a sandbox does so by Latch, Flow or Sandbox.run, which end with what was reset' \
  'with(Checked|Unsafe)(Throwing)?Continuation' Sources/Admin Sources/ElevenLabs Sources/Scenario Sources/Simulator \
  Sources/Telephony Sources/Twilio
check_headers
check_numbers
forbid 'what is printed goes through StandardStream, which escapes control characters' \
  '(^|[^A-Za-z0-9_."])(print|debugPrint|dump|puts|fputs|printf|fprintf)\(' Sources
forbid 'the system is reached through EventLoop: its FileSystem takes regular files only' \
  'import[[:space:]]+Glibc' Sources/Admin Sources/Contract Sources/ElevenLabs Sources/JSON Sources/OpenAPI Sources/Outgoing \
  Sources/Scenario/Files Sources/Simulation Sources/Simulator Sources/Telephony Sources/Twilio Sources/ringback
forbid 'standard output and error are written by StandardStream' \
  '(STDOUT_FILENO|STDERR_FILENO|[^A-Za-z0-9_]write\([12],|FileHandle|FileDescriptor)' Sources
check_layers
check_time_limits
[ $status -eq 0 ] && echo "lint: clean"
exit $status
