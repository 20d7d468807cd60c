#!/usr/bin/env bats
# deploy, verify and rollback, against stubs of helm, kubectl and minikube.
# shellcheck disable=SC2016 # what stands in single quotes is expanded when a stub runs

load setup

setup() {
  make_project
  stub_cluster "$(pod backend-1 true)" "$(pod frontend-1 true)"
}

@test "deploy synthesizes, then upgrades from the package with the overlay" {
  verb deploy prod
  assert_success
  assert_called 'npm run .*synth'
  assert_called "helm upgrade --install todo-chatbot $PROJECT/dist/charts/todo-chatbot-9.8.7.tgz --namespace chatbot-prod --values $PROJECT/helm/todo-chatbot/values-prod.yaml"
}

@test "Helm 4 gets --rollback-on-failure" {
  verb deploy dev
  assert_called 'helm upgrade .* --wait --rollback-on-failure --timeout 5m'
  refute_called '--atomic'
}

@test "Helm 3 gets --atomic" {
  stub_helm v3.22.0
  verb deploy dev
  assert_success
  assert_called 'helm upgrade .* --wait --atomic --timeout 5m'
  refute_called 'rollback-on-failure'
}

@test "the Helm that scripts/test installed serves where PATH has none" {
  mkdir -p "$PROJECT/.tools/bin"
  mv "$STUBS/helm" "$PROJECT/.tools/bin/helm3"
  sed -i.before 's/v4.3.1/v3.22/' "$PROJECT/.tools/bin/helm3"
  verb deploy dev
  assert_success
  assert_called 'helm upgrade .* --atomic'
}

@test "the namespace is made once, and always enforces Pod Security restricted" {
  verb deploy dev
  assert_called 'create namespace chatbot-dev'
  assert_called 'label namespace chatbot-dev --overwrite pod-security.kubernetes.io/enforce=restricted pod-security.kubernetes.io/warn=restricted pod-security.kubernetes.io/audit=restricted'
  : >"$CALLS"
  touch "$STATE/namespace"
  verb deploy dev
  refute_called 'create namespace'
  assert_called 'label namespace chatbot-dev'
}

@test "--context goes to kubectl and helm" {
  verb deploy dev --context elsewhere
  assert_success
  assert_called 'helm upgrade .* --kube-context elsewhere'
  refute_called 'kubectl (get|create|label)'
  assert_called 'curl .*--connect-to todo.example::192.0.2.9:'
}

@test "stdout is the URL and nothing else" {
  run --separate-stderr "$PROJECT/scripts/deploy" dev
  assert_success
  assert_output "http://todo.example"
}

@test "deploy --manifests applies them in place of a release, and prunes all but claims and secrets" {
  rm "$STUBS/helm"
  verb deploy dev --manifests
  assert_success
  assert_called "kubectl apply --namespace chatbot-dev --filename $PROJECT/dist/manifests/todo-chatbot/dev --selector app.kubernetes.io/instance=todo-chatbot --prune --prune-allowlist=core/v1/ConfigMap "
  assert_called '--prune-allowlist=batch/v1/Job --prune-allowlist=batch/v1/CronJob'
  refute_called 'prune-allowlist=[^ ]*/(PersistentVolumeClaim|Secret|Namespace|Cluster|ServiceMonitor)'
  assert_called 'kubectl rollout status deployment,statefulset --namespace chatbot-dev'
  refute_called '^helm'
}

@test "deploy --manifests prunes of operators what the cluster knows" {
  stub kubectl 'case "$*" in
  "config current-context") echo minikube ;;
  "api-resources --api-group monitoring.coreos.com "*) echo "servicemonitors  smon  monitoring.coreos.com/v1  true  ServiceMonitor" ;;
  "get pods"*) cat "$STATE/pods.json" ;;
  esac'
  verb deploy dev --manifests
  assert_success
  assert_called '--prune-allowlist=monitoring.coreos.com/v1/ServiceMonitor'
  refute_called 'prune-allowlist=.*(PodMonitor|HTTPRoute)'
}

