#!/usr/bin/env bats
# What every verb says of itself, and of arguments that it does not take.

load setup

setup() { make_project; }

@test "every verb has a help with its usage and its exit codes" {
  local name
  for name in start test up build images deploy verify rollback backup restore down; do
    verb "$name" --help
    assert_success
    assert_line --index 0 --partial "Usage: scripts/$name"
    assert_output --partial "Exit codes:"
  done
}

@test "every verb refuses an argument that it does not know, and points to its help" {
  local name
  for name in start test up build images deploy verify rollback backup restore down; do
    verb "$name" --nonsense
    assert_equal "$status" 2
    assert_line --index 0 --partial "error: "
  done
}

@test "an environment without an overlay is refused with those that there are" {
  local name
  for name in up deploy verify rollback backup restore down; do
    verb "$name" staging
    assert_equal "$status" 2
    assert_line 'error: there is no environment "staging"'
    assert_line --partial "Those that are there: dev prod."
  done
}

@test "a verb that needs an environment asks for it" {
  local name
  for name in deploy verify rollback backup restore down; do
    verb "$name"
    assert_equal "$status" 2
    assert_output --partial "which environment? One of: dev prod"
  done
}

@test "a context without a name is refused, as of a variable that is not set" {
  local name
  for name in up deploy verify rollback backup restore down; do
    verb "$name" dev --context=
    assert_equal "$status" 2
    verb "$name" dev --context ""
    assert_equal "$status" 2
    assert_line "error: --context needs a name"
  done
}

@test "a port without a number is refused" {
  verb start --port=
  assert_equal "$status" 2
  verb start --port ""
  assert_equal "$status" 2
  assert_line "error: --port needs a number"
}

@test "seconds are a whole number" {
  local call
  for call in VERIFY_SECONDS:verify JOB_TIMEOUT:backup JOB_TIMEOUT:restore; do
    run env "${call%:*}=1m" "$PROJECT/scripts/${call#*:}" dev
    assert_equal "$status" 2
    assert_line --partial "error: ${call%:*} is \"1m\"; expected a whole number of seconds, such as "
  done
  SUITE_SECONDS=08 verb test
  assert_equal "$status" 2
  START_SECONDS=-1 verb start
  assert_equal "$status" 2
}

@test "how long a deploy may take has a unit" {
  local name
  for name in deploy rollback; do
    DEPLOY_TIMEOUT=300 verb "$name" dev
    assert_equal "$status" 2
    assert_line 'error: DEPLOY_TIMEOUT is "300"; expected a number with its unit, such as 5m, 90s or 1h30m'
  done
}

@test "a path is no environment" {
  verb deploy ../todo-chatbot/dev
  assert_equal "$status" 2
}

@test "a missing program is named, with what to do" {
  stub_npm
  verb up dev
  assert_equal "$status" 3
  assert_line "error: minikube is not there"
  verb deploy dev
  assert_equal "$status" 3
  assert_line "error: kubectl is not there"
  stub_kubectl
  verb deploy dev
  assert_equal "$status" 3
  assert_line "error: Helm 3 or 4 is not there"
  assert_line --partial "HELM=/path/to/helm"
}

@test "Node that is too old is refused" {
  stub node 'echo 18'
  stub_npm
  verb start
  assert_equal "$status" 3
  assert_line "error: Node 20 or later is needed, this is Node 18"
}

@test "Python that is too old is refused" {
  stub_npm
  stub python3 'exit 1'
  verb start
  assert_equal "$status" 3
  assert_line "error: Python 3.11 or later is not there"
}

@test "verbs work from any folder" {
  cd /
  verb build --help
  assert_success
  verb deploy nonsense
  assert_line --partial "Those that are there: dev prod."
}
