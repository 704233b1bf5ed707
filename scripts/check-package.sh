#!/usr/bin/env bash
# Installs the Debian package in fresh Debian systems, starts it by its unit's command, reloads, upgrades, removes and
# purges it. As root, in directories made by debootstrap; nothing on the machine itself changes.
#   mvn -B -ntp clean package -DskipTests -Pdeb && scripts/check-package.sh [SUITE]...        (default: bookworm trixie)
# Needs debootstrap, dpkg-deb, curl, util-linux and iproute2. DEBOOTSTRAP_FLAGS are passed on.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { echo "check-package: $suite: $*"; }
fail() {
  say "FAILED: $*" >&2
  exit 1
}
in_root() { chroot "$root" env DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 "$@"; }

# Starts the command of a unit with its environment file and user, in the background; its number is in $started.
start() {
  local name=$1 command
  command=$(sed -n 's/^ExecStart=//p' "$root/usr/lib/systemd/system/${name/@*/@}.service")
  local environment=()
  mapfile -t environment < <(grep -E '^[A-Z_]+=' "$root/etc/default/$name")
  # shellcheck disable=SC2086 # the command is several words
  chroot "$root" setpriv --reuid=hashpool-exporter --regid=hashpool-exporter --clear-groups --no-new-privs \
    env -i PATH=/usr/bin:/bin "${environment[@]}" $command 2>"$root/tmp/$name.log" &
  started=$!
}

# On a network of its own, so that the default ports are free. Ends with 0 if all is well.
run_services() {
  ip link set lo up
  start hashpool-exporter && one=$started # not local: the trap wants them
  start hashpool-exporter@translator && two=$started
  trap 'kill -9 "$one" "$two" 2>/dev/null || true' EXIT
  for port in 19108 19110; do
    for _ in {1..120}; do
      ! curl -fs -o "$root/tmp/metrics" "http://127.0.0.1:$port/metrics" || break
      sleep 0.5
    done
    grep -q '^hashpool_exporter_build_info{' "$root/tmp/metrics" || fail "nothing at $port: $(cat "$root"/tmp/*.log)"
    rm "$root/tmp/metrics"
  done
  [[ $(stat -c %U "/proc/$one") != root ]] || fail "it runs as root"
  say "both serve; as user $(in_root id -nu "$(stat -c %u "/proc/$one")"), $(
    awk '/^VmRSS/ { print int($2 / 1024) }' "/proc/$one/status") MB resident"
  in_root setpriv --reuid=hashpool-exporter --regid=hashpool-exporter --clear-groups \
    /usr/bin/hashpool-exporter health || fail "the health command finds no exporter"
  kill -HUP "$one"
  sleep 2
  curl -fs -o /dev/null "http://127.0.0.1:19108/metrics" || fail "it ended on SIGHUP"
  kill "$one" "$two"
  wait "$one" || fail "it ended with $? on SIGTERM"
  wait "$two" || fail "the translator's ended with $? on SIGTERM"
  trap - EXIT
  say "went on after SIGHUP, ended with 0 on SIGTERM"
}

check() {
  # shellcheck disable=SC2086 # several flags are several words
  debootstrap --variant=minbase --include=ca-certificates ${DEBOOTSTRAP_FLAGS:-} "$suite" "$root" >/dev/null
  mount -t proc proc "$root/proc"
  mount --bind /dev "$root/dev"
  cp /etc/resolv.conf "$root/etc/"
  cp "$package" "$root/tmp/first.deb"
  rm -rf "$root/tmp/again"
  dpkg-deb -R "$package" "$root/tmp/again"
  sed -i 's/^Version: .*/&+next/' "$root/tmp/again/DEBIAN/control"
  echo '# of the next version' | tee -a "$root/tmp/again/etc/default/hashpool-exporter" >/dev/null
  dpkg-deb -b "$root/tmp/again" "$root/tmp/next.deb" >/dev/null
  rm -rf "$root/tmp/again"

  in_root apt-get update -qq
  in_root apt-get install -y -qq --no-install-recommends systemd /tmp/first.deb >"$root/tmp/install.log" 2>&1 ||
    fail "$(tail -n 20 "$root/tmp/install.log")"
  in_root id hashpool-exporter >/dev/null || fail "no user hashpool-exporter"
  say "installed with $(in_root java -version 2>&1 | head -n 1)"
  in_root hashpool-exporter --version
  in_root systemd-analyze verify --man=no /usr/lib/systemd/system/hashpool-exporter.service \
    /usr/lib/systemd/system/hashpool-exporter@translator.service || fail "systemd does not take the units"
  in_root systemd-analyze security --offline=true --threshold=10 hashpool-exporter.service | tail -n 1
  [[ -L $root/etc/systemd/system/multi-user.target.wants/hashpool-exporter.service ]] || fail "it is not enabled"
  unshare --net "$BASH" -euo pipefail -c "$(declare -f); $(declare -p suite root); run_services"

  echo '# mine' >>"$root/etc/default/hashpool-exporter"
  in_root apt-get install -y -qq -o Dpkg::Options::=--force-confold /tmp/next.deb >"$root/tmp/install.log" 2>&1 ||
    fail "$(tail -n 20 "$root/tmp/install.log")"
  grep -q '^# mine' "$root/etc/default/hashpool-exporter" || fail "the upgrade lost what the administrator wrote"
  [[ $(in_root dpkg-query -W -f '${Version}' hashpool-exporter) == *+next ]] || fail "not upgraded"
  say "upgraded, with the administrator's changes kept"

  in_root apt-get remove -y -qq hashpool-exporter >"$root/tmp/remove.log" 2>&1 || fail "$(cat "$root/tmp/remove.log")"
  [[ ! -e $root/usr/bin/hashpool-exporter && ! -e $root/usr/share/hashpool-exporter ]] || fail "removal leaves files"
  [[ -e $root/etc/default/hashpool-exporter ]] || fail "removal took the configuration"
  in_root apt-get purge -y -qq hashpool-exporter >"$root/tmp/purge.log" 2>&1 || fail "$(cat "$root/tmp/purge.log")"
  left=$(find "$root" -xdev -name '*hashpool*' -not -path "$root/tmp/*" -not -path "$root/proc/*")
  [[ -z $left ]] || fail "purged, and there are still: $left"
  ! in_root getent passwd hashpool-exporter >/dev/null || fail "purged, and the user is still there"
  say "removed and purged, nothing left"
}

package=$(ls target/hashpool-exporter_*_all.deb)
[[ $# -gt 0 ]] || set -- bookworm trixie
for suite in "$@"; do
  root=$(mktemp -d)
  chmod 755 "$root"
  trap 'umount -l "$root/proc" "$root/dev" 2>/dev/null || true; rm -rf --one-file-system "$root"' EXIT
  check
  umount -l "$root/proc" "$root/dev"
  rm -rf --one-file-system "$root"
done
