#!/usr/bin/env bats
# start, with small programs in place of the chatbot's.
# shellcheck disable=SC2016 # what stands in single quotes is expanded when a stub runs

load setup

setup() {
  make_project
  PROGRAM_FILE=$BATS_TEST_DIRNAME/program.mjs
  export PROGRAM_FILE
  make_programs
  stub npm 'case "$*" in
  ci*) mkdir -p "$3/node_modules/node/bin"; ln -sf "$(type -P node)" "$3/node_modules/node/bin/node" ;;
  *apps/frontend*build) mkdir -p "$PROJECT/apps/frontend/.next/standalone/server"; cp "$PROGRAM_FILE" "$PROJECT/apps/frontend/.next/standalone/server/start.js" ;;
  *apps*build) for name in agent mcp model; do mkdir -p "$PROJECT/apps/$name/dist"; cp "$PROGRAM_FILE" "$PROJECT/apps/$name/dist/main.js"; done ;;
  *synth*) [[ ! -e $STATE/synth-fails ]] || { echo "overlay: wrong"; exit 1; } ;;
  esac'
  stub python3.11 'case "$*" in
  *venv*) mkdir -p "$PROJECT/apps/backend/.venv/bin"; cp "$STATE/backend-python" "$PROJECT/apps/backend/.venv/bin/python" ;;
  *) exec python3 "$@" ;;
  esac'
}

teardown() {
  [[ -z ${START:-} ]] || kill "$START" 2>/dev/null || true
}

make_programs() {
  local name
  for name in frontend backend agent mcp model; do mkdir -p "$PROJECT/apps/$name"; done
  echo '{"type": "module"}' | tee "$PROJECT/apps/package.json" >"$PROJECT/apps/frontend/package.json"
  echo '{}' | tee "$PROJECT/apps/package-lock.json" >"$PROJECT/apps/frontend/package-lock.json"
  touch "$PROJECT/apps/backend/requirements-dev.txt"
  printf '#!/usr/bin/env bash\ncase "$*" in\n*pip*) ;;\n*migrate) echo migrated >>"$STATE/migrations" ;;\n*serve) exec node "%s" ;;\nesac\n' \
    "$PROGRAM_FILE" >"$STATE/backend-python"
  chmod +x "$STATE/backend-python"
}

# start_in_background: returns once it has printed its URL.
start_in_background() {
  : >"$STATE/out"
  as_from_a_terminal "$PROJECT/scripts/start" >"$STATE/out" 2>"$STATE/err" 3>&- &
  START=$!
  until [[ -s $STATE/out ]]; do
    kill -0 "$START" 2>/dev/null || fail "$(<"$STATE/err")"
    sleep 0.1
  done
}

end_start() { # end_start [SIGNAL]: its exit code is in $code
  code=0
  kill "-${1:-TERM}" "$START"
  wait "$START" || code=$?
}

setting() { node -p 'JSON.parse(require("fs").readFileSync(process.argv[1]))[process.argv[2]]' "$STATE/$1.json" "$2"; }

assert_none_left() {
  local name
  for name in frontend backend agent mcp model; do
    [[ ! -e $STATE/$name.json ]] || refute_regex "$(ps -o stat= -p "$(setting "$name" pid)")" '^[^Z]'
  done
}

@test "start runs all five programs on the loopback interface and prints the URL" {
  start_in_background
  assert_equal "$(cat "$STATE/out")" "http://127.0.0.1:$(setting frontend PORT)"
  local name
  for name in frontend backend agent mcp model; do
    kill -0 "$(setting "$name" pid)"
    assert_equal "$(setting "$name" HOST)" 127.0.0.1
  done
  end_start
}

