"""The municipality itself: its profile, its people and their ways in, and what is kept how long.

=================  ================================================================================
file               verbs
=================  ================================================================================
``municipality``   adopt a profile; record an absence, take it back
``accounts``       make, change, close a user; give and take back roles; welcome one from the login
                   at work
``logins``         one-time links, passwords, sessions, keys to the API
``second_factors`` the second factor: half way in, the rest of the way; turned on, off, reset
``retention``      what the rules say is no longer needed is erased
=================  ================================================================================

What they share:

* ``profile_impact``: what adopting a profile changes, and what it may not take away
* ``login_attempts``: how often, and how long one waits then
* ``doors``: what is shut when somebody's access changes, and that they are told
"""
