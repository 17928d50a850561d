#!/bin/sh
# Installs countersign: one executable, and nothing beside it but the one it replaces. It starts no service, asks for no
# privileges, takes no archive whose SHA-256 it has not checked, and no executable that cannot say its version here. Read it
# first. Cut off anywhere, it does nothing.
set -eu

NAME=countersign
# Of the key that signs checksums.txt: base64 of an EC public key. It is filled in by a release that is signed; where it is
# empty nothing is signed, and the SHA-256 tells of damage but not of who made the archive.
PUBLIC_KEY=''
BUN=bun@1.4.5

usage() {
  cat <<EOF
Usage: sh install.sh [options]

With COUNTERSIGN_BASE_URL set (https://, or file:// of a directory) it downloads the archive for this system from there,
checks it against checksums.txt, and installs it to ~/.local/bin. Without that it installs the executable that was unpacked
with it, or in a checkout of countersign builds one with Bun.

  --version X.Y.Z   this version, be it older than what is installed; else the only one that checksums.txt lists
  --archive FILE    install from a release archive (.tar.gz) instead of building
  --sha256 HEX      the archive's SHA-256; without it FILE.sha256 has to lie beside the archive
  --dir DIR         install to DIR
  --system          install to /usr/local/bin; only as root
  --uninstall       remove the executable and the one before it; settings and data stay
  --dry-run         check everything and say what would be done, but change nothing
  --help            this

The executable that is replaced stays beside the new one as $NAME.previous.
EOF
}

main() {
  archive='' sha256='' version='' base=${COUNTERSIGN_BASE_URL:-} dir='' system=no uninstall=no dry_run=no
  work='' staged='' kept=''
  parse "$@"
  choose_directory
  target=$dir/$NAME
  if [ -d "$target" ]; then fail "$target is a directory"; fi
  if [ "$uninstall" = yes ]; then
    remove
    return
  fi

  check_directory
  trap 'rm -rf ${work:+"$work"} ${staged:+"$staged"} ${kept:+"$kept"}' EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
  work=$(mktemp -d)

  if [ -n "$archive" ]; then
    from_archive
  elif [ -n "$base" ]; then
    from_base
  else
    from_here
  fi
  if [ "$dry_run" = yes ]; then
    say "Would install $source to $target. Nothing was changed."
    return
  fi
  place
  report
}

parse() {
  while [ $# -gt 0 ]; do
    case $1 in
      --archive)
        archive=$(value "$@")
        shift
        ;;
      --sha256)
        sha256=$(value "$@")
        shift
        ;;
      --version)
        version=$(value "$@")
        version=${version#v}
        shift
        ;;
      --dir)
        dir=$(value "$@")
        shift
        ;;
      --system) system=yes ;;
      --uninstall) uninstall=yes ;;
      --dry-run) dry_run=yes ;;
      --help | -h)
        usage
        exit 0
        ;;
      *) misuse "unknown option $1" ;;
    esac
    shift
  done
  if [ -n "$sha256" ] && [ -z "$archive" ]; then misuse "--sha256 goes with --archive"; fi
  if [ -n "$version" ] && { [ -n "$archive" ] || [ -z "$base" ]; }; then
    misuse "--version is of what COUNTERSIGN_BASE_URL has"
  fi
  if [ "$system" = yes ] && [ -n "$dir" ]; then misuse "--system and --dir are two places: choose one"; fi
}

