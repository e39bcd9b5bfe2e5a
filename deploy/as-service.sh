#!/bin/sh
# »sagsgang« som den bruger, og med de indstillinger, tjenesten kører med. Lægges som /usr/local/sbin/sagsgang.
set -eu
umask 0077 # som tjenesten: databasen og kopierne er ingen andres at læse
set -a
. "${ENV_FILE:-/etc/sagsgang/sagsgang.env}"
set +a
exec runuser -u "${RUN_AS:-sagsgang}" -- "${PROGRAM:-/opt/sagsgang/bin/sagsgang}" "$@"
