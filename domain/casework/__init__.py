"""The verbs: what people and the clock do. Each is one transaction with its journal entry.

============================  ==========================================================================
file                          verbs
============================  ==========================================================================
``cases``                     open, correct, withdraw a case; find one
``supplements``               fill in what a case lacks from a paper about it
``stops``                     place, add, drop a stop; say why it cannot wait. Each with a preview
``decisions``                 record what a body decided
``corrections``               put a decision right that was written down wrongly
``exchange_in``               take in a whole case or meeting from another house
``publishable``               say what the public may read of a decision behind closed doors, or why nothing
``files``                     give an attachment its file or a newer one, remove one; keep what a case was opened from
``agenda``                    put a meeting's items in order, find them ready; lock, open, publish its agenda
``minutes``                   note in the minutes who was away or thought otherwise; approve them
``cycles``                    move, give up, watch a round of a duty that comes again; say when what it waited for
                              came out; open its case
``wheel``                     agree to a year's wheel, so that what changes afterwards is told
``follow_ups``                propose, confirm, complete, drop a promise
``answers``                   name the case that answers a promise; give promises on to a post
``standing``                  put a standing item on an agenda as a case of its own, write it again, or leave it out
``goals``                     write down, change, end a goal and its actions; say how far an action is
``indicators``                what an action is measured by; take in measurements, strike one
``goal_status``               ask those who answer for actions how far they are, on the case of the status
``meetings``                  take in a meeting plan; call, move, cancel a meeting. With previews
``municipality``              adopt a profile; record an absence, take it back
``invitations``               call the people of a body to its meetings
``replies``                   take in who comes to a meeting, and which addresses do not work
``mirror``                    write down which event in Outlook is which meeting; answer what was changed there
``feeds``                     give out, renew, withdraw an address for subscribing to meetings
``mail_switches``             switch a kind of one's own mails off or on, also by one click; choose the digest's hour
``accounts``                  make, change, close a user; give and take back roles; welcome one from the login at work
``logins``                    one-time links, passwords, sessions, keys to the API
``retention``                 what the rules say is no longer needed is erased
``mail_texts``                the municipality's own wording of its mails: taken into use, given up, found broken
``journey``                   advance a case by one step; wake the cases of a meeting
``reminders``, ``outbox``     raise reminders that are due; claim, send, give up, retry, stop mails
============================  ==========================================================================

Not verbs are ``drafts`` (what somebody is typing about an item, kept before it is recorded) and ``papers`` (agenda,
minutes, excerpt and mødeplan as their readers may see them).

What they share stands in the other files:

* the mechanism: ``verb`` (one transaction, one receipt), ``together`` (several verbs as one transaction), ``rows``
  (what every verb checks first), ``queue`` (when to look again);
* who is told: ``notices`` (to whom), ``telling`` (once, in which mail), ``still_true`` (is it still so when the mail
  goes), ``ladder_facts`` (whose turn on the ladder);
* what moves: ``placing`` (a case's stops, one difference), ``effects`` (what a decision does to them), ``foresight``
  (any act on a case played and not kept: before, after, and who will be told);
* of a case: ``attachments`` (its list of bilag, written whole);
* of a case from another house: ``exchange_out`` (how it goes out), ``exchange_rows`` (its rows as they were there);
* of a round: ``cycle_draft`` (what it takes over from the last one), ``cycle_rows`` (a case becomes a round, which
  follows what is decided), ``round_impact`` (the last meetings that reach its day);
* of meetings: ``planned_meetings`` (what a plan file asks for), ``plan_preview`` (what taking it in would change),
  ``meeting_changes`` (moved, called off, with what follows), ``meeting_deadlines``, ``meeting_days``,
  ``meeting_impact`` (whom a move concerns), ``meeting_foresight`` (what it would do, and who will be told);
* of goals: ``goal_rows`` (what is said of an action), ``measured`` (measurements from a file, seen before taken in);
* of the profile: ``profile_impact`` (what adopting one changes, and what it may not take away);
* of mails: ``sent_log`` (why each went or did not), ``gathering`` (one digest a day, also after an outage);
* of logging in: ``login_attempts`` (how often, and how long one waits then).

Who may import whom is a contract in ``pyproject.toml``.
"""
