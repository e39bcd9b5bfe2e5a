#!/bin/sh
# Adgangskoder ligger i filer og bliver til miljøvariable i denne ene proces: hverken i image, compose.yaml eller log.
# De skrives i adresser, så de må kun bestå af bogstaver og tal (openssl rand -hex 24).
set -eu
folder="${SECRETS_DIR:-/run/secrets}"

if [ -r "$folder/sagsgang_db_password" ]; then
    SAGSGANG_DATABASE_URL="postgresql://sagsgang:$(cat "$folder/sagsgang_db_password")@${DB_HOST:-postgres}/sagsgang"
    export SAGSGANG_DATABASE_URL
fi
if [ -r "$folder/prefect_db_password" ]; then
    PREFECT_SERVER_DATABASE_CONNECTION_URL="postgresql+asyncpg://prefect:$(cat "$folder/prefect_db_password")@${DB_HOST:-postgres}/prefect"
    export PREFECT_SERVER_DATABASE_CONNECTION_URL
fi
if [ -r "$folder/prefect_auth" ]; then
    PREFECT_SERVER_API_AUTH_STRING="sagsgang:$(cat "$folder/prefect_auth")"
    PREFECT_API_AUTH_STRING="$PREFECT_SERVER_API_AUTH_STRING"
    export PREFECT_SERVER_API_AUTH_STRING PREFECT_API_AUTH_STRING
fi
exec "$@"