@test "deploy --manifests leaves a release alone" {
  stub kubectl 'case "$*" in
  "config current-context") echo minikube ;;
  "get secrets "*owner=helm*) echo secret/sh.helm.release.v1.todo-chatbot.v1 ;;
  esac'
  verb deploy dev --manifests
  assert_failure 1
  assert_output --partial "chatbot-dev has a release of Helm"
  refute_called 'kubectl apply'
}

@test "a failed upgrade names the claims without a volume, and why" {
  stub_helm v4.3.1 'exit 1'
  stub kubectl 'case "$*" in
  "config current-context") echo minikube ;;
  "get pods"*) cat "$STATE/pods.json" ;;
  "get persistentvolumeclaims --namespace chatbot-dev "*Pending*) echo data-database-0 ;;
  "get events "*name=data-database-0*) echo "storageclass \"fast\" not found" ;;
  esac'
  verb deploy dev
  assert_failure 1
  assert_line 'claim data-database-0 has no volume: storageclass "fast" not found'
  assert_line --partial 'kubectl delete pvc data-database-0 -n chatbot-dev'
}

@test "deploy leaves plain manifests alone" {
  stub kubectl 'case "$*" in
  "config current-context") echo minikube ;;
  "get deployments --namespace chatbot-dev "*managed-by!=Helm*) echo deployment.apps/backend ;;
  esac'
  verb deploy dev
  assert_failure 1
  assert_line 'error: chatbot-dev has plain manifests, which a release does not take over'
  refute_called 'helm upgrade'
}

@test "a failed upgrade shows the pods that were not ready, with reasons and last words, though Helm removed them" {
  pods_are "$(pod backend-1 false '{"waiting": {"reason": "CrashLoopBackOff", "message": "back-off 10s"}}')" "$(pod frontend-1 true)"
  stub_helm v4.3.1 'sleep 3; echo "{\"items\": []}" >"$STATE/pods.json"; exit 1'
  verb deploy dev
  assert_failure 1
  assert_output --partial "backend-1 (main): CrashLoopBackOff: back-off 10s"
  assert_output --partial "last words of backend-1"
  refute_output --partial "frontend-1 (main)"
  assert_output --partial "the deploy to chatbot-dev failed and was rolled back"
}

@test "a failed synth ends the deploy before it touches the cluster" {
  stub npm '[[ $* != *synth* ]] || { echo "frontend.replicass: unknown"; exit 1; }; mkdir -p "$3/node_modules"'
  verb deploy dev
  assert_failure 1
  assert_output --partial "frontend.replicass: unknown"
  refute_called 'helm upgrade'
  refute_called 'namespace'
}

@test "a cluster that does not answer is named" {
  stub kubectl 'case "$*" in "config current-context") echo far-away ;; "config get-contexts "*) ;; *) exit 1 ;; esac'
  verb deploy dev
  assert_failure 1
  assert_line 'error: the cluster of context "far-away" does not answer'
}

@test "a context that the kubeconfig does not have is named, with those that it has" {
  touch "$STATE/no-context"
  stub kubectl 'case "$*" in "config get-contexts -o name") printf "%s\n" here there ;; *) exit 1 ;; esac'
  verb deploy dev --context nowhere
  assert_failure 1
  assert_line 'error: the kubeconfig has no context "nowhere"'
  assert_line --partial 'Those that it has: here there.'
}

@test "deploy says what to do about a deploy that has not ended, and changes nothing" {
  touch "$STATE/pending"
  verb deploy dev
  assert_failure 1
  assert_line 'error: a deploy to chatbot-dev has not ended: another one is under way, or was killed'
  assert_line --partial 'scripts/rollback dev takes it back'
  touch "$STATE/first"
  verb deploy dev
  assert_line --partial 'scripts/down dev removes it'
  refute_called 'helm upgrade'
  refute_called 'create namespace'
}

