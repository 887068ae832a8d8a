# shellcheck shell=bash
# Installs the Debian packages that are missing: system_packages NAME...
# As root, or by sudo where it asks for no password; whoever has neither is told what to install.
system_packages() {
  local name missing=() as_root=()
  for name in "$@"; do
    dpkg-query --show --showformat '${db:Status-Status}' "$name" 2>/dev/null | grep -qx installed || missing+=("$name")
  done
  ((${#missing[@]} > 0)) || return 0
  if ((EUID != 0)); then
    if ! sudo -n true 2>/dev/null; then
      echo "Missing, and to be installed by root: apt-get install ${missing[*]}" >&2
      return 1
    fi
    as_root=(sudo -n)
  fi
  echo "Installing ${missing[*]} ..."
  "${as_root[@]}" apt-get -qq update >/dev/null &&
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
      apt-get -qq install --yes --no-install-recommends "${missing[@]}" >/dev/null
}
