#!/usr/bin/env bats
# up, build and down, against stubs of minikube, kubectl and helm.

load setup

setup() {
  make_project
  stub_cluster "$(pod frontend-1 true)"
  make_contexts
}

make_contexts() {
  local name
  for name in frontend backend agent mcp model backup; do
    mkdir -p "$PROJECT/apps/$name"
    echo "FROM scratch" >"$PROJECT/apps/$name/Dockerfile"
  done
  mkdir -p "$PROJECT/dist/manifests/todo-chatbot/dev"
  printf '      image: %s\n' todo-chatbot/backend:9.8.7 '"postgres:15"' >"$PROJECT/dist/manifests/todo-chatbot/dev/a.yaml"
}

built() { grep -c '^minikube image build' "$CALLS" || true; }

@test "up starts minikube when it does not run, then deploys there" {
  verb up
  assert_success
  assert_called 'minikube start --cpus [234] --memory [0-9]+ --disk-size [24]0g'
  assert_called 'minikube addons enable ingress'
  assert_called 'minikube addons enable metrics-server'
  assert_called 'helm upgrade .*--namespace chatbot-dev .*--kube-context minikube'
}

@test "up leaves a minikube that runs alone" {
  touch "$STATE/minikube"
  verb up prod
  assert_success
  refute_called 'minikube start'
  assert_called 'helm upgrade .*--namespace chatbot-prod'
}

@test "up has minikube tell kubectl of it where kubectl does not know it" {
  touch "$STATE/minikube" "$STATE/no-context"
  verb up
  assert_called 'minikube start'
}

@test "up uses the profile that minikube's own variable names" {
  touch "$STATE/minikube"
  MINIKUBE_PROFILE=other verb up
  assert_success
  assert_called 'helm upgrade .*--kube-context other'
}

@test "up prints the URL and nothing else on stdout" {
  run --separate-stderr "$PROJECT/scripts/up"
  assert_output "http://todo.example"
}

@test "minikube gets 4 CPUs and 8192 MB of a big machine, 2 and 4096 of a small one" {
  source "$PROJECT/scripts/lib/log.sh"
  source "$PROJECT/scripts/lib/machine.sh"
  cpus_of_machine() { echo 16; }
  memory_of_machine() { echo 32000; }
  assert_equal "$(cpus_for_minikube) $(memory_for_minikube)" "4 8192"
  cpus_of_machine() { echo 2; }
  memory_of_machine() { echo 4500; }
  assert_equal "$(cpus_for_minikube) $(memory_for_minikube)" "2 4096"
  cpus_of_machine() { echo 1; }
  run cpus_for_minikube
  assert_failure 1
  assert_output "error: minikube needs 2 CPUs, this machine has 1"
}

@test "build needs a running minikube" {
  verb build
  assert_failure 1
  assert_line "error: minikube does not run"
}

@test "build makes each image from its own context, with the package's version" {
  touch "$STATE/minikube"
  verb build
  assert_success
  assert_called "minikube image build -t todo-chatbot/backend:9.8.7 -f Dockerfile $PROJECT/apps/backend"
  assert_called "minikube image build -t todo-chatbot/agent:9.8.7 -f agent/Dockerfile $PROJECT/apps"
  assert_equal "$(built)" 6
}

@test "build prints what it built" {
  touch "$STATE/minikube"
  run --separate-stderr "$PROJECT/scripts/build" mcp model
  assert_output "todo-chatbot/mcp:9.8.7
todo-chatbot/model:9.8.7"
}

@test "build leaves what did not change" {
  touch "$STATE/minikube"
  verb build
  : >"$CALLS"
  verb build
  assert_success
  assert_equal "$(built)" 0
  assert_output --partial "todo-chatbot/backend:9.8.7: unchanged"
}

@test "build makes again what changed, and no other" {
  touch "$STATE/minikube"
  verb build
  : >"$CALLS"
  echo change >"$PROJECT/apps/backend/main.py"
  verb build
  assert_equal "$(built)" 1
  assert_called 'todo-chatbot/backend'
}

@test "what a program makes itself is no change" {
  touch "$STATE/minikube"
  verb build
  : >"$CALLS"
  mkdir -p "$PROJECT/apps/backend/.venv" "$PROJECT/apps/frontend/.next" "$PROJECT/apps/agent/dist" "$PROJECT/apps/backend/__pycache__"
  touch "$PROJECT"/apps/{backend/.venv,frontend/.next,agent/dist,backend/__pycache__}/made
  verb build
  assert_equal "$(built)" 0
}

@test "build makes again what the node lost" {
  touch "$STATE/minikube"
  verb build
  sed -i.before '/agent/d' "$STATE/images"
  : >"$CALLS"
  verb build
  assert_equal "$(built)" 1
  assert_called 'todo-chatbot/agent'
}

@test "build --force makes all of those named" {
  touch "$STATE/minikube"
  verb build backend
  : >"$CALLS"
  verb build --force backend
  assert_equal "$(built)" 1
}

@test "a failed build shows the end of its output and is tried again" {
  touch "$STATE/minikube" "$STATE/build-fails"
  verb build backend
  assert_failure 1
  assert_output --partial "step 3 of the Dockerfile failed"
  rm "$STATE/build-fails"
  verb build backend
  assert_success
}

@test "build refuses a component that does not exist" {
  verb build database
  assert_equal "$status" 2
  assert_line 'error: there is no component "database"'
}

@test "build loads the images of others that dev's manifests name, once" {
  mkdir -p "$PROJECT/dist/manifests/todo-chatbot/prod-ollama"
  echo '      image: ollama/ollama:1' >"$PROJECT/dist/manifests/todo-chatbot/prod-ollama/a.yaml"
  touch "$STATE/minikube"
  verb build
  assert_called 'minikube image load postgres:15'
  refute_called 'image load todo-chatbot'
  refute_called 'image load ollama'
  : >"$CALLS"
  verb build
  refute_called 'image load'
}

@test "down uninstalls and keeps the data" {
  touch "$STATE/released"
  verb down dev
  assert_success
  assert_called 'helm uninstall todo-chatbot --namespace chatbot-dev'
  refute_called 'delete namespace'
  assert_output --partial "the claims and secrets of chatbot-dev are kept"
}

@test "down removes what manifests have made, but for claims and secrets" {
  verb down dev
  assert_success
  assert_called 'kubectl delete ConfigMap,Service,.*Deployment.v1.apps,.* --namespace chatbot-dev --selector app.kubernetes.io/instance=todo-chatbot'
  refute_called 'delete [^ ]*(PersistentVolumeClaim|Secret)'
}

@test "down --purge asks, and does nothing unless the namespace's name is the answer" {
  touch "$STATE/released"
  run "$PROJECT/scripts/down" dev --purge <<<y
  assert_failure 1
  refute_called 'uninstall'
  refute_called 'delete namespace'
  run "$PROJECT/scripts/down" dev --purge <<<chatbot-dev
  assert_success
  assert_called 'delete pods --all --namespace chatbot-dev'
  assert_called 'delete namespace chatbot-dev'
}

@test "down --purge --yes does not ask" {
  verb down prod --purge --yes
  assert_success
  assert_called 'delete namespace chatbot-prod'
}

@test "down --minikube stops it at the end" {
  verb down dev --minikube
  assert_success
  assert_equal "$(tail -n 1 "$CALLS")" "minikube stop"
}
