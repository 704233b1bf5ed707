# Sourced by the other scripts.
#   need WHAT=PACKAGE...
# WHAT is a command, "jdk" or "python3:MODULE". On Debian and Ubuntu, root gets the packages of what is
# missing. Elsewhere this names what to install, and ends the script unless all is there.
have() {
  case $1 in
    jdk) [ "$(javac -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p')" -ge 17 ] 2>/dev/null ;;
    python3:*) /usr/bin/python3 -c "import ${1#python3:}" 2>/dev/null ;;
    *) command -v "$1" >/dev/null ;;
  esac
}

need() {
  local missing=() pair
  for pair in "$@"; do
    have "${pair%%=*}" || missing+=("${pair#*=}")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "$0: please install first (Debian's names; JDK 17 or newer): ${missing[*]}" >&2
    exit 1
  fi
  apt-get update -qq
  echo "$0: installing ${missing[*]}" >&2
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
}
