"""Who is told what: reminders, notices, and the mails that carry them.

=============  ================================================================================
file           verbs
=============  ================================================================================
``reminders``  raise the ladder's steps that are due
``outbox``     claim, send, give up, retry, stop mails
``switches``   switch a kind of one's own mails off or on, also by one click; choose the
               digest's hour
``texts``      the municipality's own wording of its mails: taken into use, given up, found
               broken
=============  ================================================================================

What they share:

* ``notices``: to whom
* ``telling``: once
* ``envelopes``: in which mail
* ``still_true``: is it still so when the mail goes
* ``ladder_facts``: whose turn on the ladder
* ``gathering``: one digest a day, also after an outage
* ``sent_log``: why each mail went or did not
"""
