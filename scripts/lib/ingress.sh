# shellcheck shell=bash
# The way from this machine through the Ingress to the chatbot. Needs cluster.sh.

require_curl() { command -v curl >/dev/null || die_missing "curl is not there" "Install it from your system's packages."; }

ingress_field() { # ingress_field NAMESPACE JSONPATH: of the first Ingress
  kube get ingress --namespace "$1" -o "jsonpath={.items[0]$2}" 2>/dev/null || true
}

# ingress_url NAMESPACE: https where the Ingress has a certificate; fails when there is no Ingress.
ingress_url() {
  local host scheme=http
  host=$(ingress_field "$1" .spec.rules[0].host)
  [[ -n $host ]] || return 1
  [[ -z $(ingress_field "$1" .spec.tls[0].hosts) ]] || scheme=https
  printf '%s://%s\n' "$scheme" "$host"
}

is_minikube() {
  command -v minikube >/dev/null || return 1
  local profile
  profile=${MINIKUBE_PROFILE:-$(minikube profile 2>/dev/null | tail -n 1)}
  [[ ${CONTEXT:-$(kubectl config current-context)} == "$profile" ]]
}

# ingress_addresses NAMESPACE: where it may listen, the likeliest first; 127.0.0.1 is where `minikube tunnel` ends,
# and at last there is what DNS says of the Ingress's host.
ingress_addresses() {
  [[ -z ${INGRESS_ADDRESS:-} ]] || {
    printf '%s\n' "$INGRESS_ADDRESS"
    return
  }
  if is_minikube; then
    minikube ip
    echo 127.0.0.1
  else
    printf '%s\n' "$(ingress_field "$1" .status.loadBalancer.ingress[0].ip)" \
      "$(ingress_field "$1" .status.loadBalancer.ingress[0].hostname)" "$(ingress_field "$1" .spec.rules[0].host)" | grep .
  fi
}

# url_status URL ADDRESS: the HTTP status when the URL's host is at that address; 000 when nobody answers.
# A certificate that nobody vouches for (a development one) is no reason to fail here.
url_status() {
  local host=${1#*://}
  host=${host%%/*}
  curl --silent --insecure --output /dev/null --write-out '%{http_code}' --max-time 5 \
    --connect-to "$host::$2:" "$1" || true
}
