# shellcheck shell=bash
# Words for people go to stderr; stdout is for data that another program may read.

if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] < 404)); then
  echo "error: bash 4.4 or later is needed, this is $BASH_VERSION; on macOS: brew install bash" >&2
  exit 3
fi

readonly EXIT_FAILED=1 EXIT_USAGE=2 EXIT_MISSING=3

say() { printf '%s\n' "$*" >&2; }
step() { printf '==> %s\n' "$*" >&2; }
warn() { printf 'warning: %s\n' "$*" >&2; }

# die MESSAGE [WHAT TO DO]
die() {
  printf 'error: %s\n' "$1" >&2
  [[ -z ${2:-} ]] || printf '       %s\n' "$2" >&2
  exit "${exit_code:-$EXIT_FAILED}"
}

die_usage() {
  exit_code=$EXIT_USAGE die "$1" "${2:-scripts/${0##*/} --help tells what it takes.}"
}

die_missing() { exit_code=$EXIT_MISSING die "$@"; }

# require_seconds VARIABLE DEFAULT: sets a variable of the environment that is not set; it is a whole number.
require_seconds() {
  printf -v "$1" '%s' "${!1:-$2}"
  [[ ${!1} =~ ^(0|[1-9][0-9]{0,8})$ ]] || die_usage "$1 is \"${!1}\"; expected a whole number of seconds, such as $2"
}

# require_duration VARIABLE DEFAULT: the same, as Helm and kubectl take it.
require_duration() {
  printf -v "$1" '%s' "${!1:-$2}"
  [[ ${!1} =~ ^([0-9]+(\.[0-9]+)?(s|m|h))+$ ]] || die_usage "$1 is \"${!1}\"; expected a number with its unit, such as $2, 90s or 1h30m"
}

# The comment at the head of a verb is its help.
show_help() {
  awk 'NR == 1 {next} !/^#/ {exit} {sub(/^# ?/, ""); print}' "$0"
}

# show_log LOG [LINES]: its last lines and, as some programs end with their usage, a third as many of the first.
show_log() {
  local log=$1 count=${2:-30} first
  first=$((count / 3))
  [[ -s $log ]] || {
    say "    ($log is empty)"
    return 0
  }
  say "    $log:"
  awk -v first="$first" -v count="$count" '
    NR <= first {print "    | " $0; next}
    {line[NR % count] = $0}
    END {
      from = NR - count + 1
      if (from <= first) from = first + 1
      else if (from > first + 1) print "    | ..."
      for (i = from; i <= NR; i++) print "    | " line[i % count]
    }' "$log" >&2
}
