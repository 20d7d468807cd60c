#!/usr/bin/env bats
# Backups in a bucket, of a stand-in for an S3 service that asks for the keys it knows.

load setup

setup_file() {
  command -v rclone >/dev/null || return 0
  start_postgres
  start_s3
}
teardown_file() {
  command -v rclone >/dev/null || return 0
  kill "$S3_PID"
  stop_postgres
}

start_s3() {
  S3_PORT=$(free_port)
  export S3_PORT
  "${MOTO_SERVER:-moto_server}" -H 127.0.0.1 -p "$S3_PORT" >"$BATS_FILE_TMPDIR/s3.log" 2>&1 3>&- &
  export S3_PID=$!
  until curl -fs "http://127.0.0.1:$S3_PORT/moto-api/" >/dev/null; do sleep 0.2; done
  curl -fsX PUT "http://127.0.0.1:$S3_PORT/backups" >/dev/null
}

# put KEY TEXT: an object in the place of another.
put() {
  printf '%s' "$2" | env -u AWS_CA_BUNDLE RCLONE_CONFIG_S3_TYPE=s3 RCLONE_CONFIG_S3_PROVIDER=Other RCLONE_CONFIG_S3_ENDPOINT="$S3_ENDPOINT" \
    RCLONE_CONFIG_S3_ACCESS_KEY_ID=key RCLONE_CONFIG_S3_SECRET_ACCESS_KEY=secret rclone --config /dev/null rcat "s3:$1" 2>/dev/null
}

setup() {
  command -v rclone >/dev/null || skip 'rclone is not there'
  make_database
  settings
  mkdir "$FILES/keys"
  printf 'key' >"$FILES/keys/access"
  printf 'secret' >"$FILES/keys/secret"
  export STORE=s3://backups/$BATS_TEST_NUMBER/todo S3_ENDPOINT=http://127.0.0.1:$S3_PORT S3_REGION=us-east-1 S3_RETRIES=1
  export S3_ACCESS_KEY_FILE=$FILES/keys/access S3_SECRET_KEY_FILE=$FILES/keys/secret
  own_files
}
teardown() { [[ -z ${FILES:-} ]] || rm -rf "$FILES"; }

@test "a backup goes to the bucket, is listed, drilled and restored" {
  run -6 program restore-drill
  run -0 program backup
  run -0 program restore --list
  name=$output
  [[ $name =~ ^todo-[0-9]{8}T[0-9]{6}Z$ ]]
  run -0 program restore-drill
  assert_output --partial "passed backup=$name"
  sql 'DELETE FROM task'
  run -0 program restore "$name"
  assert_equal "$(sql 'SELECT count(*) FROM task')" 100
  assert_equal "$(find "$SCRATCH" -mindepth 1 | wc -l)" 0
}

@test "the bucket can be checked, and nothing stays" {
  run -0 program backup --check
  assert_equal "$(curl -fs "$S3_ENDPOINT/backups?list-type=2&prefix=$BATS_TEST_NUMBER/" | grep -c '<Key>' || true)" 0
  S3_ENDPOINT=http://127.0.0.1:$(free_port) run -5 program backup --check
}

@test "old ones go from the bucket, all their files" {
  program backup
  sleep 1
  KEEP_COUNT=1 run -0 program backup
  assert_output --partial 'removed backup=todo-'
  keys=$(curl -fs "$S3_ENDPOINT/backups?list-type=2&prefix=$BATS_TEST_NUMBER/todo/" | grep -o '<Key>[^<]*' | wc -l)
  assert_equal "$keys" 3
}

@test "a dump that is another in the bucket is refused" {
  program backup
  name=$(program restore --list)
  put "backups/$BATS_TEST_NUMBER/todo/$name.dump" other
  run -7 program restore-drill
  assert_output --partial 'is damaged'
  sql 'DELETE FROM task'
  run -7 program restore latest
  assert_equal "$(sql 'SELECT count(*) FROM task')" 0
}

@test "a service that cannot be reached is said" {
  S3_ENDPOINT=http://127.0.0.1:$(free_port) run -5 program backup
  assert_output --partial 'cannot be reached: '
}

@test "a bucket that is not there is said" {
  STORE=s3://nothing-here/todo run -5 program backup
  assert_output --partial 'there is no s3://nothing-here/todo at the S3 service'
}

@test "keys that the service refuses are said" {
  curl -fsX POST -H 'Content-Type: text/plain' --data '0' "$S3_ENDPOINT/moto-api/reset-auth" >/dev/null
  run -5 program backup
  curl -fsX POST -H 'Content-Type: text/plain' --data '1000000' "$S3_ENDPOINT/moto-api/reset-auth" >/dev/null
  assert_output --partial 'the S3 service refuses the keys for s3://backups/'
}

@test "files of keys that are not there are said" {
  rm "$S3_SECRET_KEY_FILE"
  run -2 program backup
  assert_output --partial 'the files with the keys of the S3 service cannot be read'
}
