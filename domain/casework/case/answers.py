"""What becomes of a promise: the case that answers it, and the post that takes over when its keeper leaves.

A body asks, and at a later meeting a case answers. Naming that case does not settle the promise: whoever keeps it
says that it is done when it is.
"""

from __future__ import annotations

from collections.abc import Sequence

from domain.casework.mail.telling import Telling, tell_all
from domain.casework.rows import check_version, find, look_again
from domain.casework.verb import Act, Receipt, verb
from domain.errors import NotAllowedNowError
from domain.model import Case, FollowUp, FollowUpState, NoticeKind, Post


@verb
def answer_follow_up(act: Act, *, follow_up_id: str, case_id: str | None, version: int | None = None) -> Receipt:
    """Name the case that reports back to the body that asked; None: no case does.

    Raises:
        NotFoundError: no such follow-up or case.
        NotAllowedNowError: the promise was dropped (why=settled).
        ConflictError: somebody changed it first.
    """
    follow_up = find(act.session, FollowUp, "follow_up", follow_up_id)
    if case_id is not None:
        find(act.session, Case, "case", case_id)
    if follow_up.answer_case == case_id:
        return act.already(follow_up_id, case=follow_up.case_id)
    if follow_up.state is FollowUpState.DROPPED:
        state = follow_up.state.value
        raise NotAllowedNowError(verb=act.name, noun="follow_up", id=follow_up_id, state=state, why="settled")
    check_version(follow_up, "follow_up", follow_up_id, version)
    follow_up.answer_case = case_id
    follow_up.version += 1
    return act.enter("follow_up", follow_up_id, case=follow_up.case_id, answered_by=case_id)


@verb
def hand_on_follow_ups(act: Act, *, follow_up_ids: Sequence[str], owner_post: str) -> Receipt:
    """Give promises to a post, so that whoever holds it keeps them: one line of the journal for each.

    The post's holder is told of each that has been confirmed, in the next digest. Those the post has already, and
    those settled meanwhile, are left as they are.

    Raises:
        NotFoundError: no such follow-up or post.
    """
    find(act.session, Post, "post", owner_post)
    first: Receipt | None = None
    news: list[Telling] = []
    for follow_up_id in sorted(set(follow_up_ids)):
        follow_up = find(act.session, FollowUp, "follow_up", follow_up_id)
        is_settled = follow_up.state in {FollowUpState.DONE, FollowUpState.DROPPED}
        if is_settled or (follow_up.owner_post, follow_up.owner_person) == (owner_post, None):
            continue
        before = follow_up.owner_post or follow_up.owner_person
        follow_up.owner_post, follow_up.owner_person = owner_post, None
        follow_up.version += 1
        look_again(act, follow_up.case_id)
        entered = act.enter("follow_up", follow_up_id, case=follow_up.case_id, owner=owner_post, owner_before=before)
        first = first or entered
        if follow_up.state is FollowUpState.CONFIRMED:
            news.append(_taken_over(follow_up, owner_post))
    tell_all(act, news)
    return first or act.already(owner_post)


def _taken_over(follow_up: FollowUp, post: str) -> Telling:
    return Telling(
        NoticeKind.FOLLOW_UP,
        f"handed_on:{follow_up.version}",
        post=post,
        because="overtager opfølgningen",
        case_id=follow_up.case_id,
        follow_up_id=follow_up.id,
        due_on=follow_up.due_on,
    )
