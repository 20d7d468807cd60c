# shellcheck shell=bash
# The database: who we are to it, what is wrong when it refuses, and one session that holds lock and snapshot.

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# One lock for backups and restores of a database: any number that nothing else uses.
readonly LOCK=7236549108

connection_settings() {
  required PGHOST PGDATABASE PGUSER DATABASE_PASSWORD_FILE
  [[ -r $DATABASE_PASSWORD_FILE ]] || die "$EXIT_SETTINGS" "the file $DATABASE_PASSWORD_FILE with the password cannot be read"
  # libpq reads it from a file of this form; a colon and a backslash are escaped in it.
  local password
  password=$(<"$DATABASE_PASSWORD_FILE")
  password=${password//\\/\\\\}
  (umask 077 && printf '*:*:*:*:%s\n' "${password//:/\\:}" >"$WORK/pgpass")
  [[ -z ${DATABASE_SSLROOTCERT:-} ]] || export PGSSLROOTCERT=$DATABASE_SSLROOTCERT
  # libpq 15 looks into no list of public authorities by itself; "system" is a word of 16 and later.
  if [[ ${PGSSLMODE:-} == verify-* && -z ${PGSSLROOTCERT:-} ]]; then
    export PGSSLROOTCERT=${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}
  fi
  export PGPASSFILE=$WORK/pgpass PGCONNECT_TIMEOUT=${PGCONNECT_TIMEOUT:-10} PGAPPNAME=${0##*/}
}

database_is_away() {
  grep -qE 'could not translate host name|Connection refused|timeout expired|No route to host|server closed the connection|the database system is|Network is unreachable' "${1:-$ERRORS}"
}

# why_database FILE: the sentence for what psql, pg_dump or pg_restore said.
why_database() {
  local said
  said=$(last_line "$1")
  if database_is_away "$1"; then
    echo "the database at $PGHOST:${PGPORT:-5432} cannot be reached: $said"
    return
  fi
  case $(<"$1") in
    *"password authentication failed"* | *"no password supplied"* | *"role "*" does not exist"*)
      echo "the database refuses the user $PGUSER: name or password is wrong"
      ;;
    *"database "*" does not exist"*) echo "there is no database $PGDATABASE at $PGHOST" ;;
    *"server does not support SSL"* | *"SSL error"* | *"certificate"*)
      echo "the connection to $PGHOST cannot be encrypted as sslmode=${PGSSLMODE:-prefer} asks: $said"
      ;;
    *"server version mismatch"*) echo "pg_dump is older than the server: build the image with the server's major version" ;;
    *"No space left on device"* | *"Disk quota exceeded"*) echo "the disk is full: $said" ;;
    *"canceling statement due to lock timeout"*) echo "tables are in use by others: stop what writes to them first" ;;
    *"permission denied"*) echo "the user $PGUSER may not do that: $said" ;;
    *) echo "${said:-no reason was given}" ;;
  esac
}

# open_session: one psql that stays; its commands go to SESSION_IN and its answers come from SESSION_OUT.
open_session() {
  until_reached database_is_away psql --no-psqlrc --quiet --command 'SELECT' ||
    die "$EXIT_DATABASE" "$(why_database "$ERRORS")"
  coproc SESSION { exec psql --no-psqlrc --quiet --tuples-only --no-align --set ON_ERROR_STOP=1 2>>"$ERRORS"; }
  # shellcheck disable=SC2153 # bash sets it
  exec {SESSION_OUT}<&"${SESSION[0]}" {SESSION_IN}>&"${SESSION[1]}"
}

# ask: SQL from stdin to the open session, its answer on stdout.
ask() {
  local line
  { cat && printf '\n\\echo end-of-answer\n'; } >&"$SESSION_IN" || return 1
  while IFS= read -r -u "$SESSION_OUT" line; do
    [[ $line != end-of-answer ]] || return 0
    printf '%s\n' "$line"
  done
  return 1
}

ask_or_die() { ask || die "$EXIT_DATABASE" "$(why_database "$ERRORS")"; }

take_lock() {
  local got
  got=$(ask_or_die <<<"SELECT pg_try_advisory_lock($LOCK);") || exit
  [[ $got == t ]] || die "$EXIT_BUSY" "another backup or restore of $PGDATABASE is running"
}

# A client may be newer than the server, not older.
check_versions() {
  local server client
  server=$(ask_or_die <<<'SHOW server_version_num;') || exit
  client=$(pg_dump --version | sed 's/^[^0-9]*\([0-9]*\).*/\1/')
  ((server / 10000 <= client)) || die "$EXIT_SETTINGS" \
    "the server is PostgreSQL $((server / 10000)), pg_dump here is $client: build the image with --build-arg BASE=postgres:$((server / 10000))"
  # shellcheck disable=SC2034 # the manifest has it
  SERVER_VERSION=$((server / 10000)).$((server % 10000))
}
