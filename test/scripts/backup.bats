#!/usr/bin/env bats
# backup and restore, against a stub of kubectl.
# shellcheck disable=SC2016 # what stands in single quotes is expanded when a stub runs

load setup

setup() {
  make_project
  stub_npm
  stub_jobs
  touch "$STATE/cronjobs"
}

# stub_jobs: a cluster whose Jobs end as $STATE/JOB.state says, Complete if it says nothing, and log what $STATE/JOB.log
# holds; JOB is the name without the time.
stub_jobs() {
  echo 3 >"$STATE/replicas"
  echo 'info  done backup=todo-20260102T030405Z bytes=1 tables=2' >"$STATE/backup.log"
  echo 'info  verified backup=todo-20260102T030405Z' >"$STATE/restore-check.log"
  echo 'info  done backup=todo-20260102T030405Z tables=2 revision=0003' >"$STATE/restore.log"
  printf '%s\n' todo-20260102T030405Z todo-20260101T030405Z >"$STATE/restore-list.log"
  stub kubectl 'while [[ $1 == --context ]]; do shift 2; done
job=${3:-}
job=${job%-2*}
case "$*" in
"config current-context") echo minikube ;;
"get cronjob"*) [[ -e $STATE/cronjobs ]] ;;
"create job "*) cat <<<"made $*" ;;
"set env --local"*) cat ;;
"create --namespace"*) cat >/dev/null ;;
"get job "*) cat "$STATE/$job.state" 2>/dev/null || echo Complete ;;
"get pods"*) echo "{\"items\": []}" ;;
"get deployment backend"*) cat "$STATE/replicas" ;;
"scale deployment backend"*) [[ ! -e $STATE/scale-fails ]] ;;
"wait pod"*) [[ ! -e $STATE/pods-stay ]] ;;
logs*) job=${2#job/}; cat "$STATE/${job%-2*}.log" ;;
esac'
}

line_of() { grep -n -m 1 -E "$1" "$CALLS" | cut -d : -f 1; }

@test "backup runs the CronJob at once, shows what it says, and prints the backup's name alone" {
  run --separate-stderr "$PROJECT/scripts/backup" dev
  assert_success
  assert_output todo-20260102T030405Z
  assert_called 'kubectl create job backup-[0-9]{14} --from=cronjob/backup --namespace chatbot-dev'
  assert_regex "$stderr" 'done backup=todo-20260102T030405Z'
}

@test "a backup that fails is said, with what the Job said" {
  echo Failed >"$STATE/backup.state"
  echo 'error the disk is full' >"$STATE/backup.log"
  verb backup dev
  assert_failure 1
  assert_output --partial 'the disk is full'
  assert_output --partial 'error: the backup failed'
}

@test "a backup that does not end in time is said, and goes on" {
  : >"$STATE/backup.state"
  JOB_TIMEOUT=1 verb backup dev
  assert_failure 1
  assert_output --partial 'has not ended after 1 seconds'
  assert_output --partial 'error: the backup goes on'
}

@test "without CronJobs both say what makes them" {
  rm "$STATE/cronjobs"
  verb backup dev
  assert_failure 1
  assert_output --partial 'error: there is no CronJob backup in chatbot-dev'
  assert_output --partial 'backup.enabled: true'
  verb restore --yes dev
  assert_failure 1
  assert_output --partial 'error: there is no CronJob restore in chatbot-dev'
}

@test "restore checks the backup, stops what writes, restores that very backup, and starts it again as it was" {
  run --separate-stderr "$PROJECT/scripts/restore" --yes dev
  assert_success
  assert_output todo-20260102T030405Z
  assert_called 'set env --local -f - -o yaml BACKUP=latest VERIFY_ONLY=true'
  assert_called 'set env --local -f - -o yaml BACKUP=todo-20260102T030405Z'
  (($(line_of VERIFY_ONLY) < $(line_of 'replicas=0')))
  (($(line_of 'replicas=0') < $(line_of 'wait pod --for=delete --selector app.kubernetes.io/name=backend')))
  (($(line_of 'wait pod') < $(line_of 'BACKUP=todo-20260102T030405Z')))
  (($(line_of 'BACKUP=todo-20260102T030405Z') < $(line_of 'replicas=3')))
}

@test "restore takes a name, with or without the end of its file" {
  verb restore --yes dev todo-20260101T030405Z.dump
  assert_success
  assert_called 'BACKUP=todo-20260101T030405Z VERIFY_ONLY=true'
}

@test "a backup that is refused stops nothing" {
  echo Failed >"$STATE/restore-check.state"
  echo 'error the backup is damaged' >"$STATE/restore-check.log"
  verb restore --yes dev
  assert_failure 1
  assert_output --partial 'the backup is damaged'
  assert_output --partial 'nothing was changed'
  refute_called 'scale'
}

@test "restore asks for the namespace, and without it changes nothing" {
  run "$PROJECT/scripts/restore" dev <<<no
  assert_failure 1
  assert_output --partial 'This puts todo-20260102T030405Z in the place of all data of chatbot-dev'
  assert_output --partial 'not confirmed; nothing was changed'
  refute_called 'scale'
  run "$PROJECT/scripts/restore" dev <<<chatbot-dev
  assert_success
}

@test "what writes starts again when the restore fails, and when its pods do not end" {
  echo Failed >"$STATE/restore.state"
  verb restore --yes dev
  assert_failure 1
  assert_output --partial 'the restore of todo-20260102T030405Z failed'
  assert_called 'scale deployment backend --namespace chatbot-dev --replicas=3'
  : >"$CALLS"
  touch "$STATE/pods-stay"
  verb restore --yes dev
  assert_failure 1
  assert_output --partial 'nothing was restored'
  assert_called 'replicas=3'
}

@test "a restore that is interrupted, or does not end in time, is ended before what writes starts again" {
  : >"$STATE/restore.state"
  local ended='delete job restore-[0-9]{14} --namespace chatbot-dev --cascade=foreground'
  JOB_TIMEOUT=1 verb restore --yes dev
  assert_failure 1
  (($(line_of "$ended") < $(line_of 'replicas=3')))
  for signal in INT TERM; do
    : >"$CALLS"
    interrupted_at 'get job restore-2' "$signal" restore --yes dev
    assert_equal "$status" 1
    assert_regex "$output" 'error: interrupted'
    (($(line_of "$ended") < $(line_of 'replicas=3')))
  done
}

@test "the backups are listed" {
  run --separate-stderr "$PROJECT/scripts/restore" --list dev --context elsewhere
  assert_success
  assert_output "todo-20260102T030405Z
todo-20260101T030405Z"
  assert_called 'kubectl --context elsewhere create job restore-list-'
}

@test "what is no backup's name is refused before anything is asked of the cluster" {
  verb restore --yes dev '../x y'
  assert_failure 2
  assert_output --partial "is no backup's name"
  verb restore dev one two
  assert_failure 2
  verb restore --list dev one
  assert_failure 2
}
