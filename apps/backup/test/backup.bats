#!/usr/bin/env bats
# Backups into a folder, on a real PostgreSQL.

load setup

setup_file() { start_postgres; }
teardown_file() { stop_postgres; }
setup() {
  make_database
  settings
}
teardown() { rm -rf "${FILES:-}"; }

@test "a backup is a dump, what was in the database, and checksums of both" {
  run -0 program backup
  name=$(newest)
  [[ $name =~ ^todo-[0-9]{8}T[0-9]{6}Z$ ]]
  assert_line --partial "done backup=$name bytes=$(stat -c %s "$STORE/$name.dump") tables=3"
  run cat "$STORE/$name.manifest"
  assert_line 'revision 0003'
  assert_line 'table public.task 100'
  assert_line 'table public.person 2'
  (cd "$STORE" && sha256sum --check --strict --quiet "$name.sha256")
  run -0 pg_restore --list "$STORE/$name.dump"
  assert_output --partial 'TABLE DATA public task'
}

@test "nothing else is left behind, in the store or beside it" {
  run -0 program backup
  assert_equal "$(find "$STORE" "$SCRATCH" -mindepth 1 | wc -l)" 3
}

@test "what an earlier run left half written is no backup, and goes" {
  mkdir "$STORE/.partial.todo.abc123"
  echo half >"$STORE/.partial.todo.abc123/todo-29991231T000000Z.dump"
  own_files
  run -0 program restore --list
  refute_output --partial 2999
  run -0 program backup
  [[ ! -e $STORE/.partial.todo.abc123 ]]
}

@test "of the backups the newest KEEP_COUNT stay" {
  program backup
  oldest=$(aged 30)
  program backup
  middle=$(aged 20)
  KEEP_COUNT=2 run -0 program backup
  assert_output --partial "removed backup=$oldest"
  KEEP_COUNT=2 run -0 program restore --list
  assert_line --index 1 "$middle"
  assert_equal "${#lines[@]}" 2
}

@test "of the backups those go that are older than KEEP_DAYS" {
  program backup
  old=$(aged 49)
  program backup
  young=$(aged 47)
  KEEP_COUNT=9 KEEP_DAYS=2 run -0 program backup
  assert_output --partial "removed backup=$old"
  refute_output --partial "removed backup=$young"
}

@test "backups of another database in the same folder stay" {
  program backup
  name=$(newest)
  for end in dump manifest sha256; do cp "$STORE/$name.$end" "$STORE/other-20200101T000000Z.$end"; done
  own_files
  KEEP_COUNT=1 KEEP_DAYS=1 run -0 program backup
  [[ -e $STORE/other-20200101T000000Z.dump ]]
}

@test "two at once: the second says so and ends" {
  sql "SELECT pg_advisory_lock(7236549108), pg_sleep(8)" &
  sleeper=$!
  until [[ $(sql "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'") == 1 ]]; do sleep 0.1; done
  run -4 program backup
  assert_output --partial 'another backup or restore of todo is running'
  kill "$sleeper"
}

@test "a wrong password is said, here and to Kubernetes, and nothing is kept" {
  echo wrong >"$DATABASE_PASSWORD_FILE"
  run -3 program backup
  assert_output --partial 'the database refuses the user todo: name or password is wrong'
  assert_equal "$(<"$TERMINATION_LOG")" 'the database refuses the user todo: name or password is wrong'
  assert_equal "$(find "$STORE" -type f | wc -l)" 0
}

@test "a database that is not there is said" {
  PGDATABASE=nowhere run -3 program backup
  assert_output --partial 'there is no database nowhere at 127.0.0.1'
}

@test "a server that does not answer is said" {
  PGPORT=$(free_port) run -3 program backup
  assert_output --partial 'cannot be reached: '
  PGHOST=no-such-host.invalid run -3 program backup
  assert_output --partial 'cannot be reached: '
}

@test "a server that comes late is waited for" {
  as_user "$PG_BIN/pg_ctl" stop -w -m fast -D "$SERVER/data" >/dev/null
  (
    sleep 3
    as_user "$PG_BIN/pg_ctl" start -w -D "$SERVER/data" -l "$SERVER/log" \
      -o "-c listen_addresses=127.0.0.1 -c port=$PGPORT -c unix_socket_directories= -c fsync=off" >/dev/null 3>&-
  ) &
  CONNECT_SECONDS=30 run program backup
  wait
  assert_success
}

