#!/bin/sh
# Other people's readers of calendar files, for the slow tests: libical from Debian, ical.js from npm, khal from PyPI.
# What cannot be installed here is said plainly; its tests then say that they were not run.
cd "$(dirname "$0")/../.." || exit 1
mkdir -p .tools

if ! /usr/bin/python3 -c 'import gi; gi.require_version("ICalGLib", "3.0")' 2>/dev/null; then
    { apt-get update -q; apt-get install -y -q python3-gi gir1.2-ical-3.0; } >.tools/apt.log 2>&1 ||
        echo "libical kunne ikke installeres (se .tools/apt.log): sudo apt-get install python3-gi gir1.2-ical-3.0"
fi
if [ ! -e .tools/node_modules/ical.js ]; then
    npm install --prefix .tools --no-audit --no-fund --silent ical.js@2.2.1 >.tools/npm.log 2>&1 ||
        echo "ical.js kunne ikke installeres (se .tools/npm.log): det kræver node og npm"
fi
if [ ! -e .tools/khal/bin/khal ]; then
    { python3 -m venv .tools/khal && .tools/khal/bin/pip install --quiet khal==0.14.1; } >.tools/khal.log 2>&1 ||
        echo "khal kunne ikke installeres (se .tools/khal.log)"
fi
exit 0
