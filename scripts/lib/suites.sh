# shellcheck shell=bash
# The test suites that need no cluster: for each what it installs, how it runs, and whose report it prints.

# name:runner:lane; the runner is "step" for one that prints no report and counts as one test. Suites of one lane run one
# after the other; lanes run side by side.
SUITES=(
  jest:jest:library package:jest:library lint:step:library docs:step:library graph:step:library
  typecheck:step:library upgrade:bats:library
  pytest:pytest:processes stack:node:processes bats:bats:processes backup:bats:processes shell:step:processes
  ruff:step:processes mypy:step:processes
  apps:node:programs apps-typecheck:step:programs frontend:node:programs frontend-typecheck:step:programs
  browser:node:programs
)
# Before the others: it writes dist/, which they read.
FIRST=(synth:step:library)
ALL_SUITES=("${FIRST[@]}" "${SUITES[@]}")

suite_names() {
  local suite
  for suite in "${ALL_SUITES[@]}"; do printf '%s\n' "${suite%%:*}"; done
}

# find_suite NAME: it with its runner and its lane, or nothing when there is no such suite.
find_suite() {
  local suite
  for suite in "${ALL_SUITES[@]}"; do
    [[ ${suite%%:*} != "$1" ]] || printf '%s\n' "$suite"
  done
}

# install_for NAME: once for all suites that need the same.
install_for() {
  case $1 in
    synth | docs | graph | typecheck) install_npm "$ROOT" ;;
    lint | apps-typecheck) # By types, also those of what the programs and their tests import.
      install_npm "$ROOT"
      install_npm "$ROOT/apps"
      install_npm "$ROOT/apps/frontend"
      ;;
    jest)
      install_npm "$ROOT"
      install_promtool || true
      install_checkov || warn "checkov could not be installed: its test is skipped"
      ;;
    package) install_npm "$ROOT" ;;
    upgrade)
      install_npm "$ROOT"
      [[ -n $(last_tag) ]] || warn "there is no tag: the check of an upgrade from the last one is skipped"
      ;;
    shell) install_shell_tools ;;
    bats) install_npm "$ROOT/test/scripts" ;;
    backup)
      install_npm "$ROOT/test/scripts"
      install_postgres
      install_s3
      ;;
    ruff | mypy) install_backend ;;
    pytest)
      install_backend
      install_postgres
      install_debian redis-server redis-server || true
      install_debian pgbouncer /usr/sbin/pgbouncer || true
      ;;
    apps) install_npm "$ROOT/apps" ;;
    frontend | frontend-typecheck) install_npm "$ROOT/apps/frontend" ;;
    browser)
      install_npm "$ROOT/apps/frontend"
      install_debian chromium chromium || true
      ;;
    stack)
      install_npm "$ROOT/apps"
      install_npm "$ROOT/apps/frontend"
      install_for pytest
      install_debian chromium chromium || true
      ;;
  esac
}

# is_fresh SCRIPT FOLDER WHO-WRITES-IT [EXCEPT]: what is committed there must be what an npm script writes.
is_fresh() {
  local script=$1 folder=$2 writer=$3 before
  shift 3
  before=$(hash_of "$ROOT/$folder" "$@")
  npm run --silent "$script" || return
  [[ $(hash_of "$ROOT/$folder" "$@") == "$before" ]] && return
  echo "$folder/ was not what $writer; it is now: look at it with git diff $folder, and commit it"
  return 1
}

suite_synth() { is_fresh synth dist "synth writes" '*.tgz'; }
suite_docs() { is_fresh docs docs/reference "npm run docs writes"; }
suite_graph() { is_fresh graph docs/graph "npm run graph draws"; }

suite_lint() { npm run --silent lint; }
suite_typecheck() { npm run --silent typecheck; }
suite_jest() { npx jest --ci; }
suite_package() { npm run --silent test:package -- --ci; }

last_tag() { git -C "$ROOT" describe --tags --abbrev=0 2>/dev/null || true; }

# Releases of the last tag can be upgraded to this chart: with the values they have, and with the overlays as they are now.
# Reports as bats does.
suite_upgrade() {
  local tag folder code=0
  tag=$(last_tag)
  [[ -n $tag ]] || {
    echo "ok 1 upgrade # skip there is no tag"
    return
  }
  folder=$(mktemp -d)
  git archive "$tag" "dist/charts/$CHART" "helm/$CHART" | tar -x -C "$folder" &&
    npm run --silent check-upgrade -- "$folder/dist/charts/$CHART" "dist/charts/$CHART" \
      --overlays "$folder/helm/$CHART" --new-overlays "helm/$CHART" || code=$?
  rm -rf "$folder"
  ((code == 0)) || printf 'not '
  echo "ok 1 upgrade from $tag"
  return "$code"
}

suite_shell() {
  local verbs
  mapfile -t verbs < <(find scripts apps/backup -maxdepth 1 -type f ! -name '*.*' ! -name Dockerfile | LC_ALL=C sort)
  "$TOOLS/shell/bin/shellcheck" --check-sourced "${verbs[@]}" .ci/run constructs/platform/*.sh test/e2e/beside/ollama/ollama {test/scripts,apps/backup/test}/*.ba{ts,sh} &&
    "$TOOLS/shell/bin/shfmt" -i 2 -ci -d scripts .ci/run constructs/platform/*.sh test/e2e/beside/ollama/ollama apps/backup test/scripts/*.ba{ts,sh}
}

suite_bats() { test/scripts/node_modules/bats/bin/bats --formatter tap test/scripts; }

# The programs of the backup's image, on a PostgreSQL and an S3 service of their own.
suite_backup() {
  MOTO_SERVER=$TOOLS/s3/bin/moto_server test/scripts/node_modules/bats/bin/bats --formatter tap apps/backup/test
}

suite_ruff() { cd apps/backend && .venv/bin/ruff check . && .venv/bin/ruff format --check .; }
suite_mypy() { cd apps/backend && .venv/bin/mypy; }
suite_pytest() { apps/backend/test; }

# built BUILD COMMAND...: the suite's own log takes what a build prints, and its process group what a build starts.
built() {
  # shellcheck disable=SC2329 # the build calls it
  run_logged() {
    step "$1"
    shift 2
    "$@"
  }
  "$1" && "${@:2}"
}

suite_apps() { built build_apps npm run --prefix apps test:built; }
suite_apps_typecheck() { npm run --prefix apps typecheck && npx tsc -p test/stack && npx tsc -p test/bench/programs; }

suite_frontend() { npm test --prefix apps/frontend; }
suite_frontend_typecheck() { npm run --prefix apps/frontend typecheck; }
suite_browser() { built build_frontend npm run --prefix apps/frontend test:browser:built; }

# All programs as processes, on ports of their own. One file at a time: each starts a whole stack.
suite_stack() { built build_programs "$(apps_node)" --test --test-concurrency=1 'test/stack/*.test.ts'; }
