#!/usr/bin/env bash
# Get Chromium through apt, where it is missing and we may: the tests of the report open its pages in it. Exits 1 where
# it is still missing afterwards, having said what to install.
set -u

has_browser() {
  command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null
}

missing() {
  echo "Chromium is not installed ($1); the tests of the report need it, the programme does not."
  echo "Install it with: sudo apt-get install chromium   (macOS: brew install --cask chromium)"
  exit 1
}

has_browser && exit 0
command -v apt-get >/dev/null || missing "there is no apt here"
[ "$(id -u)" -eq 0 ] || missing "this user may not install packages"

echo "installing chromium ..."
export DEBIAN_FRONTEND=noninteractive
install="apt-get install -y -q --no-install-recommends chromium fonts-noto-core"
timeout 300 $install >/dev/null 2>&1 \
  || { timeout 120 apt-get update -q >/dev/null 2>&1 && timeout 300 $install >/dev/null 2>&1; } \
  || missing "apt could not get it"
has_browser || missing "apt installed it, but there is no program chromium"
