#!/usr/bin/env bash
# Get Tesseract with Vietnamese data through apt, where it is missing and we may. Exits 1 where it is still missing
# afterwards, having said what to install; text dumps are read without it.
set -u

has_vietnamese() {
  command -v tesseract >/dev/null && tesseract --list-langs 2>/dev/null | grep -qx vie
}

missing() {
  echo "Tesseract with Vietnamese is not installed ($1); scans need it, text dumps do not."
  echo "Install it with: sudo apt-get install tesseract-ocr tesseract-ocr-vie   (macOS: brew install tesseract tesseract-lang)"
  exit 1
}

has_vietnamese && exit 0
command -v apt-get >/dev/null || missing "there is no apt here"
[ "$(id -u)" -eq 0 ] || missing "this user may not install packages"

echo "installing tesseract-ocr and tesseract-ocr-vie ..."
export DEBIAN_FRONTEND=noninteractive
install="apt-get install -y -q --no-install-recommends tesseract-ocr tesseract-ocr-vie"
timeout 120 $install >/dev/null 2>&1 \
  || { timeout 120 apt-get update -q >/dev/null 2>&1 && timeout 180 $install >/dev/null 2>&1; } \
  || missing "apt could not get it"
has_vietnamese || missing "apt installed it, but it does not know Vietnamese"
