# shellcheck shell=bash
# shellcheck disable=SC2016 # what stands in single quotes is expanded when a stub runs
# A project of its own for each test, with programs that only write down how they were called: nothing on this
# machine, no cluster and no registry is touched. PATH holds the stubs and the few ordinary programs named here.

bats_require_minimum_version 1.5.0
load node_modules/bats-support/load
load node_modules/bats-assert/load

REPOSITORY=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
ORDINARY=(awk base64 basename bash cat chmod cmp cp cut date df dirname env find getconf grep gzip head id ln ls mkdir mktemp mv
  paste printf ps rm rmdir sed seq sha256sum sleep sort tail tar tee touch tr wc xargs)

make_project() {
  PROJECT=$BATS_TEST_TMPDIR/project
  CALLS=$BATS_TEST_TMPDIR/calls
  STUBS=$BATS_TEST_TMPDIR/stubs
  mkdir -p "$PROJECT/helm/todo-chatbot" "$PROJECT/dist/charts" "$STUBS"
  cp -R "$REPOSITORY/scripts" "$PROJECT/scripts"
  printf '{\n  "name": "cdk8s-chatbot",\n  "version": "9.8.7"\n}\n' >"$PROJECT/package.json"
  echo '{}' >"$PROJECT/package-lock.json"
  touch "$PROJECT/helm/todo-chatbot/values-dev.yaml" "$PROJECT/helm/todo-chatbot/values-prod.yaml" "$CALLS"
  limit_path
  export CALLS PROJECT STATE=$BATS_TEST_TMPDIR
  unset HELM CONTEXT INGRESS_ADDRESS MINIKUBE_PROFILE KUBECONFIG
}

limit_path() {
  local name
  mkdir -p "$BATS_TEST_TMPDIR/ordinary"
  for name in "${ORDINARY[@]}"; do ln -sf "$(type -P "$name")" "$BATS_TEST_TMPDIR/ordinary/$name"; done
  # macOS has none.
  if type -P flock >/dev/null; then ln -sf "$(type -P flock)" "$BATS_TEST_TMPDIR/ordinary/flock"; fi
  # What stands in PATH may be a script that chooses among several, and needs more than what is here.
  ln -sf "$(node -p process.execPath)" "$BATS_TEST_TMPDIR/ordinary/node"
  ln -sf "$(python3 -c 'import sys; print(sys.executable)')" "$BATS_TEST_TMPDIR/ordinary/python3"
  PATH=$STUBS:$BATS_TEST_TMPDIR/ordinary
}

# stub NAME [BODY]: a program that notes its name and arguments, then does what BODY says.
stub() {
  printf '#!/usr/bin/env bash\necho "%s $*" >>"$CALLS"\n%s\n' "$1" "${2:-}" >"$STUBS/$1"
  chmod +x "$STUBS/$1"
}

stub_npm() {
  stub npm 'case "$*" in
  *synth*) touch "$PROJECT/dist/charts/todo-chatbot-9.8.7.tgz" ;;
  ci*) mkdir -p "$3/node_modules" ;;
  esac'
}

# stub_helm VERSION [BODY]: status says that there is a release once $STATE/released is there; it has two revisions, or one
# where $STATE/first is there, and the last has not ended where $STATE/pending is.
stub_helm() {
  stub helm 'case $1 in
  version) echo '"$1"'; exit ;;
  status) [[ -e $STATE/released ]]; exit ;;
  list) [[ ! -e $STATE/pending ]] || echo todo-chatbot; exit ;;
  history) printf "REVISION\n1\n"; [[ -e $STATE/first ]] || echo 2; exit ;;
  esac
'"${2:-}"
}

# stub_kubectl: a cluster whose pods are what $STATE/pods.json says, with one Ingress for todo.example.
stub_kubectl() {
  echo '{"items": []}' >"$STATE/pods.json"
  stub kubectl 'while [[ $1 == --context ]]; do shift 2; done
case "$*" in
"config current-context") echo minikube ;;
"config get-contexts "*) [[ ! -e $STATE/no-context ]] ;;
"get pods"*) cat "$STATE/pods.json" ;;
"get namespace"*) [[ -e $STATE/namespace ]] ;;
*spec.rules*) echo todo.example ;;
*loadBalancer.ingress\[0].ip*) echo 192.0.2.9 ;;
logs*) echo "last words of $2" ;;
esac'
}

# stub_minikube: runs once $STATE/minikube is there; its node has the images that $STATE/images lists.
stub_minikube() {
  touch "$STATE/images"
  stub minikube 'case "$1 ${2:-}" in
"status "*) [[ -e $STATE/minikube ]] || { echo "{\"APIServer\":\"Stopped\"}"; exit 7; }; echo "{\"APIServer\":\"Running\"}" ;;
"start "*) touch "$STATE/minikube" ;;
"ip "*) echo 192.0.2.7 ;;
"profile "*) echo minikube ;;
"image ls") cat "$STATE/images" ;;
"image build") [[ ! -e $STATE/build-fails ]] || { echo "step 3 of the Dockerfile failed"; exit 1; }; echo "docker.io/$4" >>"$STATE/images" ;;
"image load") echo "docker.io/library/$3" >>"$STATE/images" ;;
esac'
}

# pod NAME READY [STATE]: one item for $STATE/pods.json.
pod() {
  printf '{"metadata": {"name": "%s", "creationTimestamp": "2001-01-01T00:00:00Z"}, "spec": {"containers": [{"name": "main"}]}, "status": {"phase": "Running",
    "containerStatuses": [{"name": "main", "ready": %s, "restartCount": 0, "state": %s}]}}' "$1" "$2" "${3:-"{\"running\": {}}"}"
}

# stub_cluster ITEM...: everything that a verb finds where minikube runs, with these pods.
stub_cluster() {
  stub_npm
  stub_kubectl
  stub_minikube
  stub_helm v4.3.1
  stub curl 'echo 200'
  pods_are "$@"
}

# source_parts PART...: of scripts/lib, into the test itself. bats keeps its own trap: by that a failed test has a name.
source_parts() {
  local part bats_exit
  bats_exit=$(trap -p EXIT)
  # shellcheck disable=SC1090 # whichever is asked for
  for part; do source "$LIB/$part.sh"; done
  eval "$bats_exit"
}

pods_are() { # pods_are ITEM...
  local IFS=,
  printf '{"items": [%s]}\n' "$*" >"$STATE/pods.json"
}

# A program in the background of a script has SIGINT ignored, and SIGHUP may be; in a terminal neither is.
as_from_a_terminal() {
  exec python3 -c 'import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
signal.signal(signal.SIGHUP, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])' "$@"
}

# interrupted_at CALL SIGNAL VERB ARGUMENT...: the verb alone gets the signal once it has made that call. Sets $status and $output.
# shellcheck disable=SC2034 # as run does
interrupted_at() {
  local call=$1 signal=$2 pid
  shift 2
  as_from_a_terminal "$PROJECT/scripts/$1" "${@:2}" >"$STATE/said" 2>&1 3>&- &
  pid=$!
  until grep -qE "$call" "$CALLS"; do
    kill -0 "$pid" 2>/dev/null || fail "$(<"$STATE/said")"
    sleep 0.05
  done
  kill "-$signal" "$pid"
  status=0
  wait "$pid" || status=$?
  output=$(<"$STATE/said")
}

verb() { run "$PROJECT/scripts/$1" "${@:2}"; }

assert_called() { assert_regex "$(<"$CALLS")" "$1"; }
refute_called() { refute_regex "$(<"$CALLS")" "$1"; }
