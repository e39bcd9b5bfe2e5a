"""Everything the surroundings decide about a running Sagsgang, read once, from ``SAGSGANG_…`` only.

No other module reads the environment (``server.py`` writes Prefect's part of it and puts it back).
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from platformdirs import user_data_path
from pydantic import AliasChoices, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class SmtpSecurity(StrEnum):
    """How the connection to the mail server is protected."""

    NONE = "none"  # an internal relay
    STARTTLS = "starttls"
    TLS = "tls"


class ItipTimes(StrEnum):
    """How invitations write their times; UTC is for an Outlook that shifts them (outlook-and-mail 1.2)."""

    TZID = "tzid"
    UTC = "utc"


class Settings(BaseSettings):
    """The settings; each is the environment variable ``SAGSGANG_<NAME>``."""

    model_config = SettingsConfigDict(env_prefix="SAGSGANG_", frozen=True, populate_by_name=True, extra="ignore")

    data_dir: Path = Field(default_factory=lambda: user_data_path("sagsgang", appauthor=False))
    database_url: str = ""  # empty: an SQLite file in data_dir

    smtp_host: str = "localhost"
    smtp_port: int = Field(default=25, gt=0, lt=65536)
    smtp_security: SmtpSecurity = SmtpSecurity.NONE
    smtp_user: str = ""
    smtp_password_file: Path | None = None  # a file, so that the password is in no process list
    smtp_timeout_seconds: float = Field(default=20, gt=0)
    mail_from: str = "Sagsgang <sagsgang@example.invalid>"
    mail_reply_to: str = ""  # the secretariat
    mail_bounces: str = ""  # envelope sender; empty: the address of mail_from
    mails_a_minute: int = Field(default=30, ge=0)  # what Exchange Online lets one mailbox send; 0: no limit

    itip_times: ItipTimes = ItipTimes.TZID  # in invitations by mail

    desk_port: int = Field(default=8023, ge=0, lt=65536)  # of our web server on loopback; 0: a free one
    desk_url: str = ""  # where links in mails lead, e.g. "https://sagsgang.example.dk"; empty: no links

    prefect: bool = True  # off: the same work without runs to look at
    prefect_port: int | None = Field(default=None, gt=0, lt=65536)  # None: a free one
    prefect_api_url: str = Field(  # a server that somebody else runs; empty: we start our own
        default="", validation_alias=AliasChoices("prefect_api_url", "SAGSGANG_PREFECT_API_URL", "PREFECT_API_URL")
    )

    @property
    def store_url(self) -> str:
        """The URL of our database; never the one Prefect uses."""
        return self.database_url or f"sqlite:///{self.data_dir / 'sagsgang.db'}"

    @property
    def smtp_password(self) -> SecretStr:
        """The mail password; empty when no file is named.

        Raises:
            OSError: the file is named but cannot be read.
        """
        if self.smtp_password_file is None:
            return SecretStr("")
        return SecretStr(self.smtp_password_file.read_text(encoding="utf-8").strip())
