# shellcheck shell=bash
# Sourced by every script here: where things are, what is said, how the build is set up.

set -euo pipefail
CALLER=$PWD
cd "$(dirname "${BASH_SOURCE[0]}")/.."
ROOT=$PWD
export ROOT CALLER
JOBS=${INVITRO_JOBS:-$(nproc 2>/dev/null || getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)}

# To stderr: the standard output belongs to the program that a script starts.
say() { echo "invitro: $*" >&2; }
fail() {
  echo "invitro: $*" >&2
  exit 1
}

# show_help "$@": prints the comment that opens the calling script, if the first argument asks.
show_help() {
  case "${1:-}" in
    -h | --help)
      awk 'NR > 1 && /^#/ { sub(/^# ?/, ""); print; next } NR > 1 { exit }' "$ROOT/script/${0##*/}"
      exit 0
      ;;
  esac
}

# quietly LOG COMMAND...: on a terminal as it is; otherwise into LOG, shown if it fails.
quietly() {
  local log=$1
  shift
  mkdir -p "$(dirname "$log")"
  if [ -t 2 ]; then
    "$@" >&2
  elif ! "$@" >"$log" 2>&1; then
    tail -n 60 "$log" >&2
    fail "failed: $* (all of it in ${log#"$ROOT"/})"
  fi
}

# configure PRESET [CMAKE-ARGUMENT...]: once, and after a change of the presets; ninja does it again
# by itself when it has to.
configure() {
  local preset=$1 ninja=build/$1/build.ninja fresh=()
  shift
  if [ -f "$ninja" ] && [ CMakePresets.json -nt "$ninja" ]; then
    fresh=(--fresh)  # where the compiler differs, CMake would drop the preset's other values
  fi
  if [ $# -gt 0 ] || [ ${#fresh[@]} -gt 0 ] || [ ! -f "$ninja" ]; then
    quietly "$ROOT/build/$preset-configure.log" cmake --preset "$preset" "${fresh[@]}" "$@"
  fi
}

# with_tests PRESET: script/build and script/server leave the tests out until somebody wants them.
with_tests() {
  if grep -qs '^INVITRO_BUILD_TESTS:BOOL=ON' "build/$1/CMakeCache.txt"; then
    configure "$1"
  else
    configure "$1" -DINVITRO_BUILD_TESTS=ON
  fi
}

# build_programs TARGET: the release build, without the tests if it is a new one.
build_programs() {
  if [ ! -f build/release/build.ninja ]; then
    say "building into build/release (the first time takes a minute or two)"
    configure release -DINVITRO_BUILD_TESTS=OFF
  fi
  quietly "$ROOT/build/release-build.log" cmake --build build/release -j "$JOBS" --target "$1"
}

# cpp_files: every C++ file of ours, one a line, from git's list or, without git, the disk's.
cpp_files() {
  if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
    git ls-files --cached --others --exclude-standard '*.cpp' '*.h' |
      while read -r file; do [ ! -f "$file" ] || echo "$file"; done
  else
    find . -path ./build -prune -o \( -name '*.cpp' -o -name '*.h' \) -print
  fi
}
