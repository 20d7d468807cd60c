# shellcheck shell=bash
# Helm, kubectl and minikube, as the verbs use them. $CONTEXT names the kubeconfig's context; empty: the current one.

# shellcheck disable=SC2034 # read by the verbs
RELEASE=$CHART
CONTEXT=${CONTEXT:-}

namespace_of() { printf 'chatbot-%s\n' "$1"; }

require_kubectl() {
  command -v kubectl >/dev/null ||
    die_missing "kubectl is not there" "Install kubectl 1.25 or later: https://kubernetes.io/docs/tasks/tools/"
}

require_minikube() {
  command -v minikube >/dev/null ||
    die_missing "minikube is not there" "Install it: https://minikube.sigs.k8s.io/docs/start/ (any other cluster: scripts/deploy)."
}

# require_helm: sets HELM to a Helm 3 or 4 (yours, from PATH, or what scripts/test installed) and HELM_MAJOR.
require_helm() {
  local name
  for name in ${HELM:-} helm helm4 helm3 "$TOOLS/bin/helm4" "$TOOLS/bin/helm3"; do
    HELM_MAJOR=$("$name" version --template '{{.Version}}' 2>/dev/null) || continue
    HELM=$name
    HELM_MAJOR=${HELM_MAJOR#v}
    HELM_MAJOR=${HELM_MAJOR%%.*}
    [[ $HELM_MAJOR == 3 || $HELM_MAJOR == 4 ]] && return
  done
  die_missing "Helm 3 or 4 is not there" "Install it: https://helm.sh/docs/intro/install/, or name one: HELM=/path/to/helm."
}

kube() { kubectl ${CONTEXT:+--context "$CONTEXT"} "$@"; }

helm_run() { "$HELM" "$@" ${CONTEXT:+--kube-context "$CONTEXT"}; }

# helm_change ARGUMENT...: which Helm takes back itself when it is interrupted. Needs jobs.sh.
helm_change() { passing_signals "$HELM" "$@" ${CONTEXT:+--kube-context "$CONTEXT"}; }

require_cluster() {
  local context
  context=${CONTEXT:-$(kubectl config current-context 2>/dev/null)} ||
    die "kubectl knows no cluster" "scripts/up starts one with minikube; for another, set KUBECONFIG or --context."
  kubectl config get-contexts "$context" >/dev/null 2>&1 ||
    die "the kubeconfig has no context \"$context\"" "Those that it has: $(kubectl config get-contexts -o name | paste -sd ' ' -)."
  kube get --raw /readyz >/dev/null 2>&1 ||
    die "the cluster of context \"$context\" does not answer" "scripts/up starts it when it is minikube's; or choose another with --context."
  step "cluster: context $context"
}

# refuse_pending NAMESPACE: Helm does nothing while a deploy has not ended, which one that was killed never does.
refuse_pending() {
  local way="scripts/rollback $ENVIRONMENT takes it back"
  [[ -n $(helm_run list --pending --namespace "$1" --filter "^$RELEASE\$" --short 2>/dev/null) ]] || return 0
  (($(revisions "$1") > 1)) || way="scripts/down $ENVIRONMENT removes it, and keeps claims and secrets"
  die "a deploy to $1 has not ended: another one is under way, or was killed" "If none is under way: $way."
}

# revisions NAMESPACE: how many of the release there are, 2 at most.
revisions() { helm_run history "$RELEASE" --namespace "$1" --max 2 2>/dev/null | awk 'NR > 1 {count++} END {print count + 0}'; }

release_exists() { # release_exists NAMESPACE
  helm_run status "$RELEASE" --namespace "$1" >/dev/null 2>&1
}

# take_environment_options ARGUMENT...: sets ENVIRONMENT (from the one plain argument) and CONTEXT; the rest goes to REST.
take_environment_options() {
  ENVIRONMENT="" REST=()
  while (($#)); do
    case $1 in
      -h | --help)
        show_help
        exit 0
        ;;
      --context)
        [[ -n ${2:-} ]] || die_usage "--context needs a name"
        CONTEXT=$2
        shift
        ;;
      --context=?*) CONTEXT=${1#*=} ;;
      --context=) die_usage "--context needs a name" ;;
      -*) REST+=("$1") ;;
      *) if [[ -z $ENVIRONMENT ]]; then ENVIRONMENT=$1; else REST+=("$1"); fi ;;
    esac
    shift
  done
}

refuse_rest() { ((${#REST[@]} == 0)) || die_usage "unknown argument: ${REST[0]}"; }
