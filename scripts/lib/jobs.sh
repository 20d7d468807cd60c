# shellcheck shell=bash
# Programs in the background, each in a process group of its own: Ctrl-C in the terminal reaches only the verb,
# which then ends its children one by one, by their ids.

declare -gA JOB_PID=()
INTERRUPTED=false

# What every verb does when a signal ends it; some do more.
trap jobs_end_all EXIT
trap interrupt INT TERM HUP

interrupt() {
  INTERRUPTED=true
  die "interrupted"
}

# passing_signals PROGRAM...: one that has to undo what it began, as Helm does, before it ends. A signal for the verb alone
# goes on to it. Sets INTERRUPTED.
passing_signals() {
  local child code=0
  "$@" &
  child=$!
  trap 'INTERRUPTED=true; kill -TERM "$child" 2>/dev/null || true' INT TERM HUP
  while :; do
    code=0
    wait "$child" || code=$?
    kill -0 "$child" 2>/dev/null || break
  done
  trap interrupt INT TERM HUP
  [[ $INTERRUPTED == false ]] && return "$code"
  return 1
}

# job_start NAME LOG COMMAND...
job_start() {
  local name=$1 log=$2
  shift 2
  mkdir -p "$(dirname "$log")"
  set -m
  "$@" >"$log" 2>&1 </dev/null &
  JOB_PID[$name]=$!
  set +m
}

job_runs() { [[ -n ${JOB_PID[$1]:-} ]] && kill -0 "${JOB_PID[$1]}" 2>/dev/null; }

job_wait() { # job_wait NAME: its exit code
  local code=0
  wait "${JOB_PID[$1]}" 2>/dev/null || code=$?
  job_sweep "$1"
  return "$code"
}

# job_kill NAME: with all that is in its group.
job_kill() { kill -KILL -- "-${JOB_PID[$1]}" 2>/dev/null || true; }

# job_sweep NAME: ends what the job left behind, and forgets it.
job_sweep() {
  job_kill "$1"
  unset "JOB_PID[$1]"
}

# group_runs NAME: anything of it. Who ended and waits to be reaped does not count.
group_runs() {
  ps -A -o pgid= -o stat= | awk -v group="${JOB_PID[$1]}" '$1 == group && $2 !~ /^Z/ {found = 1} END {exit !found}'
}

# job_end NAME [SECONDS]: asks its group to end, waits, and kills it when the time is over.
job_end() {
  local name=$1 seconds=${2:-10} deadline
  [[ -n ${JOB_PID[$name]:-} ]] || return 0
  kill -TERM -- "-${JOB_PID[$name]}" 2>/dev/null || true
  deadline=$((SECONDS + seconds))
  while group_runs "$name" && ((SECONDS < deadline)); do sleep 0.05; done
  if group_runs "$name"; then warn "$name did not end within $seconds s and is killed"; fi
  job_sweep "$name"
}

jobs_end_all() {
  local name
  for name in "${!JOB_PID[@]}"; do job_end "$name"; done
}

# run_logged LABEL LOG COMMAND...: one step of a verb; its output is shown only when it fails.
run_logged() {
  local label=$1 log=$2
  shift 2
  step "$label"
  job_start "$label" "$log" "$@"
  job_wait "$label" && return
  show_log "$log"
  die "$label failed"
}
