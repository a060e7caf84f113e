# Sourced by get_*.sh, which define `is_there` and `missing REASON` (says what to install, exits 1).

# get_through_apt PACKAGE...: install them where apt is there and the user may; the list of packages is fetched anew
# where it turns out to be too old.
get_through_apt() {
  is_there && exit 0
  command -v apt-get >/dev/null || missing "there is no apt here"
  [ "$(id -u)" -eq 0 ] || missing "this user may not install packages"
  echo "installing $* ..."
  export DEBIAN_FRONTEND=noninteractive
  local install="apt-get install -y -q --no-install-recommends $*"
  timeout 300 $install >/dev/null 2>&1 \
    || { timeout 120 apt-get update -q >/dev/null 2>&1 && timeout 300 $install >/dev/null 2>&1; } \
    || missing "apt could not get it"
  is_there || missing "apt installed it, and it does not run"
}
