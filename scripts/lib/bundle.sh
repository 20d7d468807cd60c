# shellcheck shell=bash
# Archives of images, by whatever program is there.

# image_tool: the one in IMAGE_TOOL, or the first that works; nothing when none does.
image_tool() {
  local tool
  case ${IMAGE_TOOL:-} in
    "") ;;
    docker | podman | nerdctl | skopeo)
      tool_works "$IMAGE_TOOL" || die_missing "IMAGE_TOOL is $IMAGE_TOOL, which does not work here"
      printf '%s\n' "$IMAGE_TOOL"
      return
      ;;
    *) die_usage "IMAGE_TOOL is \"$IMAGE_TOOL\"; expected docker, podman, nerdctl or skopeo" ;;
  esac
  for tool in docker podman nerdctl skopeo; do
    tool_works "$tool" || continue
    printf '%s\n' "$tool"
    return
  done
}

# docker without its daemon is no help.
tool_works() {
  command -v "$1" >/dev/null || return 1
  if [[ $1 == skopeo ]]; then skopeo --version; else "$1" info; fi >/dev/null 2>&1
}

# with_digest TOOL IMAGE: the image as name:tag@sha256:..., where the digest is known.
with_digest() {
  local tool=$1 image=$2 digest=""
  if [[ $image != *@* && -n $tool && $tool != skopeo ]]; then
    digest=$("$tool" image inspect --format '{{range .RepoDigests}}{{println .}}{{end}}' "$image" 2>/dev/null |
      sed -n 's/^.*\(@sha256:[0-9a-f]\{64\}\)$/\1/p' | head -n 1) || digest=""
  fi
  printf '%s%s\n' "$image" "$digest"
}

# write_bundle TOOL FILE IMAGE...: whole or not at all.
write_bundle() {
  local tool=$1 file=$2 archive
  shift 2
  [[ $tool == skopeo ]] || require_images "$tool" "$@"
  BUNDLE_FOLDER=$(mktemp -d "$(dirname "$file")/.images.XXXXXX")
  trap 'rm -rf "$BUNDLE_FOLDER"' EXIT
  archive=$BUNDLE_FOLDER/images.tar
  make_archive "$tool" "$BUNDLE_FOLDER" "$@" ||
    die "$tool could not write the archive of the images" "What it said stands above; $file is as it was."
  if [[ $file == *.gz ]]; then
    gzip -n "$archive"
    archive=$archive.gz
  fi
  mv "$archive" "$file"
}

make_archive() { # make_archive TOOL FOLDER IMAGE...: FOLDER/images.tar
  local tool=$1 folder=$2
  shift 2
  case $tool in
    podman) podman save --multi-image-archive --output "$folder/images.tar" "$@" >&2 ;;
    skopeo) fetch_layout "$folder" "$@" ;;
    *) "$tool" save --output "$folder/images.tar" "$@" >&2 ;;
  esac
}

# skopeo cannot add to an archive of Docker's form, but to a folder of the Open Container Initiative's.
fetch_layout() {
  local folder=$1 image
  shift
  for image in "$@"; do
    step "$image"
    skopeo copy --quiet "docker://$image" "oci:$folder/layout:$image" >&2 || return
  done
  tar -c -f "$folder/images.tar" -C "$folder/layout" .
}

require_images() { # require_images TOOL IMAGE...
  local tool=$1 image missing=()
  shift
  for image in "$@"; do "$tool" image inspect "$image" >/dev/null 2>&1 || missing+=("$image"); done
  ((${#missing[@]} == 0)) ||
    die "$tool does not have ${#missing[@]} of ${#} images: ${missing[*]}" \
      "Build those of this project ($CHART/...) from apps/, get the others with $tool pull, or let skopeo fetch all: IMAGE_TOOL=skopeo."
}
