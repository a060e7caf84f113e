#!/usr/bin/env bash
# Get Tesseract with Vietnamese data through apt, where it is missing and we may. Exits 1 where it is still missing
# afterwards, having said what to install; text dumps are read without it.
set -u
source "$(dirname "$0")/through_apt.sh"

is_there() {
  command -v tesseract >/dev/null && tesseract --list-langs 2>/dev/null | grep -qx vie
}

missing() {
  echo "Tesseract with Vietnamese is not installed ($1); scans need it, text dumps do not."
  echo "Install it with: sudo apt-get install tesseract-ocr tesseract-ocr-vie   (macOS: brew install tesseract tesseract-lang)"
  exit 1
}

get_through_apt tesseract-ocr tesseract-ocr-vie
