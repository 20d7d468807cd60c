# shellcheck shell=bash
# The images that the charts run, and what is known of those on minikube's node. Needs stamps.sh.

# What runs all the time, and what Jobs run.
PROGRAMS=(frontend backend agent mcp model)
COMPONENTS=("${PROGRAMS[@]}" backup)

is_component() {
  local name
  for name in "${COMPONENTS[@]}"; do [[ $name != "$1" ]] || return 0; done
  return 1
}

# context_of COMPONENT: the build's folder and, relative to it, its Dockerfile. agent, mcp and model share theirs.
context_of() {
  case $1 in
    frontend | backend | backup) echo "apps/$1" Dockerfile ;;
    *) echo apps "$1/Dockerfile" ;;
  esac
}

# Each profile of minikube has a node, and so images, of its own.
image_stamp() { # image_stamp COMPONENT [KIND]
  printf '%s\n' "$LOCAL/images/${MINIKUBE_PROFILE:-minikube}/$1.${2:-hash}"
}

# node_has IMAGE [--again]: names come in full (docker.io/library/postgres:15) or short (postgres:15).
NODE_IMAGES=""
node_has() {
  [[ -n $NODE_IMAGES && ${2:-} != --again ]] || NODE_IMAGES=$(minikube image ls)
  awk -v short="$1" '{sub(/^docker\.io\//, ""); sub(/^library\//, "")} $0 == short {found = 1} END {exit !found}' <<<"$NODE_IMAGES"
}

# images_in FOLDER: those that its manifests name, each once.
images_in() {
  find "$1" -name '*.yaml' -exec sed -n 's/^ *\(- \)\{0,1\}image\(Name\)\{0,1\}: *"\{0,1\}\([^" ]*\)"\{0,1\} *$/\3/p' {} + 2>/dev/null |
    grep . | LC_ALL=C sort -u || true
}

# images_of_others: those of dev that are not built here. What only other environments need, the node fetches when it does.
images_of_others() { images_in "$ROOT/dist/manifests/$CHART/dev" | grep -v "^$CHART/" || true; }

# built_at COMPONENT: when scripts/build last built it for this profile, in UTC; nothing when it did not.
built_at() { cat "$(image_stamp "$1" built)" 2>/dev/null || true; }