@test "deploy restarts what was built again after its pods started, and only that" {
  mkdir -p "$PROJECT/.local/images/minikube"
  echo 2030-01-02T00:00:00Z >"$PROJECT/.local/images/minikube/backend.built"
  echo 2030-01-01T00:00:00Z >"$PROJECT/.local/images/minikube/agent.built"
  stub kubectl 'case "$*" in
  "config current-context") echo minikube ;;
  *creationTimestamp*) echo 2030-01-01T12:00:00Z ;;
  "get pods"*) cat "$STATE/pods.json" ;;
  *spec.rules*) echo todo.example ;;
  esac'
  verb deploy dev
  assert_success
  assert_called 'rollout restart deployment/backend'
  refute_called 'rollout restart deployment/agent'
}

@test "verify waits until every pod is ready, and says which is not" {
  pods_are "$(pod backend-1 false)" "$(pod frontend-1 true)"
  VERIFY_SECONDS=1 verb verify dev
  assert_failure 1
  assert_output --partial "backend-1 (main): NotReady"
  assert_output --partial "not every pod of chatbot-dev is ready"
}

@test "verify leaves out pods that are done or on their way out" {
  pods_are "$(pod backend-1 true)" \
    '{"metadata": {"name": "job-1"}, "status": {"phase": "Succeeded"}}' \
    '{"metadata": {"name": "old-1", "deletionTimestamp": "2030-01-01T00:00:00Z"}, "status": {"phase": "Running"}}'
  verb verify dev
  assert_success
  assert_output --partial "pods: all 1 ready"
}

@test "verify tells of a pod that cannot be scheduled" {
  pods_are '{"metadata": {"name": "big-1"}, "spec": {"containers": [{"name": "main"}]}, "status": {"phase": "Pending",
    "conditions": [{"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": "Insufficient cpu"}]}}'
  VERIFY_SECONDS=0 verb verify dev
  assert_failure 1
  assert_output --partial "big-1 (main): Unschedulable: Insufficient cpu"
}

@test "verify fails where there is no pod" {
  pods_are
  VERIFY_SECONDS=0 verb verify dev
  assert_failure 1
  assert_output --partial "there is no pod in chatbot-dev"
}

@test "verify asks /healthz with the Ingress's host at minikube's address" {
  verb verify dev
  assert_success
  assert_called 'curl .*--connect-to todo.example::192.0.2.7: http://todo.example/healthz'
}

@test "INGRESS_ADDRESS says where the Ingress listens" {
  INGRESS_ADDRESS=127.0.0.9 verb verify dev
  assert_called 'curl .*--connect-to todo.example::127.0.0.9:'
}

@test "verify fails when /healthz does not answer with 200" {
  stub curl 'echo 503'
  VERIFY_SECONDS=1 verb verify dev
  assert_failure 1
  assert_output --partial "did not answer with 200 through the Ingress (last: 503"
}

@test "rollback goes back one release and verifies" {
  touch "$STATE/released"
  verb rollback dev
  assert_success
  assert_called 'helm rollback todo-chatbot --namespace chatbot-dev --wait'
  assert_called 'curl .*healthz'
}

@test "rollback takes a revision, and only a number" {
  touch "$STATE/released"
  verb rollback dev 3
  assert_called 'helm rollback todo-chatbot 3 --namespace chatbot-dev'
  verb rollback dev three
  assert_equal "$status" 2
  assert_line 'error: a revision is a number, not "three"'
}

@test "rollback of the first release says so" {
  touch "$STATE/released" "$STATE/first"
  verb rollback dev
  assert_failure 1
  assert_line "error: the release todo-chatbot in chatbot-dev is the first one; there is none before it"
  refute_called 'helm rollback'
}

@test "rollback without a release says so" {
  verb rollback dev
  assert_failure 1
  assert_line "error: there is no release todo-chatbot in chatbot-dev"
  refute_called 'helm rollback'
}

@test "a pod that has just been made is not blamed for a failed upgrade" {
  pods_are "$(pod backend-1 false | sed "s/2001-01-01T00:00:00Z/$(date -u +%Y-%m-%dT%H:%M:%SZ)/")"
  stub_helm v4.3.1 'sleep 3; exit 1'
  verb deploy dev
  assert_failure 1
  refute_output --partial "backend-1"
}
