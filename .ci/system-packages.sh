# shellcheck shell=bash
# Installs the Debian packages that are missing: system_packages NAME...
# Runs as root, or through sudo if sudo needs no password. Otherwise it prints the command that installs them, and fails.
system_packages() {
  local name missing=() as_root=()
  for name in "$@"; do
    dpkg-query --show --showformat '${db:Status-Status}' "$name" 2>/dev/null | grep -qx installed || missing+=("$name")
  done
  ((${#missing[@]} > 0)) || return 0
  if ((EUID != 0)); then
    if ! sudo -n true 2>/dev/null; then
      echo "Missing packages. Run as root: apt-get install ${missing[*]}" >&2
      return 1
    fi
    as_root=(sudo -n)
  fi
  echo "Installing ${missing[*]} ..."
  "${as_root[@]}" apt-get -qq update >/dev/null &&
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
      apt-get -qq install --yes --no-install-recommends "${missing[@]}" >/dev/null
}
