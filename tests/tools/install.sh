#!/bin/sh
# Other people's programs that the slow tests stand against: readers of calendar files (libical from Debian, ical.js
# from npm, khal from PyPI), subscribers (vdirsyncer with Radicale from PyPI, Debian's Evolution data server), and
# Debian's mail servers and a virus scanner. And the browser in which the pages are looked at.
# What cannot be installed here is said plainly; its tests then say that they were not run.
cd "$(dirname "$0")/../.." || exit 1
mkdir -p .tools
PATH="$PWD/.venv/bin:$PATH" # its npm, where the machine has none

if ! command -v chromium >/dev/null; then
    { apt-get update -q; apt-get install -y -q --no-install-recommends chromium; } >.tools/chromium.log 2>&1 ||
        echo "Chromium kunne ikke installeres (se .tools/chromium.log): sudo apt-get install chromium"
fi
if ! /usr/bin/python3 -c 'import gi; gi.require_version("ICalGLib", "3.0")' 2>/dev/null; then
    { apt-get update -q; apt-get install -y -q python3-gi gir1.2-ical-3.0; } >.tools/apt.log 2>&1 ||
        echo "libical kunne ikke installeres (se .tools/apt.log): sudo apt-get install python3-gi gir1.2-ical-3.0"
fi
if [ ! -e .tools/node_modules/ical.js ]; then
    npm install --prefix .tools --no-audit --no-fund --silent ical.js@2.2.1 >.tools/npm.log 2>&1 ||
        echo "ical.js kunne ikke installeres (se .tools/npm.log): det kræver node og npm"
fi
if [ ! -e .tools/node_modules/html-validate ]; then
    npm install --prefix .tools --no-audit --no-fund --silent html-validate@10.17.0 >.tools/html-validate.log 2>&1 ||
        echo "html-validate kunne ikke installeres (se .tools/html-validate.log): det kræver node og npm"
fi
if [ ! -e .tools/node_modules/oidc-provider ]; then
    npm install --prefix .tools --no-audit --no-fund --silent oidc-provider@9.13.3 >.tools/oidc-provider.log 2>&1 ||
        echo "oidc-provider kunne ikke installeres (se .tools/oidc-provider.log): det kræver node og npm"
fi
if [ ! -e .tools/khal/bin/khal ]; then
    { python3 -m venv .tools/khal && .tools/khal/bin/pip install --quiet khal==0.14.1; } >.tools/khal.log 2>&1 ||
        echo "khal kunne ikke installeres (se .tools/khal.log)"
fi
if [ ! -e .tools/vdirsyncer/bin/radicale ]; then
    { python3 -m venv .tools/vdirsyncer &&
      .tools/vdirsyncer/bin/pip install --quiet vdirsyncer==0.21.0 radicale==3.9.0; } >.tools/vdirsyncer.log 2>&1 ||
        echo "vdirsyncer og Radicale kunne ikke installeres (se .tools/vdirsyncer.log)"
fi
if [ ! -x /usr/bin/dbus-run-session ] || ! /usr/bin/python3 -c '
import gi; gi.require_version("ECal", "2.0"); gi.require_version("EDataServer", "1.2")' 2>/dev/null; then
    { apt-get update -q
      apt-get install -y -q --no-install-recommends python3-gi evolution-data-server gir1.2-ecal-2.0 dbus
    } >.tools/evolution.log 2>&1 ||
        echo "Evolutions dataserver kunne ikke installeres (se .tools/evolution.log):" \
            "sudo apt-get install python3-gi evolution-data-server gir1.2-ecal-2.0 dbus"
fi
if [ ! -x /usr/sbin/postfix ] || [ ! -x /usr/sbin/dovecot ] || [ ! -d /usr/share/doc/dovecot-lmtpd ]; then
    # The tests bring their own configuration, so none is made for the machine; and another mail server is not removed.
    { echo "postfix postfix/main_mailer_type select No configuration" | debconf-set-selections
      apt-get update -q
      DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-remove --no-install-recommends \
          postfix dovecot-imapd dovecot-lmtpd; } >.tools/mail.log 2>&1 ||
        echo "Postfix og Dovecot kunne ikke installeres (se .tools/mail.log):" \
            "sudo apt-get install postfix dovecot-imapd dovecot-lmtpd"
fi
if ! ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1; then
    # Prefect's own database needs an extension that the server among the Python packages does not have.
    { apt-get update -q; apt-get install -y -q --no-install-recommends postgresql; } >.tools/postgresql.log 2>&1 ||
        echo "PostgreSQL kunne ikke installeres (se .tools/postgresql.log): sudo apt-get install postgresql"
fi
if [ ! -x /usr/sbin/clamd ]; then # its service is not started, and no signatures are fetched
    { apt-get update -q
      RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends clamav-daemon
    } >.tools/clamav.log 2>&1 ||
        echo "ClamAV kunne ikke installeres (se .tools/clamav.log): sudo apt-get install clamav-daemon"
fi
if ! command -v redis-server >/dev/null; then # between several Prefect servers
    { apt-get update -q; apt-get install -y -q --no-install-recommends redis-server; } >.tools/redis.log 2>&1 ||
        echo "Redis kunne ikke installeres (se .tools/redis.log): sudo apt-get install redis-server"
fi
exit 0