@test "each program is told where those are that it calls" {
  start_in_background
  assert_equal "$(setting frontend BACKEND_URL)" "http://127.0.0.1:$(setting backend PORT)"
  assert_equal "$(setting backend AGENT_URL)" "http://127.0.0.1:$(setting agent PORT)"
  assert_equal "$(setting backend DATABASE_URL)" "sqlite:///$PROJECT/.local/todo.sqlite3"
  assert_equal "$(setting agent MCP_URL)" "http://127.0.0.1:$(setting mcp PORT)/mcp"
  assert_equal "$(setting agent MODEL_URL)" "http://127.0.0.1:$(setting model PORT)/v1"
  assert_equal "$(setting mcp BACKEND_URL)" "http://127.0.0.1:$(setting backend PORT)"
  assert_equal "$(setting agent AGENT_KEY_FILE)" "$(setting backend AGENT_KEY_FILE)"
  end_start
}

@test "SIGTERM ends them all, callers first, with exit code 0" {
  start_in_background
  end_start TERM
  assert_equal "$code" 0
  assert_equal "$(cat "$STATE/ended")" "frontend backend agent mcp model "
  assert_none_left
}

@test "SIGINT, as of Ctrl-C, and SIGHUP, as of a terminal that is closed, end them too" {
  local signal
  for signal in INT HUP; do
    start_in_background
    end_start "$signal"
    assert_equal "$code" 0
    assert_none_left
  done
}

@test "keys are for their owner only, long enough, different, and stay the same" {
  start_in_background
  end_start
  local jwt
  jwt=$(<"$PROJECT/.local/keys/jwt")
  assert_regex "$(ls -l "$PROJECT/.local/keys/jwt" "$PROJECT/.local/keys/agent")" '^-rw-------.*
-rw-------'
  assert [ "${#jwt}" -ge 32 ]
  refute [ "$jwt" = "$(<"$PROJECT/.local/keys/agent")" ]
  start_in_background
  end_start
  assert_equal "$(<"$PROJECT/.local/keys/jwt")" "$jwt"
}

@test "the second start installs and builds nothing" {
  start_in_background
  end_start
  : >"$CALLS"
  start_in_background
  end_start
  refute_called 'npm ci'
  refute_called 'build'
  refute_called 'venv'
}

@test "what changed is built again" {
  start_in_background
  end_start
  : >"$CALLS"
  : >"$STATE/out"
  echo change >"$PROJECT/apps/frontend/page.tsx"
  start_in_background
  end_start
  assert_called 'apps/frontend build'
  refute_called 'apps build'
}

@test "a program that ends at once is named, with the end of its log, and the others are ended" {
  touch "$STATE/mcp.breaks"
  verb start
  assert_failure 1
  assert_output --partial "mcp says hello"
  assert_output --partial "error: mcp ended before it was ready"
  assert_none_left
}

@test "a program that does not get ready is named" {
  touch "$STATE/agent.unready"
  START_SECONDS=8 verb start
  assert_failure 1
  assert_output --partial "error: agent was not ready within 8 s: /readyz answered 503"
  assert_none_left
}

@test "a program that ends later ends the start" {
  start_in_background
  kill -KILL "$(setting model pid)"
  code=0
  wait "$START" || code=$?
  assert_equal "$code" 1
  run cat "$STATE/err"
  assert_output --partial "error: model ended by itself"
  assert_none_left
}

@test "a failed synth ends the start before anything runs" {
  touch "$STATE/synth-fails"
  verb start
  assert_failure 1
  assert_output --partial "overlay: wrong"
  refute [ -e "$STATE/model.json" ]
}

@test "a second start at a time is refused, and names the first" {
  start_in_background
  verb start
  assert_failure 1
  assert_line "error: it runs already at $(cat "$STATE/out")"
  end_start
  refute [ -e "$PROJECT/.local/running" ]
}

@test "a port that is asked for must be free" {
  start_in_background
  taken=$(setting frontend PORT)
  rm "$PROJECT/.local/running"
  verb start --port "$taken"
  assert_failure 1
  assert_line "error: port $taken is taken"
  end_start
}

@test "a port is a number" {
  local wrong
  for wrong in 0 65536 80x; do
    verb start --port "$wrong"
    assert_equal "$status" 2
    assert_line "error: a port is a number from 1 to 65535, not \"$wrong\""
  done
}
