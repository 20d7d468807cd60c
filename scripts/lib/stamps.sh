# shellcheck shell=bash
# A stamp keeps the hash of what something was made from, so that it is made again only when that changed.

# What programs make themselves never counts as a source.
readonly NOT_SOURCES=(node_modules dist .next .venv .local .tools test-results __pycache__ '.*_cache' '*.egg-info'
  '*.tsbuildinfo' '*.sqlite3*' next-env.d.ts)

if command -v sha256sum >/dev/null; then SHA256=(sha256sum); else SHA256=(shasum -a 256); fi

# hash_of FOLDER [NAME TO LEAVE OUT...]: over the names and contents of all sources in it.
hash_of() {
  local folder=$1 name skip=(-name .git)
  shift
  for name in "${NOT_SOURCES[@]}" "$@"; do skip+=(-o -name "$name"); done
  (
    cd "$folder" || return
    find . \( "${skip[@]}" \) -prune -o -type f -print0 | LC_ALL=C sort -z | xargs -0 "${SHA256[@]}" | "${SHA256[@]}" | cut -c 1-64
  )
}

hash_of_files() { cat "$@" | "${SHA256[@]}" | cut -c 1-64; }

is_stamped() { # is_stamped FILE HASH
  [[ -f $1 && $(<"$1") == "$2" ]]
}

stamp() { # stamp FILE HASH
  mkdir -p "$(dirname "$1")"
  printf '%s\n' "$2" >"$1"
}
