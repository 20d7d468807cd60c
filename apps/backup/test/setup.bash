# shellcheck shell=bash
# A PostgreSQL for a file of tests, and a database, a store and settings for each test. As root, all runs as another user,
# since PostgreSQL refuses to be root.

bats_require_minimum_version 1.5.0
MODULES=$BATS_TEST_DIRNAME/../../../test/scripts/node_modules
load "$MODULES/bats-support/load"
load "$MODULES/bats-assert/load"
APP=$(cd "$BATS_TEST_DIRNAME/.." && pwd)

# libpq looks for certificates in HOME, and root's may not be read.
as_user() {
  if [[ $(id -u) != 0 ]]; then "$@"; else HOME=/nonexistent setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; fi
}

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

# start_postgres: for a file of tests; ended by stop_postgres.
start_postgres() {
  PG_BIN=$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)
  export PG_BIN
  [[ -n $PG_BIN ]] || return 0
  SERVER=$(mktemp -d)
  PGPORT=$(free_port)
  export SERVER PGPORT PATH=$PG_BIN:$PATH
  printf 'pass:w\\ord %%' >"$SERVER/password"
  [[ $(id -u) != 0 ]] || chown -R postgres "$SERVER"
  as_user "$PG_BIN/initdb" -D "$SERVER/data" -U todo --pwfile "$SERVER/password" --auth scram-sha-256 -E UTF8 \
    --locale C.UTF-8 --no-sync >/dev/null
  as_user "$PG_BIN/pg_ctl" start -w -D "$SERVER/data" -l "$SERVER/log" \
    -o "-c listen_addresses=127.0.0.1 -c port=$PGPORT -c unix_socket_directories= -c fsync=off" >/dev/null
}

stop_postgres() {
  [[ -n $PG_BIN ]] || return 0
  as_user "$PG_BIN/pg_ctl" stop -w -m immediate -D "$SERVER/data" >/dev/null
  rm -rf "$SERVER"
}

sql() { PGPASSWORD=$(<"$SERVER/password") psql -XqAt -h 127.0.0.1 -U todo -d "${DATABASE:-todo}" -v ON_ERROR_STOP=1 -c "$1"; }

# make_database: two tables, a view, an enumeration, a sequence and a revision, as the chatbot's might be.
make_database() {
  [[ -n $PG_BIN ]] || skip 'PostgreSQL is not there'
  DATABASE=postgres sql 'DROP DATABASE IF EXISTS todo WITH (FORCE)'
  DATABASE=postgres sql 'CREATE DATABASE todo'
  sql "CREATE TYPE priority AS ENUM ('low', 'high');
    CREATE TABLE person (id int PRIMARY KEY, name text NOT NULL);
    CREATE TABLE task (id serial PRIMARY KEY, person int REFERENCES person, title text, priority priority);
    CREATE VIEW titles AS SELECT title FROM task;
    CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY);
    INSERT INTO alembic_version VALUES ('0003');
    INSERT INTO person VALUES (1, 'Ada'), (2, 'Grace');
    INSERT INTO task (person, title, priority) SELECT 1, 'Task ' || n, 'high' FROM generate_series(1, 100) n;"
}

# settings: what the chart gives to the programs; the store is a folder.
settings() {
  FILES=$(mktemp -d)
  mkdir "$FILES/store" "$FILES/scratch" "$FILES/app"
  # Copied: the other user may not get into the folder that this checkout is in.
  cp -r "$APP"/{backup,restore,restore-drill,lib} "$FILES/app"
  cp "$SERVER/password" "$FILES/password"
  export PGHOST=127.0.0.1 PGDATABASE=todo PGUSER=todo DATABASE_PASSWORD_FILE=$FILES/password PGCONNECT_TIMEOUT=3 CONNECT_SECONDS=1
  export STORE=$FILES/store SCRATCH=$FILES/scratch TERMINATION_LOG=$FILES/reason
  touch "$FILES/reason"
  own_files
}

own_files() { [[ $(id -u) != 0 ]] || chown -R postgres "$FILES"; }

# program NAME [ARGUMENT...]: one of the programs, as the chart runs it.
program() {
  local name=$1
  shift
  (cd / && as_user "$FILES/app/$name" "$@")
}

# newest: the name of the newest backup in the folder.
newest() { find "$FILES/store" -name '*.dump' -printf '%f\n' | sort | tail -n 1 | sed 's/\.dump$//'; }

# aged HOURS: renames the newest backup to one of so many hours ago; prints the name.
aged() {
  local old new
  old=$(newest)
  new=todo-$(date -u -d "$1 hours ago" +%Y%m%dT%H%M%SZ)
  mv "$FILES/store/$old.dump" "$FILES/store/$new.dump"
  mv "$FILES/store/$old.manifest" "$FILES/store/$new.manifest"
  sed "s/$old/$new/" "$FILES/store/$old.sha256" >"$FILES/store/$new.sha256"
  rm "$FILES/store/$old.sha256"
  own_files
  echo "$new"
}
