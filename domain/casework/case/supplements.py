"""A paper about a case that is there already: it fills in what the case lacks, and changes nothing that stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.casework.case.attachments import append_attachment, attachments_of
from domain.casework.case.follow_ups import Proposal, propose
from domain.casework.mail.notices import to_owner
from domain.casework.mail.telling import tell_all
from domain.casework.rows import check_open, find, look_again
from domain.casework.verb import Act, Receipt, verb
from domain.model import Case, NoticeKind
from domain.rules.facts import AttachmentFacts
from domain.rules.wording import is_same_name


@verb
def supplement_case(
    act: Act,
    *,
    case_id: str,
    presentation: str = "",
    economy: str = "",
    recommendation: str = "",
    attachments: Sequence[AttachmentFacts] = (),
    follow_ups: Sequence[Proposal] = (),
    findings: Sequence[Mapping[str, object]] = (),
    source_file: str = "",
) -> Receipt:
    """Add to a case what a paper says of it: texts it has none of, attachments it has not, promises as proposals.

    What the case says itself stands, also where the paper says otherwise. The reader's findings come along only
    with words that are taken over. Twice is once.

    Raises:
        NotFoundError: no such case.
        NotAllowedNowError: the case is no longer open.
    """
    case = find(act.session, Case, "case", case_id)
    check_open(case, act.name)
    given = {"presentation": presentation, "economy": economy, "recommendation": recommendation}
    filled = {name: text for name, text in given.items() if text and not getattr(case, name).strip()}
    known = attachments_of(act.session, case_id)
    new = [one for one in attachments if not any(_is_same(one, other) for other in known)]
    promises = [propose(act, case_id, one) for one in follow_ups]
    proposed = [row.id for row, is_new in promises if is_new]
    if not filled and not new and not proposed:
        return act.already(case_id)
    for name, text in filled.items():
        setattr(case, name, text)
    noted = [dict(one) for one in findings if dict(one) not in case.findings] if filled else []
    case.findings = [*case.findings, *noted]
    case.source_file = case.source_file or source_file
    case.version += 1
    for one in new:
        append_attachment(act.session, case_id, one)
    look_again(act, case_id)
    tell_all(act, [to_owner(case, NoticeKind.PROPOSED, "proposed", follow_up_id=one) for one in proposed])
    return act.enter(
        "case",
        case_id,
        changed=sorted(filled),
        attachments=len(new),
        findings=[one["code"] for one in noted],
        follow_ups=proposed,
    )


def _is_same(one: AttachmentFacts, other: AttachmentFacts) -> bool:
    if one.document_number and other.document_number:
        return one.document_number == other.document_number
    return one.title == other.title or is_same_name(one.title, other.title)
