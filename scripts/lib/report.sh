# shellcheck shell=bash
# Runs suites, counts their tests and tells what came of them. Needs jobs.sh.

RESULTS=() # a line each: name passed failed skipped seconds
declare -gA STARTED=()

test_log() { printf '%s\n' "$LOCAL/test-logs/$1.log"; }

# count_result RUNNER LOG EXIT_CODE: passed, failed and skipped. A step counts as one test. A runner that fails without
# a failed test, or that reports no test at all, counts as one failure.
count_result() {
  local runner=$1 log=$2 code=$3 counts="" passed failed skipped
  [[ $runner == step ]] || counts=$(awk -v runner="$runner" -f "$LIB/count-tests.awk" "$log")
  read -r passed failed skipped <<<"${counts:-0 0 0}"
  if [[ $runner == step && $code == 0 ]]; then
    passed=1
  elif ((failed == 0)) && { ((code != 0)) || [[ -z $counts ]]; }; then
    failed=1
  fi
  echo "$passed $failed $skipped"
}

in_root() {
  cd "$ROOT" || exit
  "$@"
}

suite_start() { # suite_start NAME
  step "$1"
  STARTED[$1]=$SECONDS
  job_start "$1" "$(test_log "$1")" in_root "suite_${1//-/_}"
}

suite_finish() { # suite_finish NAME RUNNER: waits for it and notes its result
  local name=$1 runner=$2 code=0 passed failed skipped log
  log=$(test_log "$name")
  job_wait "$name" || code=$?
  read -r passed failed skipped < <(count_result "$runner" "$log" "$code")
  RESULTS+=("$name $passed $failed $skipped $((SECONDS - STARTED[$name]))")
  if ((failed)); then
    step "$name: FAILED (exit code $code)"
    show_log "$log" 80
  else
    step "$name: ok"
  fi
  ((failed == 0))
}

# note_skipped NAME: one that cannot run here.
note_skipped() { RESULTS+=("$1 0 0 1 0"); }

# run_suites PARALLEL NAME:RUNNER:LANE...: all of them, so many at a time and never two of one lane, each within
# SUITE_SECONDS.
run_suites() {
  local parallel=$1 suite name waiting left running=()
  shift
  waiting=("$@")
  while ((${#waiting[@]} + ${#running[@]})); do
    left=()
    for suite in "${waiting[@]}"; do
      if ((${#running[@]} < parallel)) && ! has_lane "${suite##*:}" "${running[@]}"; then
        suite_start "${suite%%:*}"
        running+=("$suite")
      else
        left+=("$suite")
      fi
    done
    waiting=("${left[@]}")
    sleep 0.2
    local still=()
    for suite in "${running[@]}"; do
      name=${suite%%:*}
      if ! job_runs "$name"; then
        suite_finish "$name" "$(runner_of "$suite")" || true
      elif ((SECONDS - STARTED[$name] >= SUITE_SECONDS)); then
        warn "$name took longer than $SUITE_SECONDS s and is ended"
        job_kill "$name"
        suite_finish "$name" "$(runner_of "$suite")" || true
      else
        still+=("$suite")
      fi
    done
    running=("${still[@]}")
  done
}

has_lane() { # has_lane LANE SUITE...
  local lane=$1 suite
  shift
  for suite; do [[ ${suite##*:} != "$lane" ]] || return 0; done
  return 1
}

runner_of() { # runner_of NAME:RUNNER:LANE
  local rest=${1#*:}
  printf '%s\n' "${rest%%:*}"
}

# report: the table and, last, the line "N passed, N failed"; false when something failed.
report() {
  local line passed=0 failed=0 skipped=0 numbers
  printf '\n%-20s %8s %8s %8s %8s\n' suite passed failed skipped seconds
  for line in "${RESULTS[@]}"; do
    read -ra numbers <<<"$line"
    printf '%-20s %8d %8d %8d %8d\n' "${numbers[@]}"
    passed=$((passed + numbers[1]))
    failed=$((failed + numbers[2]))
    skipped=$((skipped + numbers[3]))
  done
  printf '\n%d passed, %d failed%s\n' "$passed" "$failed" "$( ((skipped == 0)) || echo ", $skipped skipped")"
  ((failed == 0))
}