value() {
  if [ $# -lt 2 ] || [ -z "$2" ]; then misuse "$1 needs a value"; fi
  printf '%s' "$2"
}

choose_directory() {
  if [ "$system" = yes ]; then
    if [ "$(id -u)" != 0 ]; then fail "--system is for root: become root first, or leave it out"; fi
    dir=/usr/local/bin
  elif [ -z "$dir" ]; then
    if [ -z "${HOME:-}" ]; then fail "HOME is not set: say where to install with --dir"; fi
    dir=$HOME/.local/bin
  fi
  case $dir in
    /*) ;;
    *) dir=$(pwd)/$dir ;;
  esac
  dir=${dir%/}
}

# Says so before anything is downloaded or built, where nobody may write to the directory, or it cannot be made.
check_directory() {
  parent=$dir
  while [ -n "$parent" ] && [ ! -e "$parent" ]; do parent=${parent%/*}; done
  if [ ! -d "$parent/" ] || [ ! -w "$parent/" ]; then
    fail "cannot write to $dir: name a directory of yours by --dir"
  fi
}

# Downloads the archive for this system, and goes on as with one that is given.
from_base() {
  base=${base%/}
  find_platform
  download checksums.txt
  check_signature
  # The form that sha256sum writes: the digest, then the name, with a star where it was told to read bytes; and line ends as
  # Windows has them.
  tr -d '\r' <"$work/checksums.txt" | sed 's/ \*/  /' >"$work/sums"
  pattern="^[0-9a-f]{64}  ${NAME}_[0-9A-Za-z.+-]+_$platform\\.tar\\.gz\$"
  grep -E "$pattern" "$work/sums" >"$work/lines" || fail "$base/checksums.txt lists nothing for $platform"
  if [ -n "$version" ]; then
    grep -F "  ${NAME}_${version}_$platform.tar.gz" "$work/lines" >"$work/line" || fail "$base has no $version for $platform"
  else
    cp "$work/lines" "$work/line"
  fi
  if [ "$(wc -l <"$work/line")" -ne 1 ]; then
    if [ -n "$version" ]; then fail "$base/checksums.txt lists $version for $platform more than once"; fi
    fail "$base has several versions for $platform: name one by --version"
  fi
  read -r sha256 file <"$work/line"
  offered=${file#"${NAME}_"}
  offered=${offered%"_$platform.tar.gz"}
  refuse_downgrade
  download "$file"
  archive=$work/$file
  from_archive
  source=$base/$file
}

# Sets `platform` to the system as it is named in an archive's name.
find_platform() {
  case $(uname -s) in
    Linux) platform=linux ;;
    Darwin) platform=macos ;;
    *) fail "there are releases for Linux and macOS, and not for $(uname -s)" ;;
  esac
  case $(uname -m) in
    x86_64 | amd64) platform=${platform}_x64 ;;
    aarch64 | arm64) platform=${platform}_arm64 ;;
    *) fail "there are releases for x86-64 and arm64, and not for $(uname -m)" ;;
  esac
  case $platform in
    linux_*) if is_musl; then platform=${platform}_musl; fi ;;
  esac
  case $platform in
    # Rosetta tells a shell that it runs on the other processor.
    macos_x64) if [ "$(sysctl -n sysctl.proc_translated 2>/dev/null || true)" = 1 ]; then platform=macos_arm64; fi ;;
    linux_x64*) if ! grep -qw avx2 /proc/cpuinfo 2>/dev/null; then platform=${platform}_baseline; fi ;;
  esac
}

is_musl() {
  if command -v ldd >/dev/null 2>&1; then
    # It says which it is, and with musl that it is misused.
    case $(ldd --version 2>&1 || true) in
      *musl*) return 0 ;;
      *) return 1 ;;
    esac
  fi
  for loader in /lib/ld-musl-*; do
    if [ -e "$loader" ]; then return 0; fi
  done
  return 1
}

# Puts a file of the base address into `work`. Plain HTTP is for this very machine only.
download() {
  case $base in
    file:///*)
      cp "${base#file://}/$1" "$work/$1" || fail "cannot read $base/$1"
      return
      ;;
    https://*) protocol='=https' ;;
    # What stands before an @ is not the host.
    http://*@*) protocol='' ;;
    http://127.0.0.1[:/]* | http://localhost[:/]*)
      protocol='=http'
      no_proxy=127.0.0.1,localhost
      export no_proxy
      ;;
    *) protocol='' ;;
  esac
  if [ -z "$protocol" ]; then misuse "COUNTERSIGN_BASE_URL has to start with https:// or file:///"; fi
  if command -v curl >/dev/null 2>&1; then
    # Redirects keep to the protocol too, and a server that says nothing more is given up.
    curl -fsSL --proto "$protocol" --connect-timeout 30 --speed-limit 1 --speed-time 60 -o "$work/$1" "$base/$1" ||
      fail "cannot download $base/$1"
  elif wget --version 2>/dev/null | grep -q '^GNU Wget'; then
    wget -nv --timeout=60 --tries=3 -O "$work/$1" "$base/$1" || fail "cannot download $base/$1"
  else
    # BusyBox has one too, which need not look whom it speaks to.
    fail "downloading needs curl or GNU wget"
  fi
}

