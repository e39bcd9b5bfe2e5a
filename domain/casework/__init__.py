"""The verbs: what people and the clock do. Each is one transaction with its journal entry.

============================  ==========================================================================
file                          verbs
============================  ==========================================================================
``cases``                     open, correct, withdraw a case; find one
``stops``                     place, add, drop a stop; say why it cannot wait. Each with a preview
``decisions``                 record what a body decided
``follow_ups``                propose, confirm, complete, drop a promise
``meetings``                  take in a meeting plan; call, move, cancel a meeting. With previews
``municipality``              adopt a profile; record an absence
``invitations``               call the people of a body to its meetings
``replies``                   take in who comes to a meeting, and which addresses do not work
``mirror``                    write down which event in Outlook is which meeting, and what was changed there
``feeds``                     give out, renew, withdraw an address for subscribing to meetings
``mail_switches``             switch a kind of one's own mails off or on, also by one click; choose the digest's hour
``journey``                   advance a case by one step; wake the cases of a meeting
``reminders``, ``outbox``     raise reminders that are due; claim, send, give up mails
============================  ==========================================================================

What they share stands in the other files:

* the mechanism: ``verb`` (one transaction, one receipt), ``rows`` (what every verb checks first), ``queue`` (when to
  look again);
* who is told: ``notices`` (to whom), ``telling`` (once, in which mail), ``still_true`` (is it still so when the mail
  goes), ``ladder_facts`` (whose turn on the ladder);
* what moves: ``placing`` (a case's stops, one difference), ``effects`` (what a decision does to them), ``foresight``
  (any act on a case played and not kept: before, after, and who will be told);
* of meetings: ``planned_meetings`` (what a plan file asks for), ``plan_preview`` (what taking it in would change),
  ``meeting_deadlines``, ``meeting_days``, ``meeting_impact`` (whom a move concerns);
* of the profile: ``profile_impact`` (what adopting one changes, and what it may not take away);
* of mails: ``sent_log`` (why each went or did not).

Who may import whom is a contract in ``pyproject.toml``.
"""
