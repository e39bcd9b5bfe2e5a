"""Everything the surroundings decide about a running Sagsgang, read once, from ``SAGSGANG_…`` only.

No other module reads the environment (``server.py`` writes Prefect's part of it and puts it back).
"""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path

from platformdirs import user_data_path
from pydantic import AliasChoices, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

_ROLE = re.compile(r".+=\s*(reader|case_worker|secretary|administrator)(:\s*\S+)?")
_SCANNER = re.compile(r"unix:/.+|tcp://(?:[^\s/:\[]+|\[[0-9a-fA-F:]+\]):(?P<port>\d{1,5})")


class SmtpSecurity(StrEnum):
    """How the connection to the mail server is protected."""

    NONE = "none"  # an internal relay
    STARTTLS = "starttls"
    TLS = "tls"


class ItipTimes(StrEnum):
    """How invitations write their times; UTC is for an Outlook that shifts them (outlook-and-mail 1.2)."""

    TZID = "tzid"
    UTC = "utc"


class SecondFactorFor(StrEnum):
    """Who must have a second factor, of those who log in with a password here."""

    OPTIONAL = "optional"
    ADMINISTRATORS = "administrators"
    EVERYBODY = "everybody"


class LogStyle(StrEnum):
    """How the log is written."""

    AUTO = "auto"  # for a terminal as for people, else as JSON
    JSON = "json"
    CONSOLE = "console"


