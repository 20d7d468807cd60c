# shellcheck shell=bash
# Ports and small requests on the loopback interface, without curl.

is_port() { [[ $1 =~ ^[1-9][0-9]{0,4}$ ]] && (($1 <= 65535)); }

# free_ports START...: for each the first port from there on that nobody listens on, all different, a line each.
free_ports() {
  "$PYTHON" - "$@" <<'PY'
import socket
import sys


def is_free(port: int) -> bool:
    for address in ("127.0.0.1", "0.0.0.0"):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((address, port))
                probe.listen()
            except OSError:
                return False
    return True


given = set()
for start in map(int, sys.argv[1:]):
    for port in range(start, min(start + 100, 65536)):
        if port not in given and is_free(port):
            given.add(port)
            print(port)
            break
    else:
        sys.exit(f"no port from {start} to {start + 99} is free")
PY
}

# http_status PORT PATH: the status code, or nothing when nobody answers within three seconds.
http_status() {
  local status=""
  {
    printf 'GET %s HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n' "$2" >&3
    read -r -t 3 _ status _ <&3 || true
  } 3<>"/dev/tcp/127.0.0.1/$1" || true
  printf '%s' "$status"
} 2>/dev/null
