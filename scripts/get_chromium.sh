#!/usr/bin/env bash
# Get Chromium through apt, where it is missing and we may: the tests of the report open its pages in it. Exits 1 where
# it is still missing afterwards, having said what to install.
set -u
source "$(dirname "$0")/through_apt.sh"

is_there() {
  command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null
}

missing() {
  echo "Chromium is not installed ($1); the tests of the report need it, the programme does not."
  echo "Install it with: sudo apt-get install chromium   (macOS: brew install --cask chromium)"
  exit 1
}

get_through_apt chromium fonts-noto-core
