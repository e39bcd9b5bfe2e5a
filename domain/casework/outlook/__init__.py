"""Calendars: subscriptions, invitations and the answers to them, the meetings in Outlook.

===============  ================================================================================
file             verbs
===============  ================================================================================
``feeds``        give out, renew, withdraw an address for subscribing to meetings
``invitations``  call the people of a body to its meetings
``replies``      take in who comes to a meeting, and which addresses do not work
``mirror``       write down which event in Outlook is which meeting; answer what was changed
                 there
===============  ================================================================================

What they share:

* ``invited``: who is called to which meeting, and what each was told of it last
"""
