# shellcheck shell=bash
# Installs what the programs and the tests need, where it is not there yet.

# shellcheck source=stamps.sh
source "$LIB/stamps.sh"
# shellcheck source=jobs.sh
source "$LIB/jobs.sh"

require_node() { # require_node MAJOR
  local major
  [[ -n $(command -v node) && -n $(command -v npm) ]] ||
    die_missing "Node.js is not there" "Install Node $1 or later with npm, for example from your system's packages or nodejs.org."
  major=$(node -p 'process.versions.node.split(".")[0]')
  ((major >= $1)) || die_missing "Node $1 or later is needed, this is Node $major" "Install a later one, or put it first in PATH."
}

# require_python: sets PYTHON to an interpreter of version 3.11 or later.
require_python() {
  local name
  for name in ${PYTHON:-} python3.11 python3 python3.12 python3.13 python3.14; do
    "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
    PYTHON=$(command -v "$name")
    return
  done
  die_missing "Python 3.11 or later is not there" "Install python3.11 with its venv module, or name one: PYTHON=/path/to/python3."
}

# install_npm FOLDER: by its lockfile, unless that is what node_modules was installed from.
install_npm() {
  local folder=$1 hash stamp=$1/node_modules/.lockfile-hash
  hash=$(hash_of_files "$folder/package-lock.json")
  is_stamped "$stamp" "$hash" && return
  run_logged "npm packages of ${folder/#$ROOT/.}" "$LOCAL/logs/npm-$(basename "$folder").log" \
    npm ci --prefix "$folder" --no-audit --no-fund
  stamp "$stamp" "$hash"
}

# install_backend: its locked Python packages and those of its tests. As in apps/backend/test, .venv/lock is the list
# that the environment was made from.
install_backend() {
  local folder=$ROOT/apps/backend
  cmp -s "$folder/requirements-dev.txt" "$folder/.venv/lock" && return
  run_logged "Python packages of ./apps/backend" "$LOCAL/logs/pip-backend.log" make_backend_environment "$folder"
}

make_backend_environment() {
  rm -rf "$1/.venv"
  "$PYTHON" -m venv "$1/.venv"
  "$1/.venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$1/requirements-dev.txt"
  cp "$1/requirements-dev.txt" "$1/.venv/lock"
}
