#!/bin/sh
# Køres af PostgreSQLs image, første gang det starter: en bruger og en database til hver af de to.
set -eu
for name in sagsgang prefect; do
    psql --set=ON_ERROR_STOP=1 --set=name="$name" --set=password="$(cat "${SECRETS_DIR:-/run/secrets}/${name}_db_password")" <<'SQL'
CREATE ROLE :"name" LOGIN PASSWORD :'password';
CREATE DATABASE :"name" OWNER :"name" ENCODING 'UTF8' TEMPLATE template0;
SQL
done
