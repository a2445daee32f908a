# shellcheck shell=sh
# Numbers from outside: whatever they are, no conversion of theirs may trap. Sourced by lint.sh.
#
# Whether an expression is a floating-point number, or comes from outside, only a compiler knows. So the rules are about
# spelling, and `Bytes` has a spelling for each case: Int64(clamping:), Duration(clampingSeconds:), addingSaturating.

# As `forbid` of lint.sh, with a Perl pattern.
forbid_number() {
  rule=$1 pattern=$2
  shift 2
  found=$(grep -rnP --include='*.swift' "$pattern" "$@" | grep -vE '^[^:]+:[0-9]+:[[:space:]]*//' || true)
  [ -n "$found" ] || return 0
  printf '%s\n' "$found" | sed "s|\$|   <- $rule|"
  status=1
}

check_numbers() {
  ours=$(find Sources -mindepth 1 -maxdepth 1 -type d ! -name Bytes | sort)
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
  }
}
