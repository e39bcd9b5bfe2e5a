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
# Kun hvor der er flere Prefect-servere: de taler sammen gennem Redis.
if [ -r "$folder/redis_password" ]; then
    PREFECT_REDIS_MESSAGING_URL="redis://:$(cat "$folder/redis_password")@${REDIS_HOST:-redis:6379}/0"
    PREFECT_SERVER_DOCKET_URL="${PREFECT_REDIS_MESSAGING_URL%0}1"
    PREFECT_REDIS_WORKER_CLEANUP_QUEUE_URL="$PREFECT_REDIS_MESSAGING_URL"
    PREFECT_MESSAGING_BROKER=prefect_redis.messaging
    PREFECT_MESSAGING_CACHE=prefect_redis.messaging
    PREFECT_SERVER_EVENTS_CAUSAL_ORDERING=prefect_redis.ordering
    PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE=prefect_redis.lease_storage
    PREFECT_SERVER_WORKER_CHANNEL_CLEANUP_QUEUE_STORAGE=prefect_redis.cleanup_queue
    export PREFECT_REDIS_MESSAGING_URL PREFECT_SERVER_DOCKET_URL PREFECT_REDIS_WORKER_CLEANUP_QUEUE_URL \
        PREFECT_MESSAGING_BROKER PREFECT_MESSAGING_CACHE PREFECT_SERVER_EVENTS_CAUSAL_ORDERING \
        PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE PREFECT_SERVER_WORKER_CHANNEL_CLEANUP_QUEUE_STORAGE
fi
exec "$@"