@test "a server that cannot encrypt is said where sslmode asks for it" {
  PGSSLMODE=require run -3 program backup
  assert_output --partial 'cannot be encrypted as sslmode=require asks'
}

# serve_tls: the server gets a certificate for localhost, by an authority of its own.
serve_tls() {
  [[ -e $SERVER/server.crt ]] || {
    openssl req -x509 -newkey rsa:2048 -noenc -days 1 -subj /CN=localhost -addext subjectAltName=DNS:localhost \
      -keyout "$SERVER/server.key" -out "$SERVER/server.crt" 2>/dev/null
    chmod 600 "$SERVER/server.key"
    [[ $(id -u) != 0 ]] || chown postgres "$SERVER"/server.*
  }
  sql "ALTER SYSTEM SET ssl_cert_file = '$SERVER/server.crt'"
  sql "ALTER SYSTEM SET ssl_key_file = '$SERVER/server.key'"
  sql "ALTER SYSTEM SET ssl = on"
  sql 'SELECT pg_reload_conf()' >/dev/null
}

# verified FILE COMMAND...: with a certificate that fits the host's name, by the authority in the file.
verified() {
  local file=$1
  shift
  PGSSLMODE=verify-full DATABASE_SSLROOTCERT=$file "$@"
}

@test "verify-full takes a server of the authority in the file, by its name only" {
  serve_tls
  PGHOST=localhost verified "$SERVER/server.crt" run program backup
  assert_success
  verified "$SERVER/server.crt" run -3 program backup
  assert_output --partial 'cannot be encrypted as sslmode=verify-full asks'
  assert_output --partial 'does not match host name "127.0.0.1"'
  PGHOST=localhost verified "$SERVER/server.crt" run program restore
  refute_output --partial 'cannot be encrypted'
}

@test "verify-full without a file asks the authorities that the system knows" {
  serve_tls
  PGHOST=localhost verified '' run -3 program backup
  assert_output --partial 'certificate verify failed'
  SSL_CERT_FILE=$SERVER/server.crt PGHOST=localhost verified '' run program backup
  assert_success
}

@test "a server that is newer than pg_dump is said, with what to do" {
  mkdir "$FILES/bin"
  printf '#!/bin/sh\necho "pg_dump (PostgreSQL) 9.6"\n' >"$FILES/bin/pg_dump"
  chmod +x "$FILES/bin/pg_dump"
  own_files
  PATH=$FILES/bin:$PATH run -2 program backup
  assert_output --partial 'build the image with --build-arg BASE=postgres:'
}

@test "a full disk is said, nothing half written stays, and the backups before do" {
  [[ $(id -u) == 0 ]] || skip 'mounting a small disk needs root'
  mount -t tmpfs -o size=256k,mode=777 tmpfs "$STORE" 2>/dev/null || skip 'a small disk cannot be mounted here'
  program backup
  sql "INSERT INTO task (title) SELECT md5(n::text) || md5((-n)::text) FROM generate_series(1, 20000) n"
  run program backup
  count=$(find "$STORE" -type f | wc -l)
  umount "$STORE"
  assert_equal "$status" 5
  assert_output --partial 'the disk is full'
  assert_equal "$count" 3
}

@test "the store can be checked without the database, and nothing stays" {
  rm "$DATABASE_PASSWORD_FILE"
  run -0 program backup --check
  assert_output --partial "the store $STORE can be written to"
  assert_equal "$(find "$STORE" "$SCRATCH" -mindepth 1 | wc -l)" 0
  chmod a-w "$STORE"
  [[ $(id -u) != 0 ]] || chown root "$STORE"
  run -5 program backup --check
  run -2 program backup --all
}

@test "a missing setting and a wrong one are named" {
  PGHOST='' run -2 program backup
  assert_output --partial 'the setting PGHOST is missing'
  KEEP_COUNT=many run -2 program backup
  assert_output --partial 'the setting KEEP_COUNT is "many"; expected a whole number from 1'
  STORE=backups run -2 program backup
  assert_output --partial 'expected a folder such as /backups or s3://BUCKET/FOLDER'
  STORE=/nowhere run -5 program backup
  assert_output --partial 'the folder /nowhere of the backups is not there'
  chmod a-w "$FILES/store"
  [[ $(id -u) != 0 ]] || chown root "$FILES/store"
  run -5 program backup
  assert_output --partial "the store $STORE does not work"
}
