#!/usr/bin/env bats
# Restores of backups in a folder, on a real PostgreSQL.

load setup

setup_file() { start_postgres; }
teardown_file() { stop_postgres; }
setup() {
  make_database
  settings
  program backup
}
teardown() { rm -rf "${FILES:-}"; }

@test "what was deleted is there again, what came later is not, and the rest works" {
  sql "DELETE FROM task; INSERT INTO person VALUES (3, 'Edsger'); CREATE TABLE later (id int); CREATE TYPE new AS ENUM ('a');
    CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE SCHEMA more CREATE TABLE other (id int);
    UPDATE alembic_version SET version_num = '0004'"
  run -0 program restore latest
  assert_output --partial "done backup=$(newest) tables=3 revision=0003"
  assert_equal "$(sql 'SELECT count(*) FROM task')" 100
  assert_equal "$(sql 'SELECT count(*) FROM person')" 2
  assert_equal "$(sql "SELECT to_regclass('later') IS NULL AND to_regtype('new') IS NULL AND to_regnamespace('more') IS NULL")" t
  # The sequence goes on where it was, and references hold.
  assert_equal "$(sql "INSERT INTO task (person, title) VALUES (1, 'next') RETURNING id")" 101
  run -1 --separate-stderr sql 'INSERT INTO task (person) VALUES (9)'
}

@test "into an empty database" {
  DATABASE=postgres sql 'DROP DATABASE todo'
  DATABASE=postgres sql 'CREATE DATABASE todo'
  run -0 program restore
  assert_equal "$(sql 'SELECT count(*) FROM titles')" 100
}

@test "one by its name, with or without the end, or by a setting" {
  first=$(aged 5)
  sql 'DELETE FROM task WHERE id > 10'
  program backup
  run -0 program restore "$first.dump"
  assert_equal "$(sql 'SELECT count(*) FROM task')" 100
  BACKUP=latest run -0 program restore
  assert_equal "$(sql 'SELECT count(*) FROM task')" 10
}

@test "one that is not there is said, and the latest named" {
  run -6 program restore todo-20200101T000000Z
  assert_output --partial "there is no backup todo-20200101T000000Z in $STORE; the latest is $(newest)"
  rm "$STORE"/*.dump
  run -6 program restore latest
  assert_output --partial "there is no backup in $STORE"
}

@test "a damaged dump is refused, and the database stays as it is" {
  name=$(newest)
  printf 'X' | dd of="$STORE/$name.dump" bs=1 seek=2000 conv=notrunc status=none
  sql 'DELETE FROM task WHERE id > 50'
  run -7 program restore latest
  assert_output --partial "the backup $name is damaged: its checksum is another"
  assert_equal "$(sql 'SELECT count(*) FROM task')" 50
}

@test "a damaged manifest and checksums that lack a line are refused" {
  name=$(newest)
  sed -i 1d "$STORE/$name.sha256"
  run -7 program restore latest
  program backup
  echo 'table public.more 1' >>"$STORE/$(newest).manifest"
  run -7 program restore latest
}

@test "a dump that breaks off in the middle changes nothing, even where its checksum is right" {
  name=$(newest)
  truncate -s -700 "$STORE/$name.dump"
  (cd "$STORE" && sha256sum "$name.dump" "$name.manifest" >"$name.sha256")
  sql 'DELETE FROM task WHERE id > 50'
  run -7 program restore latest
  assert_output --partial 'nothing was changed'
  assert_equal "$(sql 'SELECT count(*) FROM task')" 50
}

@test "a restore that the database refuses changes nothing" {
  PGOPTIONS='-c statement_timeout=1' run -8 program restore latest
  assert_output --partial 'failed, and nothing was changed'
  assert_equal "$(sql 'SELECT count(*) FROM task')" 100
}

@test "a backup that runs meanwhile keeps a restore away" {
  sql "SELECT pg_advisory_lock(7236549108), pg_sleep(8)" &
  sleeper=$!
  until [[ $(sql "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'") == 1 ]]; do sleep 0.1; done
  run -4 program restore latest
  kill "$sleeper"
}

@test "the backups are listed, the newest first; an argument that is none is refused" {
  old=$(aged 9)
  program backup
  run -0 program restore --list
  assert_line --index 0 "$(newest)"
  assert_line --index 1 "$old"
  run -2 program restore --all
}

@test "a backup can be looked at without the database, and nothing changes" {
  rm "$DATABASE_PASSWORD_FILE"
  VERIFY_ONLY=true run -0 program restore
  assert_output --partial "verified backup=$(newest)"
  printf 'X' | dd of="$STORE/$(newest).dump" bs=1 seek=2000 conv=notrunc status=none
  VERIFY_ONLY=true run -7 program restore
}
