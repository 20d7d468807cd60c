#!/usr/bin/env bats
# The restore drill: the latest backup, in a database of its own.

load setup

setup_file() { start_postgres; }
teardown_file() { stop_postgres; }
setup() {
  make_database
  settings
  program backup
}
teardown() { rm -rf "${FILES:-}"; }

@test "a good backup passes, without the database or its password" {
  rm "$DATABASE_PASSWORD_FILE"
  PGHOST=nowhere.invalid run -0 program restore-drill
  assert_output --partial "passed backup=$(newest) tables=3 revision=0003"
  assert_equal "$(find "$SCRATCH" -mindepth 1 | wc -l)" 0
}

@test "no server stays behind, whether it passes or fails" {
  run -0 program restore-drill
  run -1 pgrep -f "$SCRATCH"
}

@test "a damaged dump fails" {
  printf 'X' | dd of="$STORE/$(newest).dump" bs=1 seek=2000 conv=notrunc status=none
  run -7 program restore-drill
  assert_output --partial 'is damaged: its checksum is another'
}

@test "a dump that cannot be restored fails, even where its checksum is right" {
  name=$(newest)
  truncate -s -700 "$STORE/$name.dump"
  (cd "$STORE" && sha256sum "$name.dump" "$name.manifest" >"$name.sha256")
  run -7 program restore-drill
  assert_output --partial "the backup $name cannot be restored"
  run -1 pgrep -f "$SCRATCH"
}

@test "a backup that does not hold what the database did fails, and says what differs" {
  name=$(newest)
  sed -i 's/^table public.task 100$/table public.task 101/' "$STORE/$name.manifest"
  (cd "$STORE" && sha256sum "$name.dump" "$name.manifest" >"$name.sha256")
  run -7 program restore-drill
  assert_output --partial 'error expected table public.task 101'
  assert_output --partial 'error found table public.task 100'
  assert_output --partial 'does not hold what the database did'
}

@test "a latest backup that is too old fails, and so does none" {
  name=$(aged 50)
  run -6 program restore-drill
  assert_output --partial "the latest backup, $name, is 50 hours old; a drill expects one of less than 48 hours"
  MAX_AGE_HOURS=51 run -0 program restore-drill
  rm "$STORE"/*
  run -6 program restore-drill
}
