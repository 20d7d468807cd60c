#!/usr/bin/env bats
# The functions in scripts/lib that need no program of others.
# shellcheck disable=SC2016 # what stands in single quotes is expanded when a stub runs

load setup

setup() {
  make_project
  source "$PROJECT/scripts/lib/project.sh"
  source_parts install ports tools
  # shellcheck disable=SC2034 # free_ports reads it
  PYTHON=python3
}

# listen PORT: until the test ends; prints the port once somebody may not have it.
listen() {
  python3 -c 'import socket, sys, time
s = socket.socket()
s.bind(("127.0.0.1", int(sys.argv[1])))
s.listen()
print(s.getsockname()[1], flush=True)
time.sleep(60)' "$1" >"$STATE/port" 3>&- &
  LISTENER=$!
  until [[ -s $STATE/port ]]; do
    kill -0 "$LISTENER"
    sleep 0.05
  done
}

teardown() { [[ -z ${LISTENER:-} ]] || kill "$LISTENER"; }

@test "free_ports leaves out a port that is taken" {
  listen 0
  local taken
  taken=$(<"$STATE/port")
  run free_ports "$taken"
  assert_success
  assert [ "$output" -gt "$taken" ]
}

@test "free_ports never gives one port twice" {
  run free_ports 23456 23456 23456
  assert_success
  assert_equal "$(printf '%s\n' "${lines[@]}" | sort -u | wc -l | tr -d ' ')" 3
}

@test "http_status is empty where nobody listens" {
  assert_equal "$(http_status "$(free_ports 23456)" /)" ""
}

@test "hash_of follows contents and names, and nothing else" {
  local folder=$STATE/tree one
  mkdir -p "$folder/sub" "$folder/node_modules"
  echo a >"$folder/sub/a"
  one=$(hash_of "$folder")
  touch -d '2001-01-01' "$folder/sub/a"
  echo b >"$folder/node_modules/b"
  assert_equal "$(hash_of "$folder")" "$one"
  mv "$folder/sub/a" "$folder/sub/b"
  refute [ "$(hash_of "$folder")" = "$one" ]
  mv "$folder/sub/b" "$folder/sub/a"
  assert_equal "$(hash_of "$folder")" "$one"
  echo c >"$folder/sub/a"
  refute [ "$(hash_of "$folder")" = "$one" ]
}

@test "hash_of leaves out what it is told to" {
  local folder=$STATE/tree one
  mkdir -p "$folder/test"
  one=$(hash_of "$folder" test)
  echo a >"$folder/test/a"
  assert_equal "$(hash_of "$folder" test)" "$one"
  refute [ "$(hash_of "$folder")" = "$one" ]
}

@test "a version fits when its major is the same and it is not older" {
  version_fits 3.22.0 3.22.0
  version_fits 3.22 3.22.0
  version_fits 3.22.1 3.22.0
  version_fits 3.23.0 3.22.4
  refute version_fits 3.21.9 3.22.0
  refute version_fits 4.0.0 3.22.0
  refute version_fits 3.22.0 3.22.1
  refute version_fits "" 3.22.0
}

@test "what two want built at once is built once" {
  command -v flock >/dev/null || skip "there is no flock"
  source_parts jobs programs
  local folder=$PROJECT/apps other
  mkdir -p "$folder"
  touch "$folder/source"
  stub npm 'sleep 0.5; mkdir -p "$3/dist"; touch "$3/dist/main.js"'
  build_when_changed apps "$folder" dist/main.js >/dev/null 3>&- &
  other=$!
  build_when_changed apps "$folder" dist/main.js
  wait "$other"
  assert_equal "$(grep -c '^npm run --prefix .* build$' "$CALLS")" 1
}

@test "a Helm in PATH that fits is linked, one that is too old is built" {
  stub helm 'echo v3.22.1'
  stub go 'touch "$GOBIN/helm"; chmod +x "$GOBIN/helm"'
  install_go_tool helm3 helm.sh/helm/v3/cmd/helm@v3.22.0
  refute_called '^go install'
  assert [ -L "$TOOLS/bin/helm3" ]
  install_go_tool helm4 helm.sh/helm/v4/cmd/helm@v4.3.1
  assert_called 'go install helm.sh/helm/v4/cmd/helm@v4.3.1'
  assert [ -x "$TOOLS/bin/helm4" ]
  refute [ -L "$TOOLS/bin/helm4" ]
}

@test "a tool that is installed is not built again" {
  stub go 'touch "$GOBIN/helm"; chmod +x "$GOBIN/helm"'
  install_go_tool helm4 helm.sh/helm/v4/cmd/helm@v4.3.1
  : >"$CALLS"
  install_go_tool helm4 helm.sh/helm/v4/cmd/helm@v4.3.1
  refute_called '^go'
  install_go_tool helm4 helm.sh/helm/v4/cmd/helm@v4.4.0
  assert_called '^go install'
}

@test "no tool and no Go: it says what to install" {
  run install_go_tool kubeconform github.com/yannh/kubeconform/cmd/kubeconform@v0.8.0
  assert_equal "$status" 3
  assert_line "error: kubeconform 0.8.0 is not there, nor is Go to build it"
}

@test "show_log shows a short log whole, and both ends of a long one" {
  seq 1 6 >"$STATE/log"
  run show_log "$STATE/log" 6
  assert_equal "$(tail -n +2 <<<"$output" | tr -dc '0-9.')" 123456
  seq 1 9 >"$STATE/log"
  run show_log "$STATE/log" 6
  assert_equal "$(tail -n +2 <<<"$output" | tr -dc '0-9.')" 12...456789
  : >"$STATE/log"
  run show_log "$STATE/log"
  assert_output --partial "is empty"
}