check_signature() {
  if [ -z "$PUBLIC_KEY" ]; then
    say "Not signed: only the SHA-256 is checked."
  elif ! command -v openssl >/dev/null 2>&1; then
    say "No openssl here to check the signature with: only the SHA-256 is checked."
  else
    download checksums.txt.sig
    printf -- '-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n' "$PUBLIC_KEY" >"$work/release.pub"
    openssl dgst -sha256 -verify "$work/release.pub" -signature "$work/checksums.txt.sig" "$work/checksums.txt" \
      >/dev/null 2>&1 || fail "the signature of $base/checksums.txt is wrong"
  fi
}

# An address that offers something older may be an attacker's, or out of date: only who names the version gets it.
refuse_downgrade() {
  if [ -n "$version" ] || [ ! -x "$target" ]; then return; fi
  here=$("$target" --version 2>/dev/null </dev/null | sed -n "s/^$NAME \([0-9][0-9.]*\).*/\1/p") || return 0
  if [ -n "$here" ] && is_older "$offered" "$here"; then
    fail "$offered is older than $here, which is installed: --version $offered if that is meant"
  fi
}

# Whether the first version is less than the second; of each, up to three numbers.
is_older() {
  one=$1.0.0
  two=$2.0.0
  for _ in 1 2 3; do
    a=$(printf '%s' "${one%%.*}" | tr -cd '0-9')
    b=$(printf '%s' "${two%%.*}" | tr -cd '0-9')
    if [ "${a:-0}" -ne "${b:-0}" ]; then
      [ "${a:-0}" -lt "${b:-0}" ]
      return
    fi
    one=${one#*.}
    two=${two#*.}
  done
  return 1
}

# Sets `source` to the executable inside the archive, taken from a copy of ours that nobody can change after the check.
from_archive() {
  if [ ! -f "$archive" ]; then fail "there is no archive $archive"; fi
  expected=$(expected_sha256)
  cp "$archive" "$work/archive"
  actual=$(sha256_of "$work/archive")
  if [ "$actual" != "$expected" ]; then
    fail "$archive is not what it should be
  expected SHA-256  $expected
  but it has        $actual"
  fi
  tar -tzf "$work/archive" >"$work/names" 2>/dev/null || fail "$archive is not a whole .tar.gz"
  if grep -Eq '^/|(^|/)\.\.(/|$)' "$work/names"; then fail "$archive has a path that leads out of it"; fi
  member=$(grep -E "^(\./)?([^/]+/)?$NAME\$" "$work/names" || true)
  if [ -z "$member" ] || [ "$(printf '%s\n' "$member" | wc -l)" -ne 1 ]; then
    fail "$archive does not hold one $NAME"
  fi
  # To standard output: whatever the archive says, nothing of it is written anywhere but here.
  tar -xzOf "$work/archive" -- "$member" >"$work/$NAME" || fail "$archive is not a whole .tar.gz"
  if [ ! -s "$work/$NAME" ]; then fail "$NAME in $archive is empty, or not a file"; fi
  built=$work/$NAME
  source=$archive
}

expected_sha256() {
  hex=$sha256
  if [ -z "$hex" ]; then
    if [ ! -f "$archive.sha256" ]; then
      fail "nothing to check $archive against: give --sha256, or put $archive.sha256 beside it"
    fi
    # The form that sha256sum writes: the digest, then the name.
    read -r hex _ <"$archive.sha256" || true
  fi
  hex=$(printf '%s' "$hex" | tr -d '\r' | tr 'A-F' 'a-f')
  printf '%s\n' "$hex" | grep -Eqx '[0-9a-f]{64}' || fail "not a SHA-256 of 64 hex digits: $hex"
  printf '%s' "$hex"
}

sha256_of() {
  if command -v sha256sum >/dev/null 2>&1; then
    digest=$(sha256sum "$1")
  elif command -v shasum >/dev/null 2>&1; then
    digest=$(shasum -a 256 "$1")
  else
    digest=$(openssl dgst -r -sha256 "$1") || fail "no sha256sum, shasum or openssl to check the archive with"
  fi
  printf '%s' "${digest%% *}"
}

# Sets `built` to the executable that lies beside this script, or that Bun makes of the checkout it lies in.
from_here() {
  here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
  # Read from a pipe it lies nowhere, and where somebody happens to be is none of its business.
  if [ "${0##*/}" = install.sh ] && [ -f "$here/$NAME" ]; then
    source=$here/$NAME
    built=$source
    return
  fi
  if [ "${0##*/}" != install.sh ] || ! grep -q "\"name\": \"$NAME\"" "$here/package.json" 2>/dev/null; then
    misuse "this is not a checkout of $NAME: give a release with --archive, or COUNTERSIGN_BASE_URL"
  fi
  source="a build of $here"
  built=$here/dist/$NAME
  if command -v bun >/dev/null 2>&1; then
    set -- bun
  elif command -v npx >/dev/null 2>&1; then
    set -- npx --yes "$BUN"
  else
    fail "building needs Bun: install it (https://bun.sh) or Node.js, or give a release with --archive"
  fi
  if [ "$dry_run" = yes ]; then return; fi
  say "Building with $*"
  (cd "$here" && "$@" run build) >&2 </dev/null || fail "the build failed; nothing was changed"
  if [ ! -s "$built" ]; then fail "the build did not write $built"; fi
}

# Both renames are within one directory, so that at every moment there is a whole executable under each name. The new one has
# to run where it will be: a directory may forbid that.
place() {
  mkdir -p "$dir/"
  before=none
  if [ -f "$target" ] && cmp -s "$built" "$target"; then
    before=same
    return
  fi
  staged=$(mktemp "$dir/.$NAME.XXXXXX")
  cp "$built" "$staged"
  chmod 755 "$staged"
  check_start
  if [ -f "$target" ]; then
    before=kept
    kept=$(mktemp "$dir/.$NAME.XXXXXX")
    cp -p "$target" "$kept"
    mv -f "$kept" "$target.previous"
  fi
  mv -f "$staged" "$target"
}

# What cannot say its version replaces nothing.
check_start() {
  status=0
  "$staged" --version >"$work/said" 2>&1 </dev/null || status=$?
  if [ "$status" -eq 0 ]; then return; fi
  if [ "$status" -eq 132 ]; then
    hint="the processor has to have SSE4.2: a virtual machine can be given the host's"
  elif is_musl; then
    hint="with musl it needs: apk add libstdc++"
  else
    hint="is it another system's, or is nothing in that directory executed?"
  fi
  fail "what is in $source does not start in $dir; what was there is as it was
  $(head -n 1 "$work/said")
  $hint"
}

report() {
  case $before in
    same)
      say "$target is this very version already. Nothing was changed."
      ;;
    kept)
      say "Installed $source to $target."
      say "To go back: mv -f $(quoted "$target.previous") $(quoted "$target")"
      ;;
    *)
      say "Installed $source to $target."
      say "To undo: rm $(quoted "$target")"
      ;;
  esac
  case :${PATH:-}: in
    *":$dir:"*) say "Next: $NAME --help" ;;
    *) say "$dir is not on your PATH. Next: $(quoted "$target") --help" ;;
  esac
}

