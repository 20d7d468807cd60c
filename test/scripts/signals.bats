#!/usr/bin/env bats
# What becomes of what a verb began when a signal ends it.
# shellcheck disable=SC2016 # what stands in single quotes is expanded when a stub runs

load setup

setup() {
  make_project
  stub_cluster "$(pod backend-1 true)" "$(pod frontend-1 true)"
}

@test "a signal for deploy or rollback goes on to Helm, whose end is waited for" {
  local name signal
  touch "$STATE/released"
  stub_helm v4.3.1 'trap "echo taken back >>\"$STATE/ended\"; exit 1" TERM
  for _ in {1..200}; do sleep 0.05; done'
  for name in deploy rollback; do
    for signal in INT TERM HUP; do
      rm -f "$STATE/ended"
      : >"$CALLS"
      interrupted_at 'helm (upgrade|rollback)' "$signal" "$name" dev
      assert_equal "$status $(<"$STATE/ended")" "1 taken back"
      assert_regex "$output" "error: the $name (to|of) chatbot-dev was interrupted"
    done
  done
}

@test "what a verb runs ends with it" {
  stub npm 'echo $$ >"$STATE/npm.pid"; echo installs >>"$CALLS"; for _ in {1..200}; do sleep 0.05; done'
  local signal
  for signal in INT TERM; do
    : >"$CALLS"
    interrupted_at installs "$signal" deploy dev
    assert_equal "$status $(tail -n 1 <<<"$output")" "1 error: interrupted"
    refute_regex "$(ps -o stat= -p "$(<"$STATE/npm.pid")")" '^[^Z]'
  done
}
