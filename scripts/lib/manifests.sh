# shellcheck shell=bash
# The plain manifests: applied again over an older version, and what is gone is pruned. Needs cluster.sh.

# What may go, as kubectl names it. Claims, Secrets and the namespace are not among it: they hold what people have.
PRUNED=(
  core/v1/ConfigMap core/v1/Service core/v1/ServiceAccount core/v1/ResourceQuota core/v1/LimitRange
  apps/v1/Deployment apps/v1/StatefulSet batch/v1/Job batch/v1/CronJob
  autoscaling/v2/HorizontalPodAutoscaler policy/v1/PodDisruptionBudget
  networking.k8s.io/v1/Ingress networking.k8s.io/v1/NetworkPolicy
  rbac.authorization.k8s.io/v1/Role rbac.authorization.k8s.io/v1/RoleBinding
)
# Those of operators, where the cluster knows them. A Cluster of CloudNativePG holds data.
PRUNED_CUSTOM=(
  monitoring.coreos.com/v1/ServiceMonitor monitoring.coreos.com/v1/PodMonitor monitoring.coreos.com/v1/PrometheusRule
  gateway.networking.k8s.io/v1/HTTPRoute cert-manager.io/v1/Certificate external-secrets.io/v1/ExternalSecret
)
SELECTOR=app.kubernetes.io/instance=$RELEASE

manifests_of() { printf '%s\n' "$ROOT/dist/manifests/$CHART/$1"; }

# prunable: those of them that the cluster knows.
prunable() {
  local kind name versions
  printf '%s\n' "${PRUNED[@]}"
  for kind in "${PRUNED_CUSTOM[@]}"; do
    versions=${kind%/*} name=${kind##*/}
    kube api-resources --api-group "${versions%/*}" --no-headers 2>/dev/null | grep -Eq " $versions +true +$name\$" || continue
    printf '%s\n' "$kind"
  done
}

# apply_manifests NAMESPACE FOLDER: all of them, and nothing that an older version has left.
apply_manifests() {
  local namespace=$1 folder=$2 kinds
  mapfile -t kinds < <(prunable)
  # The selector leaves out what has no such label: the namespace.
  kube apply --namespace "$namespace" --filename "$folder" --selector "$SELECTOR" --prune \
    "${kinds[@]/#/--prune-allowlist=}" >&2
}

# remove_manifests NAMESPACE: all but claims and Secrets.
remove_manifests() {
  local namespace=$1 kind kinds=()
  while read -r kind; do
    local version=${kind#*/} group=${kind%%/*}
    version=${version%/*}
    [[ $group != core ]] && kinds+=("${kind##*/}.$version.$group") || kinds+=("${kind##*/}")
  done < <(prunable)
  kube delete "$(IFS=, && echo "${kinds[*]}")" --namespace "$namespace" --selector "$SELECTOR" --ignore-not-found \
    --timeout=5m >&2
}
