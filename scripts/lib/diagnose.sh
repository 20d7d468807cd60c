# shellcheck shell=bash
# What is wrong with the pods of a namespace. Needs cluster.sh and jobs.sh.

# pod_states NAMESPACE: see pods.mjs.
pod_states() { kube get pods --namespace "$1" -o json | node "$LIB/pods.mjs"; }

# describe_container NAMESPACE POD CONTAINER REASON MESSAGE: with its last log lines, also those of the run before.
describe_container() {
  local namespace=$1 pod=$2 container=$3 reason=$4 message=$5 log
  printf '%s (%s): %s' "$pod" "$container" "$reason"
  [[ $message == - ]] && echo || printf ': %s\n' "$message"
  log=$(kube logs "$pod" --namespace "$namespace" --container "$container" --tail=10 2>/dev/null || true)
  [[ -n $log ]] || log=$(kube logs "$pod" --namespace "$namespace" --container "$container" --tail=10 --previous 2>/dev/null || true)
  [[ -z $log ]] || printf '%s\n' "$log" | sed 's/^/    | /'
}

# show_unbound NAMESPACE: the claims that have no volume, and why, on stderr. They outlive a release that failed.
show_unbound() {
  local namespace=$1 claim why
  for claim in $(kube get persistentvolumeclaims --namespace "$namespace" -o 'jsonpath={.items[?(@.status.phase=="Pending")].metadata.name}' 2>/dev/null); do
    why=$(kube get events --namespace "$namespace" --field-selector "involvedObject.kind=PersistentVolumeClaim,involvedObject.name=$claim" \
      -o 'jsonpath={.items[-1:].message}' 2>/dev/null || true)
    say "claim $claim has no volume: ${why:-is there a default StorageClass, and room in it?}"
    say "    It has no data; where its StorageClass has to change: kubectl delete pvc $claim -n $namespace"
  done
}

# show_unready NAMESPACE: on stderr; false when there is any.
show_unready() {
  local namespace=$1 pod container reason message found=false
  while IFS=$'\t' read -r pod _ container reason message; do
    [[ $reason != Ready ]] || continue
    found=true
    describe_container "$namespace" "$pod" "$container" "$reason" "$message" >&2
  done < <(pod_states "$namespace")
  [[ $found == true ]] || return 0
  show_unbound "$namespace"
  return 1
}

# Helm removes what failed when it rolls back, so what was wrong is written down while it waits:
# one file per pod, gone again once the pod is ready. A pod that has just been made may take its time.
record_unready() { # record_unready NAMESPACE FOLDER
  local namespace=$1 folder=$2 pod age container reason message
  while IFS=$'\t' read -r pod age container reason message; do
    if [[ $reason == Ready ]]; then
      rm -f "$folder/$pod"
    elif ((age >= 8)); then
      describe_container "$namespace" "$pod" "$container" "$reason" "$message" >"$folder/.next"
      mv "$folder/.next" "$folder/$pod"
    fi
  done < <(pod_states "$namespace")
}

# It ends with the verb, however that ends.
keep_recording() {
  while sleep 2 && kill -0 $$ 2>/dev/null; do record_unready "$@" || true; done
}

watch_pods() { # watch_pods NAMESPACE FOLDER
  rm -rf "$2"
  mkdir -p "$2"
  job_start watch "$LOCAL/logs/watch.log" keep_recording "$1" "$2"
}

end_watch() { job_end watch 1; }

show_watched() { # show_watched FOLDER
  local file
  end_watch
  for file in "$1"/*; do
    [[ -f $file ]] && sed 's/^/    /' "$file" >&2
  done
  return 0
}
