# shellcheck shell=bash
# Runs what a CronJob would, now, and waits for its end. Needs cluster.sh and diagnose.sh.

require_cronjob() { # require_cronjob NAMESPACE NAME
  kube get cronjob "$2" --namespace "$1" >/dev/null 2>&1 ||
    die "there is no CronJob $2 in $1" "backup.enabled: true in the overlay makes it; scripts/deploy ${1#chatbot-} installs it."
}

# job_from NAMESPACE CRONJOB JOB [VARIABLE=VALUE...]: its container with other settings.
job_from() {
  local namespace=$1 cronjob=$2 job=$3
  shift 3
  if (($# == 0)); then
    kube create job "$job" --from="cronjob/$cronjob" --namespace "$namespace" >/dev/null
  else
    kube create job "$job" --from="cronjob/$cronjob" --namespace "$namespace" --dry-run=client -o yaml |
      kubectl set env --local -f - -o yaml "$@" | kube create --namespace "$namespace" -f - >/dev/null
  fi
}

job_state() { # job_state NAMESPACE JOB: Complete, Failed, or nothing while it runs
  kube get job "$2" --namespace "$1" -o 'jsonpath={range .status.conditions[?(@.status=="True")]}{.type}{"\n"}{end}' |
    grep -m 1 -x 'Complete\|Failed' || true
}

# What its last pod said; a pod that could not start said nothing.
job_log() { kube logs "job/$2" --namespace "$1" --tail=50 2>/dev/null || true; }

# run_job NAMESPACE CRONJOB JOB [VARIABLE=VALUE...]: sets JOB_LOG; false when it failed, or did not end in JOB_TIMEOUT seconds.
run_job() {
  local namespace=$1 job=$3 state="" deadline=$((SECONDS + JOB_TIMEOUT))
  job_from "$@" || die "the Job $job could not be made"
  step "job: $job"
  until state=$(job_state "$namespace" "$job") && [[ -n $state ]]; do
    ((SECONDS < deadline)) || break
    sleep 1
  done
  JOB_LOG=$(job_log "$namespace" "$job")
  [[ -z $JOB_LOG ]] || printf '%s\n' "$JOB_LOG" | sed 's/^/    | /' >&2
  [[ $state != Complete ]] || return 0
  [[ -n $state ]] || say "    $job has not ended after $JOB_TIMEOUT seconds"
  [[ -n $JOB_LOG ]] || show_unready "$namespace" || true
  return 1
}

# logged WORD: the backup that a line of JOB_LOG names, as in "done backup=todo-20260102T030405Z".
logged() { sed -n "s/^.* $1 backup=\([^ ]*\).*$/\1/p" <<<"$JOB_LOG" | tail -n 1; }

# A name of its own for each run.
job_name() { printf '%s-%s\n' "$1" "$(date -u +%Y%m%d%H%M%S)"; }
