#!/usr/bin/env bats
# images: which images an environment has, and how they become one archive.
# shellcheck disable=SC2016 # what stands in single quotes is expanded when a stub runs

load setup

DIGEST=sha256:$(printf '%064d' 7)

setup() {
  make_project
  unset IMAGE_TOOL
  manifest dev api 'image: "todo-chatbot/backend:9.8.7"'
  manifest dev web 'image: todo-chatbot/backend:9.8.7' '- image: postgres:15'
  manifest prod api "image: \"registry.example.com/backend@$DIGEST\"" 'imageName: ghcr.io/example/postgresql:17' 'imagePullPolicy: Always'
}

# manifest ENVIRONMENT NAME LINE...
manifest() {
  local folder=$PROJECT/dist/manifests/todo-chatbot/$1
  mkdir -p "$folder"
  printf '      %s\n' "${@:3}" >"$folder/$2.yaml"
}

# stub_engine NAME: has the images that $STATE/images lists; its archive holds their names.
stub_engine() {
  touch "$STATE/images"
  stub "$1" 'case $1 in
  info) [[ ! -e $STATE/stopped ]] ;;
  image) image=${@: -1}
    grep -qx "$image" "$STATE/images" || exit 1
    [[ $* != *RepoDigests* || $image != postgres* ]] || echo "docker.io/library/postgres@'"$DIGEST"'" ;;
  save) while [[ $1 != --output ]]; do shift; done
    printf "%s\n" "${@:3}" >"$2"
    [[ ! -e $STATE/full ]] || { echo "no space left"; exit 1; } ;;
  esac'
}

has_all() { printf '%s\n' postgres:15 todo-chatbot/backend:9.8.7 >"$STATE/images"; }

@test "list prints the images of an environment, each once, sorted" {
  verb images list dev
  assert_success
  assert_output $'postgres:15\ntodo-chatbot/backend:9.8.7'
}

@test "each of both has the help of images, and refuses an option" {
  local call
  for call in "list --help" "bundle -h"; do
    # shellcheck disable=SC2086 # two words
    verb images $call
    assert_success
    assert_line --index 0 --partial "Usage: scripts/images list"
  done
  verb images bundle --gzip dev
  assert_equal "$status" 2
  assert_line "error: unknown argument: --gzip"
}

@test "list without an environment prints those of all, with the digests that the manifests say" {
  verb images list
  assert_success
  assert_output "ghcr.io/example/postgresql:17
postgres:15
registry.example.com/backend@$DIGEST
todo-chatbot/backend:9.8.7"
}

@test "list adds a digest that a program knows" {
  stub_engine podman
  has_all
  verb images list dev
  assert_success
  assert_output "postgres:15@$DIGEST
todo-chatbot/backend:9.8.7"
}

@test "an environment without manifests is refused, with what to do" {
  rm -r "$PROJECT/dist/manifests/todo-chatbot/prod"
  verb images list prod
  assert_failure 1
  assert_line 'error: there is no dist/manifests/todo-chatbot/prod'
  assert_line --partial 'npm run synth'
  mkdir "$PROJECT/dist/manifests/todo-chatbot/prod"
  verb images list prod
  assert_failure 1
  assert_line --partial 'names an image'
}

@test "an environment that is not there is refused with those that there are" {
  verb images list qa
  assert_equal "$status" 2
  assert_line --partial 'Those that are there: dev prod.'
}

@test "bundle writes all images of an environment into one archive, and prints them" {
  stub_engine docker
  has_all
  run --separate-stderr "$PROJECT/scripts/images" bundle "$STATE/all.tar" dev
  assert_success
  assert_output $'postgres:15\ntodo-chatbot/backend:9.8.7'
  assert_equal "$(<"$STATE/all.tar")" "$output"
  assert_regex "$stderr" "all.tar: 2 images, [0-9]+ bytes, by docker"
  assert_equal "$(find "$STATE" -maxdepth 1 -name '.images*')" ""
}

@test "bundle into FILE.gz is compressed" {
  stub_engine nerdctl
  has_all
  verb images bundle "$STATE/all.tar.gz" dev
  assert_success
  assert_equal "$(gzip -dc "$STATE/all.tar.gz")" $'postgres:15\ntodo-chatbot/backend:9.8.7'
}

@test "bundle by podman asks for an archive of several images" {
  stub_engine podman
  has_all
  verb images bundle "$STATE/all.tar" dev
  assert_success
  assert_called 'podman save --multi-image-archive --output '
}

@test "bundle by skopeo fetches each image and packs them together" {
  stub skopeo '[[ $1 != copy ]] || { folder=${4#oci:}; folder=${folder%%/layout:*}/layout; mkdir -p "$folder"; echo "$3" >>"$folder/index.json"; }'
  verb images bundle "$STATE/all.tar" dev
  assert_success
  assert_equal "$(tar -xO -f "$STATE/all.tar" ./index.json)" $'docker://postgres:15\ndocker://todo-chatbot/backend:9.8.7'
}

@test "bundle names every image that is missing, with what to do, and writes nothing" {
  stub_engine docker
  echo postgres:15 >"$STATE/images"
  verb images bundle "$STATE/all.tar" dev
  assert_failure 1
  assert_line 'error: docker does not have 1 of 2 images: todo-chatbot/backend:9.8.7'
  assert_line --partial 'IMAGE_TOOL=skopeo'
  assert [ ! -e "$STATE/all.tar" ]
}

@test "an archive that cannot be written whole leaves the old one" {
  stub_engine docker
  has_all
  touch "$STATE/full"
  echo old >"$STATE/all.tar"
  verb images bundle "$STATE/all.tar" dev
  assert_failure 1
  assert_line "no space left"
  assert_line "error: docker could not write the archive of the images"
  assert_equal "$(<"$STATE/all.tar")" old
  assert_equal "$(find "$STATE" -maxdepth 1 -name '.images*')" ""
}

@test "an image that skopeo cannot fetch ends it" {
  stub skopeo '[[ $1 != copy ]] || { echo "manifest unknown"; exit 1; }'
  verb images bundle "$STATE/all.tar" dev
  assert_failure 1
  assert_line "manifest unknown"
  assert_line "error: skopeo could not write the archive of the images"
  assert [ ! -e "$STATE/all.tar" ]
}

@test "no program, or one whose daemon does not run: it says so" {
  verb images bundle "$STATE/all.tar" dev
  assert_equal "$status" 3
  assert_line 'error: neither docker, podman, nerdctl nor skopeo works here'
  stub_engine docker
  touch "$STATE/stopped"
  verb images bundle "$STATE/all.tar" dev
  assert_equal "$status" 3
}

@test "IMAGE_TOOL chooses" {
  stub_engine docker
  stub_engine podman
  has_all
  IMAGE_TOOL=podman verb images bundle "$STATE/all.tar" dev
  assert_success
  assert_called 'podman save'
  refute_called 'docker '
  IMAGE_TOOL=nerdctl verb images bundle "$STATE/all.tar" dev
  assert_equal "$status" 3
  IMAGE_TOOL=rkt verb images bundle "$STATE/all.tar" dev
  assert_equal "$status" 2
}

@test "what bundle needs is asked for" {
  verb images
  assert_equal "$status" 2
  verb images bundle
  assert_equal "$status" 2
  assert_line 'error: which file shall the archive be?'
  verb images bundle "$STATE/nowhere/all.tar" dev
  assert_equal "$status" 2
  verb images bundle "$STATE" dev
  assert_equal "$status" 2
  verb images list dev prod
  assert_equal "$status" 2
}
