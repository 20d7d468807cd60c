#!/usr/bin/env bats
# test and .ci/run: which suites run, how their tests are counted, what is printed.
# shellcheck disable=SC2016 # what stands in single quotes is expanded when a stub runs

load setup

setup() {
  make_project
  # Those of the programs and their tests.
  mkdir -p "$PROJECT/apps/frontend"
  echo '{}' | tee "$PROJECT/apps/package-lock.json" >"$PROJECT/apps/frontend/package-lock.json"
  source "$PROJECT/scripts/lib/project.sh"
  source_parts jobs report
  stub npm '[[ $1 != ci ]] || mkdir -p "$3/node_modules"
  case "$*" in
  *lint*) [[ ! -e $STATE/lint-fails ]] || { echo "constructs/a.ts: wrong"; exit 1; } ;;
  *typecheck*) [[ ! -e $STATE/typecheck-hangs ]] || { echo $$ >"$STATE/suite"; exec sleep 300; } ;;
  esac'
  stub npx 'cat "$STATE/jest"; exit "$(cat "$STATE/jest-code" 2>/dev/null || echo 0)"'
  stub helm3 'echo v3.22.0'
  stub helm4 'echo v4.3.1'
  stub kubeconform 'echo v0.8.0'
  stub kube-score 'echo "kube-score version: 1.20.0, commit: none, built: unknown"'
  echo 'Tests:       12 passed, 12 total' >"$STATE/jest"
  # As if it had been installed: it is large.
  mkdir -p "$PROJECT/.tools/checkov"
  (source "$LIB/tools.sh" && echo "$CHECKOV") >"$PROJECT/.tools/checkov/.versions"
}

# counts RUNNER EXIT_CODE: of the report on standard input.
counts() {
  cat >"$STATE/log"
  count_result "$1" "$STATE/log" "$2"
}

@test "jest's report is counted" {
  assert_equal "$(counts jest 1 <<<'Tests:       1 failed, 2 skipped, 10 passed, 13 total')" "10 1 2"
}

@test "pytest's report is counted, errors as failures" {
  assert_equal "$(counts pytest 1 <<<'=== 3 failed, 120 passed, 2 skipped, 1 xfailed, 2 errors in 12.30s ===')" "120 5 3"
  assert_equal "$(counts pytest 0 <<<'120 passed in 3.21s')" "120 0 0"
}

@test "node's reports are added up, one per workspace" {
  assert_equal "$(printf 'ℹ %s\n' 'pass 4' 'fail 0' 'skipped 1' 'pass 6' 'fail 2' 'cancelled 1' | counts node 1)" "10 3 1"
  assert_equal "$(printf '# %s\n' 'pass 4' 'fail 0' | counts node 0)" "4 0 0"
}

@test "bats' report is counted" {
  assert_equal "$(printf '%s\n' 1..4 'ok 1 a' 'not ok 2 b' 'ok 3 c # skip no helm' '# ok then' 'ok 4 d' | counts bats 1)" "2 1 1"
}

@test "colours do not hide a report" {
  assert_equal "$(printf '\033[1mTests:\033[22m       \033[32m3 passed\033[39m, 3 total\n' | counts jest 0)" "3 0 0"
}

@test "a runner that ended without a report has failed, whatever its exit code" {
  assert_equal "$(counts jest 1 <<<'Cannot find module')" "0 1 0"
  assert_equal "$(counts jest 0 <<<'No tests found')" "0 1 0"
}

@test "a runner that failed without a failed test counts one" {
  assert_equal "$(counts jest 1 <<<'Tests:       10 passed, 10 total')" "10 1 0"
}

@test "a step counts as one" {
  assert_equal "$(counts step 0 <<<'')" "1 0 0"
  assert_equal "$(counts step 2 <<<'')" "0 1 0"
}

@test "the suites that are named run, with a table and the sum as the last line" {
  run --separate-stderr "$PROJECT/scripts/test" jest lint typecheck
  assert_success
  assert_line --regexp '^jest +12 +0 +0'
  assert_line --regexp '^lint +1 +0 +0'
  assert_equal "${lines[-1]}" "14 passed, 0 failed"
  refute_called 'synth'
}

@test "skipped tests are told" {
  echo 'Tests:       2 skipped, 10 passed, 12 total' >"$STATE/jest"
  verb test jest
  assert_equal "${lines[-1]}" "10 passed, 0 failed, 2 skipped"
}

