# shellcheck shell=bash
# An image that was built again keeps its tag, so that nothing tells Kubernetes: what runs the older one is restarted.
# Needs cluster.sh, images.sh and ingress.sh (is_minikube).

# oldest_pod NAMESPACE COMPONENT: when it was made, in UTC.
oldest_pod() {
  kube get pods --namespace "$1" --selector "app.kubernetes.io/name=$2" \
    --sort-by .metadata.creationTimestamp -o 'jsonpath={.items[0].metadata.creationTimestamp}' 2>/dev/null || true
}

restart_rebuilt() { # restart_rebuilt NAMESPACE
  local namespace=$1 name built oldest restarted=()
  is_minikube || return 0
  for name in "${PROGRAMS[@]}"; do
    built=$(built_at "$name")
    oldest=$(oldest_pod "$namespace" "$name")
    [[ -n $built && -n $oldest && $oldest < $built ]] || continue
    step "$name: its image was built after its pods started; they are replaced"
    kube rollout restart "deployment/$name" --namespace "$namespace" >&2
    restarted+=("$name")
  done
  for name in "${restarted[@]}"; do
    kube rollout status "deployment/$name" --namespace "$namespace" --timeout "$DEPLOY_TIMEOUT" >&2
  done
}
