"""What the doctor and the status page say of the machine itself: what is wrong, and the cure."""

from __future__ import annotations

CAN_WRITE = "der kan skrives"
CANNOT_WRITE = {
    "read_only": "der kan kun læses; giv brugeren lov til at skrive i databasens fil og i mappen om den, eller peg "
    "SAGSGANG_DATABASE_URL på den server, der må skrives på",
    "locked": "noget andet har holdt den låst, så længe her blev ventet; stop det, der hænger (en kopi, et program)",
    "broken": "filen kan ikke læses som en database; stop programmet, gem filen, som den er, og læg den seneste kopi "
    "tilbage med »sagsgang restore«",
}
UNREADABLE = "svarer ikke, som den skal ({why}); kører serveren, og er disken i orden? Det prøves igen af sig selv"
DISK_FREE = "{free} MB fri"
DISK_FULL = "kun {free} MB fri i {folder}; skaf plads, før der ikke kan skrives mere (gamle kopier ligger i backup)"
TIME_RIGHT = "går ikke bagud for logbogen"
TIME_BACK = "er {minutes} minutter bag logbogens sidste linje, som om det er stillet tilbage; stil det (timedatectl)"
FACTOR_OPTIONAL = "vælges frit; kan kræves med SAGSGANG_SECOND_FACTOR"
FACTOR_ALL = "alle administratorer med adgangskode har det"
FACTOR_LACKING = (
    "{count} administrator mangler det; det sættes op ved næste login",
    "{count} administratorer mangler det; det sættes op ved næste login",
)
