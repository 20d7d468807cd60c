# shellcheck shell=bash
# The programs of the Todo Chatbot as scripts/start builds and runs them. Needs install.sh and ports.sh.

log_of() { printf '%s\n' "$LOCAL/logs/$1.log"; }

# The programs are written for Node 24, which their packages bring.
apps_node() { printf '%s\n' "$ROOT/apps/node_modules/node/bin/node"; }

make_key() { # make_key FILE: 48 random bytes, for the owner only; one that is there stays
  [[ -s $1 ]] || (umask 077 && head -c 48 /dev/urandom | base64 | tr -d '\n' >"$1")
}

make_keys() {
  (umask 077 && mkdir -p "$LOCAL/keys")
  make_key "$LOCAL/keys/jwt"
  make_key "$LOCAL/keys/agent"
}

# build_when_changed NAME FOLDER RESULT [NAME TO LEAVE OUT...]: by one at a time, whoever else wants it waits.
build_when_changed() {
  mkdir -p "$LOCAL/stamps"
  {
    ! has_flock || flock 9
    build_if_changed "$@" 9>&-
  } 9>"$LOCAL/stamps/$1.lock"
}

has_flock() { command -v flock >/dev/null; }

build_if_changed() {
  local name=$1 folder=$2 result=$3 hash
  shift 3
  hash=$(hash_of "$folder" "$@")
  [[ -e $folder/$result ]] && is_stamped "$LOCAL/stamps/$name" "$hash" && return
  run_logged "builds $name" "$(log_of "build-$name")" npm run --prefix "$folder" build || return
  [[ -e $folder/$result ]] || die "the build of $name left no $result in ${folder#"$ROOT"/}"
  stamp "$LOCAL/stamps/$name" "$hash"
}

build_apps() { build_when_changed apps "$ROOT/apps" agent/dist/main.js frontend backend test; }
build_frontend() { build_when_changed frontend "$ROOT/apps/frontend" .next/standalone/server/start.js test; }
build_programs() { build_apps && build_frontend; }

# start_program NAME FOLDER PORT [VARIABLE=VALUE...] -- COMMAND...
start_program() {
  local name=$1 folder=$2 port=$3
  shift 3
  job_start "$name" "$(log_of "$name")" run_in "$folder" "HOST=127.0.0.1" "PORT=$port" "$@"
}

run_in() {
  cd "$1" || exit
  shift
  exec env "$@"
}

start_model() { start_program model "$ROOT/apps/model" "$MODEL_PORT" "$(apps_node)" dist/main.js; }

start_mcp() {
  start_program mcp "$ROOT/apps/mcp" "$MCP_PORT" "BACKEND_URL=http://127.0.0.1:$BACKEND_PORT" "$(apps_node)" dist/main.js
}

start_agent() {
  start_program agent "$ROOT/apps/agent" "$AGENT_PORT" \
    "AGENT_KEY_FILE=$LOCAL/keys/agent" "MCP_URL=http://127.0.0.1:$MCP_PORT/mcp" \
    "MODEL_URL=http://127.0.0.1:$MODEL_PORT/v1" "$(apps_node)" dist/main.js
}

backend_settings() {
  printf '%s\n' "DATABASE_URL=sqlite:///$LOCAL/todo.sqlite3" "JWT_KEY_FILE=$LOCAL/keys/jwt" \
    "AGENT_KEY_FILE=$LOCAL/keys/agent" "AGENT_URL=http://127.0.0.1:$AGENT_PORT"
}

run_backend() { # run_backend VERB
  local settings
  mapfile -t settings < <(backend_settings)
  run_in "$ROOT/apps/backend" "HOST=127.0.0.1" "PORT=$BACKEND_PORT" "${settings[@]}" .venv/bin/python -m todo_backend "$1"
}

migrate_database() { run_logged "migrates the database" "$(log_of migrate)" run_backend migrate; }

start_backend() { job_start backend "$(log_of backend)" run_backend serve; }

start_frontend() {
  start_program frontend "$ROOT/apps/frontend" "$FRONTEND_PORT" "BACKEND_URL=http://127.0.0.1:$BACKEND_PORT" \
    node_modules/node/bin/node .next/standalone/server/start.js
}

# wait_ready NAME PORT: until /readyz answers 200.
wait_ready() {
  local name=$1 port=$2 status="" limit=$START_SECONDS
  local deadline=$((SECONDS + limit))
  while [[ $status != 200 ]]; do
    job_runs "$name" || {
      show_log "$(log_of "$name")"
      die "$name ended before it was ready"
    }
    ((SECONDS < deadline)) || {
      show_log "$(log_of "$name")"
      die "$name was not ready within $limit s: /readyz answered ${status:-nothing}"
    }
    sleep 0.1
    status=$(http_status "$port" /readyz)
  done
}
