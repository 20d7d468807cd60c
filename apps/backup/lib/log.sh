# shellcheck shell=bash
# What the programs say, and how they end. One line an event on stdout, as `TIME level event key=value`.

# Exit codes, as the README documents them.
readonly EXIT_SETTINGS=2 EXIT_DATABASE=3 EXIT_BUSY=4 EXIT_STORE=5 EXIT_NO_BACKUP=6 EXIT_DAMAGED=7 EXIT_FAILED=8
# Kubernetes shows what stands in it as the reason why a container ended.
TERMINATION_LOG=${TERMINATION_LOG:-/dev/termination-log}

log() { printf '%s %s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$*"; }
info() { log "info  $*"; }

# die CODE SENTENCE...
die() {
  local code=$1
  shift
  log "error $*" >&2
  if [[ -w $TERMINATION_LOG ]]; then printf '%s\n' "$*" >"$TERMINATION_LOG" || true; fi
  exit "$code"
}

# required NAME...: each must be set and not empty.
required() {
  local name
  for name; do [[ -n ${!name:-} ]] || die "$EXIT_SETTINGS" "the setting $name is missing"; done
}

# whole_number NAME MINIMUM
whole_number() {
  if [[ ! ${!1} =~ ^[0-9]{1,9}$ ]] || ((10#${!1} < $2)); then
    die "$EXIT_SETTINGS" "the setting $1 is \"${!1}\"; expected a whole number from $2"
  fi
}

# last_line FILE: what a program said last, for a sentence; what is indented goes on with the line before.
last_line() { grep -v '^[[:space:]]' "$1" | grep . | tail -n 1 | cut -c 1-300; }

# Policies of the network open a new pod's way a moment after its start, so what cannot be reached is asked again for a while.
CONNECT_SECONDS=${CONNECT_SECONDS:-60}
# until_reached IS_AWAY COMMAND...: tries again as long as IS_AWAY says of the errors that it was not reached.
until_reached() {
  local is_away=$1 deadline=$((SECONDS + CONNECT_SECONDS))
  shift
  until "$@" >/dev/null 2>"$ERRORS"; do
    if ! "$is_away" || ((SECONDS >= deadline)); then return 1; fi
    sleep 2
  done
}

# A folder of its own in SCRATCH, which goes when the program ends.
make_work_folder() {
  SCRATCH=${SCRATCH:-/tmp}
  WORK=$(mktemp -d "$SCRATCH/work.XXXXXX") || die "$EXIT_SETTINGS" "the folder $SCRATCH cannot be written to"
  ERRORS=$WORK/errors
  : >"$ERRORS"
}
