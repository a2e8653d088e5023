#!/bin/sh
# What some tests need of the system: tmux to draw a terminal, Chromium to show pages. Without them these tests are skipped, and say so.
# Installs what is missing where that is possible without a question (Debian and its kin, as root); elsewhere tells what is missing.
missing=''
command -v tmux >/dev/null 2>&1 || missing="$missing tmux"
command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 ||
  missing="$missing chromium"
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing && exit 0
fi
echo "Not installed, so that some tests are skipped:$missing" >&2