remove() {
  found=no
  for file in "$target" "$target.previous"; do
    if [ ! -e "$file" ] && [ ! -L "$file" ]; then continue; fi
    found=yes
    if [ "$dry_run" = yes ]; then
      say "Would remove $file. Nothing was changed."
    else
      rm -f "$file"
      say "Removed $file."
    fi
  done
  if [ "$found" = no ]; then say "There is no $NAME in $dir."; fi
  say "Settings, data and a systemd unit, if there are any, are where they were."
  config=${XDG_CONFIG_HOME:-${HOME:-}/.config}
  state=${XDG_STATE_HOME:-${HOME:-}/.local/state}
  for file in "/etc/systemd/system/$NAME.service" "$config/systemd/user/$NAME.service" "/etc/$NAME" "$config/$NAME" \
    "/var/lib/$NAME" "$state/$NAME"; do
    if [ -e "$file" ]; then say "  $file"; fi
  done
}

# As a word that a shell reads back as it is.
quoted() {
  printf "'%s'" "$(printf '%s' "$1" | sed "s/'/'\\\\''/g")"
}

say() {
  printf '%s\n' "$*"
}

fail() {
  printf 'install.sh: %s\n' "$*" >&2
  exit 1
}

misuse() {
  printf 'install.sh: %s\nTry: sh install.sh --help\n' "$*" >&2
  exit 2
}

# Whoever reads only a part of this does nothing.
{
  main "$@"
  exit
}
