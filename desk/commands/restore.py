"""``sagsgang restore``: a copy of the database put back where there is none."""

from __future__ import annotations

from pathlib import Path

from desk import journal_words, show, words
from desk.errors import NoSuchFileError
from desk.first_use import check_reachable
from desk.help import noun
from desk.workplace import here
from domain.store.backup import put_back
from domain.store.database import Database
from domain.store.transfer import count_rows

app = noun("restore")


@app.default
def restore(file: Path, /) -> int:
    """Læg en sikkerhedskopi tilbage, hvor der ingen database er, og efterprøv logbogen. Overskriver intet.

    Parameters
    ----------
    file
        Kopien, som »sagsgang backup« skrev den.
    """
    if not file.is_file():
        raise NoSuchFileError(name=str(file), reason="folder" if file.is_dir() else "missing")
    place = here()
    db = Database(place.database_url)
    try:
        if not db.is_sqlite:
            check_reachable(db)
        breaks = put_back(file, db)
        with db.read() as session:
            rows = count_rows(session)
    finally:
        db.close()
    show.say(words.RESTORED.format(file=file, rows=rows))
    show.say(words.RESTORED_MAILS)
    if not breaks:
        show.say(words.JOURNAL_WHOLE)
    for one in breaks:
        show.complain(journal_words.JOURNAL_BREAKS[one.why].format(seq=one.seq))
    return 1 if breaks else 0
