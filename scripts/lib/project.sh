# shellcheck shell=bash
# Where things are in this checkout. Every verb sources this file first.
# shellcheck disable=SC2034 # not every verb reads all of it

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
LIB=$ROOT/scripts/lib
LOCAL=$ROOT/.local # what a run leaves behind: keys, database, logs, stamps; git ignores it
TOOLS=$ROOT/.tools # programs that scripts/test installed; git ignores it
CHART=todo-chatbot

# shellcheck source=log.sh
source "$LIB/log.sh"

# The version of the package, of the chart and of every image.
project_version() {
  local version
  version=$(sed -n 's/^  "version": "\([^"]*\)",\{0,1\}$/\1/p' "$ROOT/package.json" | head -n 1)
  [[ -n $version ]] || die "package.json names no version"
  printf '%s\n' "$version"
}

# One environment per overlay, as for synth.
environments() {
  local file
  for file in "$ROOT/helm/$CHART"/values-*.yaml; do
    [[ -e $file ]] || continue
    file=${file##*/values-}
    printf '%s\n' "${file%.yaml}"
  done
}

overlay_of() { printf '%s\n' "$ROOT/helm/$CHART/values-$1.yaml"; }

require_environment() {
  local name=$1
  [[ $name =~ ^[a-z0-9-]+$ && -f $(overlay_of "$name") ]] && return
  die_usage "there is no environment \"$name\"" \
    "Those that are there: $(environments | paste -sd ' ' -). A file helm/$CHART/values-$name.yaml makes it one."
}
