# shellcheck shell=sh
# Numbers from outside: whatever they are, no conversion of theirs may trap. Sourced by lint.sh.
#
# Whether an expression is a floating-point number, or comes from outside, only a compiler knows. So the rules are about
# spelling, and `Bytes` has a spelling for each case: Int64(clamping:), Duration(clampingSeconds:), addingSaturating.
# A line that is safe for another reason says so at its end: `// Bounded: bytes of a text.`

# Leaves out comments, and lines that say why they are safe.
without_excuses() { grep -vE '^[^:]+:[0-9]+:[[:space:]]*//|// Bounded: ' || true; }

report() {
  [ -n "$2" ] || return 0
  printf '%s\n' "$2" | sed "s|\$|   <- $1|"
  status=1
}

# As `forbid` of lint.sh, with a Perl pattern.
forbid_number() {
  rule=$1 pattern=$2
  shift 2
  report "$rule" "$(grep -rnP --include='*.swift' "$pattern" "$@" | without_excuses)"
}

# Products of whole numbers: those with a floating-point factor cannot trap, and those of literals are known.
check_products() {
  report 'a product is made by multipliedSaturating(by:), or says why it is // Bounded:' "$(
    grep -rnP --include='*.swift' '[\w)\]] \*=? ' "$@" | without_excuses |
      grep -vP '/Audio/Tone\.swift:|Double\(|\bexp\(|pitch \*|beat \*|seconds\(-?[0-9]|rounded\(|\.pi\b|[0-9]\.[0-9]|[( ][0-9_]+ \* [0-9_]+[),]?' || true
  )"
}

# Arithmetic on names that were bound to a number of JSON anywhere before in the same file.
check_bound_numbers() {
  report 'a number from outside is added and multiplied by addingSaturating, multipliedSaturating(by:) of Bytes' "$(
    find "$@" -name '*.swift' | sort | while read -r file; do
      awk '
        {
          line = $0
          sub(/^[ \t]*\/\/.*/, "", line)
          if (line ~ /\/\/ Bounded: |Double\(/) next
          for (name in bound)
            if (line ~ ("(^|[^A-Za-z0-9_.\"])" name " [-+*] ") || line ~ ("[A-Za-z0-9_)] [-+*] " name "([^A-Za-z0-9_(]|$)"))
              print FILENAME ":" FNR ":" $0
          rest = line
          while (match(rest, /(let|var) [A-Za-z]+(: [A-Za-z0-9?]+)? = [^=]*\.(integer|real)([^A-Za-z0-9_(]|$)/)) {
            split(substr(rest, RSTART, RLENGTH), word, /[ :]/)
            bound[word[2]] = 1
            rest = substr(rest, RSTART + RLENGTH)
          }
          if (match(line, /\.(integer|real)\(let [A-Za-z]+\)/)) {
            name = substr(line, RSTART, RLENGTH)
            sub(/.*let /, "", name)
            sub(/\)/, "", name)
            bound[name] = 1
          }
        }' "$file"
    done
  )"
}

check_numbers() {
  ours=$(find Sources -mindepth 1 -maxdepth 1 -type d ! -name Bytes | sort)
  # Targets whose numbers come from requests, scenarios and snapshots.
  outer='Sources/Admin Sources/ElevenLabs Sources/Scenario Sources/Simulator Sources/Telephony Sources/Twilio'
  # shellcheck disable=SC2086 # one word per folder
  {
    forbid_number 'a duration of a variable number is made by Duration(clampingSeconds:) and the like of Bytes' \
      '((?<![A-Za-z])|Duration)\.(seconds|milliseconds|microseconds)\((?!-?[0-9_]|_|let )' $ours
    forbid_number 'a floating-point number becomes a whole one by Int(clamping:) or Int(exactly:)' \
      '(?<![A-Za-z_.])U?Int(8|16|32|64)?\((?!clamping|exactly|bitPattern|truncatingIfNeeded)[^)]*(\bDouble\b|\.real\b|rounded\(|\bshare\b|\bfraction\b|(?<![a-zA-Z])seconds\b(?! [/*%] [0-9])| / \.(nano|milli|micro)?seconds)' $ours
    forbid_number 'a number from outside is added and multiplied by addingSaturating, multipliedSaturating(by:) of Bytes' \
      '(?<![A-Za-z])\??\.(integer|real)\)?( \?\? -?[0-9_.]+\)?)? [-+*] ' $ours
    forbid_number 'counts that a snapshot can hold go on by addingSaturating' \
      '\$0\.[A-Za-z]+ [-+]= [0-9]' Sources/ElevenLabs Sources/Twilio Sources/Telephony
    forbid_number 'instants are subtracted by -, which saturates' '\.nanoseconds\)? - ' $outer
    check_bound_numbers $ours
    check_products $outer
  }
}