@test "a suite that fails shows its output, and the others run all the same" {
  touch "$STATE/lint-fails"
  verb test lint jest
  assert_failure 1
  assert_output --partial "constructs/a.ts: wrong"
  assert_equal "${lines[-1]}" "12 passed, 1 failed"
  assert [ -s "$PROJECT/.local/test-logs/lint.log" ]
}

@test "suites of one lane run one after the other, and lanes side by side" {
  # In a bash of its own: bats' traps change the exit code of what runs in the background.
  cat >"$STATE/lanes" <<'EOF'
source "$PROJECT/scripts/lib/project.sh"
source "$LIB/jobs.sh"
source "$LIB/report.sh"
suite_first() {
  for _ in {1..200}; do
    [[ -e $STATE/other-began && ! -e $STATE/second-began ]] && touch "$STATE/first-ended" && return
    sleep 0.1
  done
  return 1
}
suite_second() { touch "$STATE/second-began" && [[ -e $STATE/first-ended ]]; }
suite_other() { touch "$STATE/other-began"; }
SUITE_SECONDS=60
run_suites 3 first:step:one second:step:one other:step:another
report
EOF
  export PROJECT STATE
  run bash "$STATE/lanes"
  assert_success
  assert_equal "${lines[-1]}" "3 passed, 0 failed"
}

@test "a suite that takes too long is ended and has failed" {
  touch "$STATE/typecheck-hangs"
  SUITE_SECONDS=2 verb test typecheck lint
  assert_failure 1
  assert_output --partial "typecheck took longer than 2 s"
  assert_equal "${lines[-1]}" "1 passed, 1 failed"
}

@test "what is interrupted ends its suites" {
  touch "$STATE/typecheck-hangs"
  "$PROJECT/scripts/test" typecheck >/dev/null 2>&1 3>&- &
  local test=$! code=0
  until [[ -s $STATE/suite ]]; do
    kill -0 "$test"
    sleep 0.1
  done
  kill -TERM "$test"
  wait "$test" || code=$?
  assert_equal "$code" 1
  refute_regex "$(ps -o stat= -p "$(<"$STATE/suite")")" '^[^Z]'
}

@test "synth fails when dist/ was not what it writes" {
  echo old >"$PROJECT/dist/a.yaml"
  stub npm '[[ $1 != ci ]] || mkdir -p "$3/node_modules"; [[ $* != *synth* ]] || echo new >"$PROJECT/dist/a.yaml"'
  verb test synth
  assert_failure 1
  assert_output --partial "dist/ was not what synth writes"
  verb test synth
  assert_success
}

@test "docs fails when docs/reference/ was not what the docstrings say" {
  mkdir -p "$PROJECT/docs/reference"
  echo old >"$PROJECT/docs/reference/values.md"
  stub npm '[[ $1 != ci ]] || mkdir -p "$3/node_modules"; [[ $* != *docs* ]] || echo new >"$PROJECT/docs/reference/values.md"'
  verb test docs
  assert_failure 1
  assert_output --partial "docs/reference/ was not what npm run docs writes"
  verb test docs
  assert_success
}

@test "graph fails when docs/graph/ was not what the constructs were told" {
  mkdir -p "$PROJECT/docs/graph"
  echo old >"$PROJECT/docs/graph/shop.svg"
  stub npm '[[ $1 != ci ]] || mkdir -p "$3/node_modules"; [[ $* != *graph* ]] || echo new >"$PROJECT/docs/graph/shop.svg"'
  verb test graph
  assert_failure 1
  assert_output --partial "docs/graph/ was not what npm run graph draws"
  verb test graph
  assert_success
}

# A repository whose last tag is v1.2.3, with a chart and an overlay in it.
make_tag() {
  mkdir -p "$STATE/tagged/dist/charts/todo-chatbot" "$STATE/tagged/helm/todo-chatbot"
  touch "$STATE/tagged/dist/charts/todo-chatbot/Chart.yaml" "$STATE/tagged/helm/todo-chatbot/values-dev.yaml"
  stub git 'case "$*" in
  *describe*) echo v1.2.3 ;;
  archive*) tar -c -C "$STATE/tagged" "${@:3}" ;;
  esac'
}

