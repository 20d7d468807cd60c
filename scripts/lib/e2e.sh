# shellcheck shell=bash
# The tests on a real cluster: a test bed beside this checkout (../shared/cluster), left as it was found.

TEST_CLUSTER=$ROOT/../shared/cluster
CLUSTER_STARTED=false

# why_no_cluster: the reason why these tests cannot run here; nothing when they can.
why_no_cluster() {
  if [[ ! -x $TEST_CLUSTER/cluster ]]; then
    echo "there is no ../shared/cluster beside this checkout"
  elif [[ $(id -u) != 0 ]]; then
    echo "the test cluster needs root"
  fi
}

# The verbs under test see the cluster as minikube.
use_test_cluster() {
  export PATH=$TEST_CLUSTER/bin:$TOOLS/bin:$PATH
  KUBECONFIG=$("$TEST_CLUSTER/cluster" kubeconfig)
  export KUBECONFIG
}

start_test_cluster() {
  minikube status >/dev/null 2>&1 && return
  CLUSTER_STARTED=true
  run_logged "test cluster: starts" "$(test_log cluster)" "$TEST_CLUSTER/cluster" up
}

stop_test_cluster() {
  [[ $CLUSTER_STARTED == true ]] || return 0
  CLUSTER_STARTED=false
  step "test cluster: stops"
  "$TEST_CLUSTER/cluster" down >"$(test_log cluster-down)" 2>&1 ||
    warn "the test cluster did not stop cleanly: see .local/test-logs/cluster-down.log"
}

# Both suites read dist/, so it is written before them.
suite_images() { npm run --silent synth && scripts/build; }
suite_e2e() { npm run --silent test:e2e -- --ci; }
# In namespaces of its own: most of the time is waiting for pods.
suite_e2e_beside() { npm run --silent test:e2e-beside -- --ci; }

run_e2e() {
  local reason
  reason=$(why_no_cluster)
  if [[ -n $reason ]]; then
    step "e2e: skipped, $reason"
    note_skipped e2e
    return
  fi
  install_npm "$ROOT"
  start_go_tools
  finish_go_tools
  use_test_cluster
  start_test_cluster
  run_suites 1 images:step:images
  run_suites 2 e2e:jest:release e2e-beside:jest:beside
  stop_test_cluster
}