class Settings(BaseSettings):
    """The settings; each is the environment variable ``SAGSGANG_<NAME>``."""

    model_config = SettingsConfigDict(env_prefix="SAGSGANG_", frozen=True, populate_by_name=True, extra="ignore")

    data_dir: Path = Field(
        default_factory=lambda: user_data_path("sagsgang", appauthor=False),
        description="Datamappen: databasen, Prefects database og loggen. Ellers brugerens egen datamappe.",
    )
    database_url: str = Field(
        default="",
        description="Databasens adresse, som `postgresql://bruger@vært/sagsgang`. Tom: en SQLite-fil i datamappen.",
    )

    smtp_host: str = Field(default="localhost", description="Mailserverens navn.")
    smtp_port: int = Field(default=25, gt=0, lt=65536, description="Mailserverens port.")
    smtp_security: SmtpSecurity = Field(
        default=SmtpSecurity.NONE, description="`none` til et internt relæ, `starttls` eller `tls`."
    )
    smtp_user: str = Field(default="", description="Bruger på mailserveren. Tom: uden login.")
    smtp_password_file: Path | None = Field(
        default=None, description="Filen med brugerens adgangskode, så den hverken står i miljøet eller i en log."
    )
    smtp_timeout_seconds: float = Field(
        default=20, gt=0, description="Hvor længe der ventes på mailserveren, i sekunder."
    )
    smtp_ca_file: Path | None = Field(
        default=None, description="Certifikatet, som mailserverens eget er udstedt af, når maskinen ikke kender det."
    )
    mail_token_file: Path | None = Field(
        default=None, description="Filen med et adgangstoken: log ind med XOAUTH2 i stedet for adgangskode."
    )
    mail_token_command: str = Field(
        default="", description="Kommandoen, der skriver et adgangstoken; køres ved hver forbindelse."
    )
    mail_from: str = Field(
        default="Sagsgang <sagsgang@example.invalid>", description="Mailenes afsender. Skal sættes."
    )
    mail_reply_to: str = Field(default="", description="Hvem der svares til, som sekretariatets postkasse.")
    mail_bounces: str = Field(
        default="", description="Hvor mails, der ikke kan afleveres, sendes tilbage til. Tom: afsenderen."
    )
    mails_a_minute: int = Field(
        default=30,
        ge=0,
        description="Højst så mange mails i minuttet (Exchange Online tillader 30). 0: ingen grænse.",
    )

    itip_times: ItipTimes = Field(
        default=ItipTimes.TZID,
        description="Klokkeslæt i mødeindkaldelser: `tzid`, eller `utc` til en Outlook, der flytter dem.",
    )

    imap_host: str = Field(
        default="",
        description="Postkassen, som der svares på mødeindkaldelser til: dens server. Tom: den læses ikke.",
    )
    imap_port: int = Field(default=993, gt=0, lt=65536, description="Postkassens port.")
    imap_tls: bool = Field(default=True, description="Om forbindelsen til postkassen er krypteret.")
    imap_user: str = Field(default="", description="Postkassens bruger.")
    imap_password_file: Path | None = Field(default=None, description="Filen med postkassens adgangskode.")
    imap_folder: str = Field(default="INBOX", description="Den mappe i postkassen, der læses.")

    graph_url: str = Field(
        default="",
        description="Microsoft Graph, som `https://graph.microsoft.com/v1.0`: møderne skrives også i de delte "
        "postkasser, som profilen nævner. Tom: det gøres ikke.",
    )
    graph_token_file: Path | None = Field(
        default=None, description="Filen med et adgangstoken til Microsoft Graph; læses ved hver runde."
    )
    graph_token_command: str = Field(
        default="", description="Kommandoen, der skriver et adgangstoken til Microsoft Graph; køres ved hver runde."
    )

    log: LogStyle = Field(
        default=LogStyle.AUTO,
        description="Loggen: `json` (en linje for hver hændelse), `console` til mennesker; `auto` vælger selv.",
    )
    otel_url: str = Field(
        default="",
        description="Hvor OpenTelemetry-spor sendes hen, (OTLP) som `http://127.0.0.1:4318/v1/traces`; kræver "
        "pakkerne i tilvalget `otel`. Kun navne på sider og handlinger. Tom: der laves ingen.",
    )
    metrics: bool = Field(default=False, description="Om `/metrics` (Prometheus) svarer.")
    metrics_token_file: Path | None = Field(
        default=None,
        description="Filen med det token, der vises for at hente `/metrics`. Tom: kun maskinen selv får svar.",
    )

    desk_host: str = Field(
        default="127.0.0.1",
        description="Den adresse, webserveren lytter på. Kun i en container skal den være en anden.",
    )
    desk_port: int = Field(default=8023, ge=0, lt=65536, description="Webserverens port. 0: en ledig.")
    desk_url: str = Field(
        default="",
        description="Hvor links i mails fører hen, som `https://sagsgang.kommune.dk`. Tom: mails uden links.",
    )
    public_dir: Path | None = Field(
        default=None,
        description="Mappen med de offentlige udgaver af dagsordener og referater, som en webserver kan vise. "
        "Tom: der skrives ingen filer.",
    )
    file_megabytes: int = Field(
        default=20, gt=0, le=200, description="Hvor stor en fil der højst kan vedlægges en sag, i MB."
    )
    virus_scanner: str = Field(
        default="",
        description="Virusscanneren (ClamAVs `clamd`), som `unix:/run/clamav/clamd.ctl` eller "
        "`tcp://127.0.0.1:3310`: hver fil udefra skannes, før den læses eller gemmes. Filerne sendes ukrypteret, så "
        "den skal stå på samme maskine eller et lukket net. Tom: der skannes ikke.",
    )
    was_url: str = Field(
        default="",
        description="Tilgængelighedserklæringen, lavet i WAS-Tool; linket i sidefoden fører hen til den.",
    )
    was_contact: str = Field(
        default="", description="Hvem man skriver til om tilgængelighed, så længe erklæringen ikke er lavet."
    )

    login_idle_minutes: int = Field(
        default=120, gt=0, description="Hvor længe man er logget ind uden at gøre noget, i minutter."
    )
    login_hours: int = Field(default=12, gt=0, description="Hvor længe man højst er logget ind ad gangen, i timer.")
    second_factor: SecondFactorFor = Field(
        default=SecondFactorFor.OPTIONAL,
        description="Hvem der skal bruge totrinslogin (en app, der viser koder), når de logger ind med adgangskode "
        "her: `optional` (hver vælger selv), `administrators` eller `everybody`. Kommunens login har sin egen.",
    )
    calls_a_minute: int = Field(
        default=300,
        ge=0,
        description="Højst så mange kald i minuttet til API og søgning fra én nøgle eller én, der er logget ind (en "
        "femtedel til et kalenderabonnement, ti gange så mange fra én adresse). Hvert sæt sider tæller for sig. "
        "0: ingen grænse.",
    )
    oidc_issuer: str = Field(
        default="",
        description="Kommunens login (OpenID Connect: Entra ID, ADFS, Keycloak): dens adresse, som "
        "`https://login.microsoftonline.com/<lejer>/v2.0`. Tom: kun brugere med adgangskode her.",
    )
    oidc_client_id: str = Field(default="", description="Sagsgangs nummer hos kommunens login.")
    oidc_client_secret_file: Path | None = Field(
        default=None, description="Filen med Sagsgangs hemmelighed hos kommunens login."
    )
    oidc_name: str = Field(default="kommunens login", description="Hvad kommunens login kaldes på loginsiden.")
    oidc_claim: str = Field(
        default="roles", description="Det felt i loginnet, der siger rollen, som `roles` eller `realm_access.roles`."
    )
    oidc_roles: str = Field(
        default="",
        description="Hvad feltets værdier betyder, som `Sagsgang=reader; Sekr-HU=secretary:HU`. Roller: `reader`, "
        "`case_worker`, `secretary`, `administrator`; `*` er alle. Tom: roller gives under Brugere.",
    )
    oidc_closed: str = Field(
        default="", description="Den værdi i feltet, der giver ret til lukkede punkter. Tom: den gives under Brugere."
    )

    prefect: bool = Field(
        default=True, description="`false`: forløbene køres uden Prefect, og der er ingen sider at se dem på."
    )
    prefect_port: int | None = Field(
        default=None, gt=0, lt=65536, description="Prefect-serverens port på loopback. Tom: en ledig."
    )
    prefect_api_url: str = Field(
        default="",
        validation_alias=AliasChoices("prefect_api_url", "SAGSGANG_PREFECT_API_URL", "PREFECT_API_URL"),
        description="En Prefect-server, som andre driver. Tom: programmet starter sin egen.",
    )

    @property
    def store_url(self) -> str:
        """The URL of our database; never the one Prefect uses."""
        return self.database_url or f"sqlite:///{self.data_dir / 'sagsgang.db'}"

    @property
    def file_bytes(self) -> int:
        """How large a file may be, in bytes."""
        return self.file_megabytes * 1024 * 1024

    @property
    def smtp_password(self) -> SecretStr:
        """The mail password; empty when no file is named.

        Raises:
            OSError: the file is named but cannot be read.
        """
        return _secret(self.smtp_password_file)

    @property
    def metrics_token(self) -> SecretStr:
        """The token that whoever watches shows; empty when no file is named.

        Raises:
            OSError: the file is named but cannot be read.
        """
        return _secret(self.metrics_token_file)

    @field_validator("virus_scanner")
    @classmethod
    def _check_scanner(cls, given: str) -> str:
        found = _SCANNER.fullmatch(given)
        if given and (found is None or (found["port"] is not None and not 0 < int(found["port"]) < 2**16)):
            raise ValueError(given)
        return given

    @field_validator("oidc_roles")
    @classmethod
    def _check_roles(cls, given: str) -> str:
        for part in filter(None, map(str.strip, given.split(";"))):
            if _ROLE.fullmatch(part) is None:
                raise ValueError(part)
        return given

    @property
    def oidc_client_secret(self) -> SecretStr:
        """The secret by which the login at work knows us; empty when no file is named.

        Raises:
            OSError: the file is named but cannot be read.
        """
        return _secret(self.oidc_client_secret_file)

    @property
    def imap_password(self) -> SecretStr:
        """The password of the mailbox; empty when no file is named.

        Raises:
            OSError: the file is named but cannot be read.
        """
        return _secret(self.imap_password_file)


def _secret(file: Path | None) -> SecretStr:
    return SecretStr(file.read_text(encoding="utf-8").strip() if file is not None else "")
