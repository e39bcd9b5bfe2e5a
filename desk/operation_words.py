"""What is refused to whoever runs the machine: databases, copies, settings, servers. One sentence for each error."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from desk.language import _

Facts = Mapping[str, Any]


def _no_profile(_: Facts) -> str:
    return "Databasen har ingen profil endnu. Kør »sagsgang profile adopt FIL«."


def _database_version(facts: Facts) -> str:
    found, expected = facts.get("found"), facts.get("expected")
    if found and expected and str(found) > str(expected):
        return (
            f"Databasen har version {found} og er skrevet af en nyere udgave; programmet her bruger {expected} og "
            "rører den ikke. Hent den nyeste udgave, eller læg kopien fra før opgraderingen tilbage."
        )
    return (
        f"Databasen har version {found or 'ingen'}, og programmet bruger {expected}. "
        "Kør »sagsgang migrate«, eller hent den nyeste udgave af programmet."
    )


def _not_moved(facts: Facts) -> str:
    why = "kom ikke ens over" if facts.get("reason") == "differs" else f"blev afvist ({facts.get('reason')})"
    return f"En række i tabellen {facts.get('table')} {why}. Intet er flyttet, og den gamle database er, som den var."


def _not_a_backup(facts: Facts) -> str:
    names = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
    kind, wanted = names.get(str(facts.get("kind"))), names.get(str(facts.get("wanted")), "databasen")
    if kind is None:
        return f"{facts.get('file')} er ikke en sikkerhedskopi af en database."
    return (
        f"{facts.get('file')} er en kopi fra {kind}, og her er databasen {wanted}. "
        f"Læg den tilbage i {kind}, og flyt den med »sagsgang migrate --to«."
    )


def _backup_tool(facts: Facts) -> str:
    if not facts.get("said"):
        return (
            f"{facts.get('tool')} findes ikke på denne maskine. Installér postgresql-client i serverens version, "
            "eller gem en kopi som SQLite: »sagsgang migrate --to sqlite:////sti/kopi.db«."
        )
    return f"{facts.get('tool')} kunne ikke gøre det: {facts.get('said')}"


def _setting(facts: Facts) -> str:
    return f"Indstillingen {facts.get('name')} kan ikke være »{facts.get('found')}«. Ret den, eller tag den væk."


def _public_folder(facts: Facts) -> str:
    said = _(
        "Selve ændringen er gemt, men mappen med de offentlige udgaver, {folder}, kunne ikke skrives ({reason}). "
        "Ret adgangen, og kør »sagsgang publish«."
    )
    return said.format(folder=facts.get("folder"), reason=facts.get("reason"))


def _mailbox(facts: Facts) -> str:
    if not facts.get("host"):
        return "Ingen postkasse er sat op. Sæt SAGSGANG_IMAP_HOST, SAGSGANG_IMAP_USER og SAGSGANG_IMAP_PASSWORD_FILE."
    return f"Postkassen på {facts.get('host')} kunne ikke læses ({facts.get('why')}). Efterse navn, bruger og adgang."


def _unreachable(facts: Facts) -> str:
    return (
        f"Databasen {facts.get('address')} kan ikke nås eller læses ({facts.get('reason')}). "
        "Se efter, om adressen er rigtig, og om serveren kører."
    )


def _prefect(facts: Facts) -> str:
    return (
        f"Prefects server svarede ikke inden {facts.get('seconds')} sekunder. Se {facts.get('log')}, "
        "eller kør uden: »sagsgang serve --no-prefect«."
    )


def _not_a_demo_folder(facts: Facts) -> str:
    return (
        f"Mappen {facts.get('folder')} indeholder andet end demoen, og demoen blander sig ikke med det. "
        "Vælg en tom mappe med --out."
    )


def _infected(facts: Facts) -> str:
    return _(
        "Filen {name} er ikke lukket ind: virusscanneren fandt {signature} i den. Åbn den ikke, og "
        "sig det til driften."
    ).format(name=facts.get("name"), signature=facts.get("signature"))


def _scanner_away(facts: Facts) -> str:
    return _(
        "Filen {name} er ikke lukket ind: virusscanneren svarer ikke, så ingen ved, om filen er ren. Prøv igen om "
        "lidt, og sig det til driften, hvis det bliver ved."
    ).format(name=facts.get("name"))


SENTENCES: dict[str, Callable[[Facts], str]] = {
    "InfectedFileError": _infected,
    "ScannerAwayError": _scanner_away,
    "WouldOverwriteError": lambda facts: (
        f"{facts.get('what')} er der i forvejen og bliver ikke overskrevet. Vælg noget andet, eller flyt det."
    ),
    "NoProfileError": _no_profile,
    "DatabaseVersionError": _database_version,
    "NotMovedError": _not_moved,
    "NotABackupError": _not_a_backup,
    "BackupToolError": _backup_tool,
    "SettingError": _setting,
    "PublicFolderError": _public_folder,
    "MailboxUnreachableError": _mailbox,
    "DatabaseUnreachableError": _unreachable,
    "PrefectNotReadyError": _prefect,
    "NotADemoFolderError": _not_a_demo_folder,
}