@test "upgrade checks the chart of the last tag with its overlays, and those of now" {
  make_tag
  stub npm '[[ $1 != ci ]] || mkdir -p "$3/node_modules"
  [[ $* != *check-upgrade* ]] || { ls "$5/Chart.yaml" "$8/values-dev.yaml" && exit "$(cat "$STATE/breaks" 2>/dev/null || echo 0)"; }'
  verb test upgrade
  assert_success
  assert_called 'npm run --silent check-upgrade -- [^ ]*/dist/charts/todo-chatbot dist/charts/todo-chatbot --overlays [^ ]*/helm/todo-chatbot --new-overlays helm/todo-chatbot'
  assert_called 'git archive v1.2.3 '
  assert_equal "${lines[-1]}" "1 passed, 0 failed"
  echo 1 >"$STATE/breaks"
  verb test upgrade
  assert_failure 1
  assert_equal "${lines[-1]}" "0 passed, 1 failed"
}

@test "upgrade is skipped, with a line, where there is no tag" {
  stub git 'exit 128'
  verb test upgrade
  assert_success
  assert_line "warning: there is no tag: the check of an upgrade from the last one is skipped"
  assert_equal "${lines[-1]}" "0 passed, 0 failed, 1 skipped"
}

@test "an unknown suite is refused with those that there are" {
  verb test jset
  assert_equal "$status" 2
  assert_line 'error: there is no suite "jset"'
  assert_line --partial "synth, jest, package, lint"
}

@test "the help names every suite" {
  source "$LIB/suites.sh"
  verb test --help
  assert_success
  for name in $(suite_names); do assert_output --regexp "[ ,:]$name([, (]|$)"; done
}

@test "e2e is skipped, with the reason, where there is no test cluster" {
  verb test e2e
  assert_success
  assert_output --partial "e2e: skipped, there is no ../shared/cluster beside this checkout"
  assert_equal "${lines[-1]}" "0 passed, 0 failed, 1 skipped"
}

# A test cluster beside the project that notes its calls, and stands in for minikube.
make_test_cluster() {
  mkdir -p "$PROJECT/../shared/cluster/bin"
  stub cluster '[[ $1 != up ]] || touch "$STATE/minikube"; [[ $1 != kubeconfig ]] || echo "$STATE/kubeconfig"'
  stub_minikube
  mv "$STUBS/cluster" "$PROJECT/../shared/cluster/cluster"
  mv "$STUBS/minikube" "$PROJECT/../shared/cluster/bin/minikube"
  stub id 'echo 0'
  for name in frontend backend agent mcp model backup; do
    mkdir -p "$PROJECT/apps/$name"
    touch "$PROJECT/apps/$name/Dockerfile"
  done
  stub npm '[[ $1 != ci ]] || mkdir -p "$3/node_modules"; [[ $* != *e2e* ]] || { echo "KUBECONFIG is $KUBECONFIG" >>"$CALLS"; cat "$STATE/jest"; }'
}

@test "e2e starts the test cluster, builds the images, runs on it, and ends it" {
  make_test_cluster
  verb test e2e
  assert_success
  assert_called 'cluster up'
  assert_called 'minikube image build -t todo-chatbot/frontend:9.8.7'
  assert_called "KUBECONFIG is $STATE/kubeconfig"
  assert_equal "$(tail -n 1 "$CALLS")" "cluster down"
  assert_equal "${lines[-1]}" "25 passed, 0 failed"
}

@test "e2e leaves a test cluster that ran before running" {
  make_test_cluster
  touch "$STATE/minikube"
  verb test e2e
  assert_success
  refute_called 'cluster (up|down)'
}

@test "a failed e2e ends the test cluster too" {
  make_test_cluster
  echo 'Tests:       1 failed, 11 passed, 12 total' >"$STATE/jest"
  verb test e2e
  assert_failure 1
  assert_equal "$(tail -n 1 "$CALLS")" "cluster down"
}

# ci WHAT_UNIT_PRINTS WHAT_E2E_PRINTS
ci() {
  mkdir -p "$PROJECT/.ci"
  cp "$REPOSITORY/.ci/run" "$PROJECT/.ci/run"
  printf '#!/usr/bin/env bash\ncase $1 in unit) printf "%%b" "%s" ;; e2e) printf "%%b" "%s" ;; esac\n' "$1" "$2" >"$PROJECT/scripts/test"
  run "$PROJECT/.ci/run"
}

@test ".ci/run adds up both parts in one last line" {
  ci 'table\n10 passed, 0 failed\n' '3 passed, 0 failed, 1 skipped\n'
  assert_success
  assert_equal "${lines[-1]}" "13 passed, 0 failed, 1 skipped"
  assert_line table
  refute_line "10 passed, 0 failed"
}

@test ".ci/run counts a part that ended before it could count as failed" {
  ci '10 passed, 0 failed\n' 'no such cluster\n'
  assert_failure 1
  assert_equal "${lines[-1]}" "10 passed, 1 failed, 0 skipped"
}
