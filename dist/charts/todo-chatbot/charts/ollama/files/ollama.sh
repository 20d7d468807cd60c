#!/usr/bin/env bash
# Usage: ollama.sh serve | ready | drain | pull
#
# What Ollama's pods do beyond `ollama serve`. The image has bash, but neither curl nor a reader of JSON: bash speaks HTTP
# by itself here, and looks in the answers for what Ollama's API documents.
#
#   serve   the server, and beside it a loop that keeps the model loaded: after each start too, when no Job runs
#   ready   whether the model is loaded
#   drain   before the server ends: waits until nobody is connected any more, since the server cuts off what runs
#   pull    in a Job: has the server pull the model, unless it is there
#
# MODEL is the model's name, PORT the server's port; HOST is where it is (default: here). Ollama's own variables go before
# what stands here.
set -euo pipefail
HOST=${HOST:-127.0.0.1}
PORT=${PORT:?the port of the server}
# api REQUEST [BODY]: prints the body of the answer; false unless its status is 200.
api() {
  local request=$1 body=${2:-} status line
  {
    # By HTTP 1.0 the answer has no chunks and ends with the connection.
    printf '%s HTTP/1.0\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s' \
      "$request" "$HOST" "${#body}" "$body" >&3
    read -r _ status _ <&3
    while IFS= read -r line <&3 && [[ $line != $'\r' ]]; do :; done
    cat <&3
    [[ $status == 200 ]]
  } 3<>"/dev/tcp/$HOST/$PORT"
}
answers() { api 'GET /api/version' >/dev/null 2>&1; }
is_there() { api 'POST /api/show' "{\"model\":\"$MODEL\"}" >/dev/null 2>&1; }
# By its name with the tag, as Ollama lists it.
is_loaded() {
  local name=$MODEL found
  [[ ${MODEL##*/} == *:* ]] || name=$MODEL:latest
  found=$(api 'GET /api/ps' 2>/dev/null) && [[ $found == *"\"name\":\"$name\""* ]]
}
load() {
  local answer
  echo "$MODEL: loads"
  answer=$(api 'POST /api/generate' "{\"model\":\"$MODEL\",\"stream\":false}" 2>&1) && return
  echo "$MODEL: could not be loaded: $answer" >&2
  sleep 20
}
# As long as the server is there, which takes this shell's place.
keep_loaded() {
  local said='' state
  while sleep 5 && kill -0 "$$" 2>/dev/null; do
    state=loaded
    is_loaded || state=there
    [[ $state == loaded ]] || is_there || state='not there yet'
    [[ $state == "$said" || $state == there ]] || echo "$MODEL: $state"
    said=$state
    [[ $state != there ]] || load
  done
}
serve() {
  # The root is read-only: its home, with the key that it makes, may be new each time; the models are a volume.
  export HOME=/tmp OLLAMA_MODELS=/models OLLAMA_HOST=0.0.0.0:$PORT
  # What is loaded stays, since readiness means that.
  export OLLAMA_KEEP_ALIVE=${OLLAMA_KEEP_ALIVE:--1} OLLAMA_MAX_LOADED_MODELS=${OLLAMA_MAX_LOADED_MODELS:-1}
  # What a pull that broke off has got is kept, and a volume that is mounted for reading only is no error.
  export OLLAMA_NOPRUNE=${OLLAMA_NOPRUNE:-true}
  keep_loaded &
  exec ollama serve
}
ready() {
  is_loaded || { echo "$MODEL is not loaded" && return 1; }
}
# Connections that are open to the server's port, by what the kernel lists of this pod.
is_connected() {
  local port address state
  printf -v port ':%04X' "$PORT"
  while read -r _ address _ state _; do
    [[ $state == 01 && $address == *"$port" ]] && return
  done < <(cat /proc/net/tcp /proc/net/tcp6 2>/dev/null)
  return 1
}
drain() {
  # Until all proxies know that the pod ends, it gets new connections.
  sleep 5
  while is_connected; do sleep 1; done
}
# Reads what the server says while it pulls; prints what is new, and each twentieth of a layer. False at an error.
show_progress() {
  local line status said='' part total twentieths
  while IFS= read -r line || [[ -n $line ]]; do
    if [[ $line =~ \"error\":\"?(.*[^\"}])\"?\} ]]; then
      echo "$MODEL: ${BASH_REMATCH[1]}" >&2
      return 1
    fi
    [[ $line =~ \"status\":\"([^\"]*)\" ]] || continue
    status=${BASH_REMATCH[1]} part=''
    if [[ $line =~ \"total\":([0-9]+) ]]; then
      part=" of $((BASH_REMATCH[1] / 1000000)) MB: " total=${BASH_REMATCH[1]}
      [[ $line =~ \"completed\":([0-9]+) ]] && twentieths=$((BASH_REMATCH[1] * 20 / total)) || twentieths=0
      part+="$((twentieths * 5)) %"
    fi
    [[ $status$part == "$said" ]] || echo "$MODEL: $status$part"
    said=$status$part
  done
}
pull() {
  until answers; do
    echo "waits for http://$HOST:$PORT"
    sleep 5
  done
  if is_there; then
    echo "$MODEL: there already"
    return
  fi
  api 'POST /api/pull' "{\"model\":\"$MODEL\"}" | show_progress || return
  # A connection that breaks off looks like an end.
  is_there || { echo "$MODEL: the server stopped before all was pulled" >&2 && return 1; }
}
"$@"
