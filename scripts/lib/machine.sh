# shellcheck shell=bash
# What minikube may have of this machine.

cpus_of_machine() { getconf _NPROCESSORS_ONLN; }

memory_of_machine() { # in MB
  if [[ -r /proc/meminfo ]]; then
    awk '/^MemTotal:/ {print int($2 / 1024)}' /proc/meminfo
  else
    echo $(($(sysctl -n hw.memsize) / 1024 / 1024))
  fi
}

disk_of_machine() { # in GB, free where minikube keeps its machines
  df -Pk "${MINIKUBE_HOME:-$HOME}" | awk 'NR == 2 {print int($4 / 1024 / 1024)}'
}

cpus_for_minikube() {
  local cpus
  cpus=$(cpus_of_machine)
  ((cpus >= 2)) || die "minikube needs 2 CPUs, this machine has $cpus"
  echo $((cpus < 4 ? cpus : 4))
}

# Two gigabytes are left to the machine itself, where that leaves the cluster enough.
memory_for_minikube() {
  local memory
  memory=$(memory_of_machine)
  ((memory >= 4096)) || die "minikube needs 4096 MB of memory, this machine has $memory"
  memory=$((memory - 2048))
  ((memory >= 4096)) || memory=4096
  echo $((memory < 8192 ? memory : 8192))
}

disk_for_minikube() {
  local disk
  disk=$(disk_of_machine)
  if ((disk >= 50)); then echo 40g; else echo 20g; fi
}
