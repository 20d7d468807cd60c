# shellcheck shell=bash
# Where backups are kept: a folder, or a bucket of an S3-compatible service. STORE says which.
#
# A backup is three files: NAME.dump, NAME.manifest (what was in the database) and NAME.sha256 (checksums of both). The dump
# comes last and goes first, so that one with a dump is whole.

open_store() {
  required STORE
  case $STORE in
    /*)
      [[ -d $STORE && -r $STORE ]] || die "$EXIT_STORE" "the folder $STORE of the backups is not there or cannot be read"
      ;;
    s3://?*) configure_s3 ;;
    *) die "$EXIT_SETTINGS" "the setting STORE is \"$STORE\"; expected a folder such as /backups or s3://BUCKET/FOLDER" ;;
  esac
}

is_s3() { [[ $STORE == s3://* ]]; }

configure_s3() {
  required S3_ACCESS_KEY_FILE S3_SECRET_KEY_FILE
  [[ -r $S3_ACCESS_KEY_FILE && -r $S3_SECRET_KEY_FILE ]] ||
    die "$EXIT_SETTINGS" "the files with the keys of the S3 service cannot be read"
  local provider=Other
  [[ -n ${S3_ENDPOINT:-} ]] || provider=AWS
  # In a file and not in variables, which every child would inherit.
  (umask 077 && printf '%s\n' "[store]" "type = s3" "provider = $provider" "endpoint = ${S3_ENDPOINT:-}" \
    "region = ${S3_REGION:-us-east-1}" "no_check_bucket = true" "access_key_id = $(<"$S3_ACCESS_KEY_FILE")" \
    "secret_access_key = $(<"$S3_SECRET_KEY_FILE")" >"$WORK/rclone.conf")
  REMOTE=store:${STORE#s3://}
  REMOTE=${REMOTE%/}
  # What else is wrong is said by who uses it.
  until_reached s3_is_away remote lsf --max-depth 1 "$REMOTE" || ! s3_is_away || store_dies
}

remote() {
  # The variable for certificates breaks rclone, whose transport is its own.
  env -u AWS_CA_BUNDLE rclone --config "$WORK/rclone.conf" --retries "${S3_RETRIES:-3}" --low-level-retries 2 --contimeout 10s --timeout 60s "$@" 2>"$ERRORS"
}

s3_is_away() { grep -qiE 'no such host|connection refused|no route to host|timeout|network is unreachable|deadline exceeded' "$ERRORS"; }

why_store() {
  local said
  said=$(last_line "$ERRORS")
  if s3_is_away; then
    echo "the S3 service ${S3_ENDPOINT:-of AWS} cannot be reached: $said"
    return
  fi
  case $(<"$ERRORS") in
    *AccessDenied* | *InvalidAccessKeyId* | *SignatureDoesNotMatch* | *Forbidden* | *"status code: 403"*)
      echo "the S3 service refuses the keys for $STORE"
      ;;
    *NoSuchBucket* | *"directory not found"* | *"bucket does not exist"*) echo "there is no $STORE at the S3 service" ;;
    *"No space left on device"* | *"no space left on device"* | *"Disk quota exceeded"* | *QuotaExceeded* | *XMinioStorageFull*)
      echo "the store of the backups is full: $said"
      ;;
    *) echo "the store $STORE does not work: ${said:-no reason was given}" ;;
  esac
}

store_dies() { die "$EXIT_STORE" "$(why_store)"; }

# backups: the names of all that are whole, the newest first. A name ends in its time, in UTC.
backups() {
  local found
  if is_s3; then
    # A folder that nothing was ever put into is not there.
    found=$(remote lsf --files-only "$REMOTE") || {
      if grep -q NoSuchBucket "$ERRORS" || ! grep -q 'directory not found' "$ERRORS"; then store_dies; fi
      found=""
    }
  else
    found=$(find "$STORE" -maxdepth 1 -type f -printf '%f\n' 2>"$ERRORS") || store_dies
  fi
  sed -n "s/^\(${PGDATABASE:-.*}-[0-9]\{8\}T[0-9]\{6\}Z\)\.dump$/\1/p" <<<"$found" | LC_ALL=C sort -r
}

# fetch FILE TO: a file of the store into a folder.
fetch() {
  if is_s3; then
    remote copyto "$REMOTE/$1" "$2/$1" || store_dies
  else
    cp -- "$STORE/$1" "$2/$1" 2>"$ERRORS" || store_dies
  fi
}

# keep FOLDER NAME: puts the three files of a backup into the store, each whole or not at all.
keep() {
  local file
  for file in "$2.manifest" "$2.sha256" "$2.dump"; do
    if is_s3; then
      remote copyto "$1/$file" "$REMOTE/$file" || store_dies
    else
      sync -- "$1/$file" 2>"$ERRORS" || store_dies
      mv -- "$1/$file" "$STORE/$file" 2>"$ERRORS" || store_dies
    fi
  done
  is_s3 || sync -- "$STORE"
}

# check_store: by a file that is made and removed again.
check_store() {
  local file=.check.$$.$RANDOM
  echo check >"$WORK/$file"
  if is_s3; then
    remote copyto "$WORK/$file" "$REMOTE/$file" || store_dies
    remote deletefile "$REMOTE/$file" || store_dies
  else
    cp -- "$WORK/$file" "$STORE/$file" 2>"$ERRORS" || store_dies
    rm -f -- "$STORE/$file"
  fi
}

# forget NAME
forget() {
  local file
  for file in "$1.dump" "$1.sha256" "$1.manifest"; do
    if is_s3; then
      remote deletefile "$REMOTE/$file" || grep -q 'object not found' "$ERRORS" || store_dies
    else
      rm -f -- "$STORE/$file" 2>"$ERRORS" || store_dies
    fi
  done
}

# chosen NAME|latest: the backup's name.
chosen() {
  local wanted=${1%.dump} found
  found=$(backups) || exit
  [[ -n $found ]] || die "$EXIT_NO_BACKUP" "there is no backup in $STORE"
  if [[ $wanted == latest ]]; then
    head -n 1 <<<"$found"
  else
    grep -Fx -- "$wanted" <<<"$found" || die "$EXIT_NO_BACKUP" "there is no backup $wanted in $STORE; the latest is ${found%%$'\n'*}"
  fi
}

# fetch_whole NAME: the backup into WORK, refused when a byte of it is not what was written.
fetch_whole() {
  local name=$1 file
  for file in "$name.sha256" "$name.manifest" "$name.dump"; do fetch "$file" "$WORK"; done
  if [[ $(grep -c . "$WORK/$name.sha256") != 2 ]] || ! (cd "$WORK" && sha256sum --check --strict --status "$name.sha256") 2>/dev/null; then
    die "$EXIT_DAMAGED" "the backup $name is damaged: its checksum is another than at the time of the backup"
  fi
  info "checked backup=$name bytes=$(stat -c %s "$WORK/$name.dump")"
}

# same_facts MANIFEST FOUND: whether a database has the tables, the rows and the revision of a manifest; else says which differ.
same_facts() {
  local differing
  differing=$(diff <(grep -E '^(table|revision) ' "$1") <(grep -E '^(table|revision) ' "$2") | grep '^[<>]') || true
  [[ -z $differing ]] && return
  while IFS= read -r line; do
    case $line in
      '<'*) log "error expected ${line#< }" ;;
      '>'*) log "error found ${line#> }" ;;
    esac
  done <<<"$differing" >&2
  return 1
}

revision_of() { sed -n 's/^revision //p' "$1" | paste -sd , -; }
