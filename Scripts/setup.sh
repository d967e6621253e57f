#!/usr/bin/env bash
# Installs what Apus needs besides Swift, git and make, and says nothing when all is there.
#   Scripts/setup.sh build    to build and run apus
#   Scripts/setup.sh test     that, and the peers and oracles that the tests run against
set -euo pipefail
cd "$(dirname "$0")/.."

needs=(libsqlite3-dev libssl-dev libp11-kit-dev pkg-config)
case "${1:-}" in
build) ;;
test) needs+=(openssl mosquitto mosquitto-clients tshark python3 python3-paho-mqtt softhsm2 opensc gnutls-bin openssh-client) ;;
*)
    echo "usage: Scripts/setup.sh build|test" >&2
    exit 2
    ;;
esac

# A program counts, wherever it comes from; a package is only the usual way to get it.
has() {
    case "$1" in
    libsqlite3-dev) [ -e /usr/include/sqlite3.h ] || [ -e /usr/local/include/sqlite3.h ] ;;
    libssl-dev) [ -e /usr/include/openssl/ssl.h ] || [ -e /usr/local/include/openssl/ssl.h ] ;;
    libp11-kit-dev) [ -e /usr/include/p11-kit-1/p11-kit/pkcs11.h ] || [ -e /usr/local/include/p11-kit-1/p11-kit/pkcs11.h ] ;;
    softhsm2) command -v softhsm2-util ;;
    opensc) command -v pkcs11-tool ;;
    gnutls-bin) command -v gnutls-cli ;;
    openssh-client) command -v scp ;;
    mosquitto) PATH="$PATH:/usr/sbin:/usr/local/sbin" command -v mosquitto ;;
    mosquitto-clients) command -v mosquitto_pub && command -v mosquitto_sub ;;
    # Debian's packages serve Debian's Python only, which need not be the first in PATH.
    python3) [ -x /usr/bin/python3 ] ;;
    python3-paho-mqtt) /usr/bin/python3 -c 'import paho.mqtt.client' ;;
    *) command -v "$1" ;;
    esac
} >/dev/null 2>&1

if ! command -v swift >/dev/null; then
    echo "Apus needs Swift 6.3 or later in PATH: https://www.swift.org/install" >&2
    exit 1
fi
missing=()
for need in "${needs[@]}"; do
    has "$need" || missing+=("$need")
done

# Mbed TLS, which many devices have, for tests; Debian has no package of its Python binding.
mbedtls() {
    local folder=.build/python
    [ "$1" = test ] && ! PYTHONPATH=$folder /usr/bin/python3 -c 'import mbedtls' 2>/dev/null || return 0
    local version
    version=$(/usr/bin/python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    python3 -m pip install --quiet --disable-pip-version-check --root-user-action ignore \
        --target "$folder" --only-binary :all: --python-version "$version" python-mbedtls ||
        echo "python-mbedtls cannot be had from PyPI: the tests with Mbed TLS are skipped."
}

if [ ${#missing[@]} -eq 0 ]; then
    mbedtls "$1"
    exit 0
fi

if [ ! -e /etc/debian_version ] || ! command -v apt-get >/dev/null; then
    echo "Apus needs these, here under the names Debian gives them: ${missing[*]}" >&2
    echo "(libssl-dev: the headers of OpenSSL 3; libsqlite3-dev: those of SQLite 3; python3-paho-mqtt: for /usr/bin/python3.)" >&2
    echo "This is no Debian or Ubuntu, so please install them and run the command again." >&2
    exit 1
fi

root=()
if [ "$(id -u)" -ne 0 ]; then
    root=(sudo)
    [ -t 0 ] || root=(sudo -n) # nobody is there to type a password
    if ! command -v sudo >/dev/null || ! "${root[@]}" true; then
        echo "Apus needs some packages, and this user may not install them. As root, run:" >&2
        echo "    apt-get update && apt-get install --no-install-recommends ${missing[*]}" >&2
        exit 1
    fi
fi

# Debian's mosquitto starts a broker on port 1883 when it is installed and at every boot, where
# apus wants to listen; the tests only need the program. systemd starts no masked unit, neither now
# nor at boot. Without systemd, a policy refuses the start (invoke-rc.d asks it). Extracting the
# package instead would leave its libraries to be found by hand.
policy=/usr/sbin/policy-rc.d
if [[ " ${missing[*]} " == *" mosquitto "* ]]; then
    unit=/etc/systemd/system/mosquitto.service
    if [ ! -e "$unit" ] && [ ! -L "$unit" ]; then
        "${root[@]}" mkdir -p /etc/systemd/system
        "${root[@]}" ln -s /dev/null "$unit"
        echo "The mosquitto service is masked; 'systemctl unmask mosquitto' undoes that."
    fi
    if [ ! -e "$policy" ]; then
        trap '"${root[@]}" rm -f "$policy"' EXIT
        printf '#!/bin/sh\nexit 101\n' | "${root[@]}" tee "$policy" >/dev/null
        "${root[@]}" chmod 755 "$policy"
    fi
fi

echo "Installing ${missing[*]}"
install=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300)
"${root[@]}" "${install[@]}" update </dev/null
"${root[@]}" "${install[@]}" install --no-install-recommends "${missing[@]}" </dev/null

for need in "${missing[@]}"; do
    if ! has "$need"; then
        echo "apt-get installed $need, but it is not to be found." >&2
        exit 1
    fi
done

mbedtls "$1"
