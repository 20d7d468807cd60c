"""Runs: each answers one question, is stored event by event, and goes on whoever listens.

`begin` stores a question with its run, in a `conversation`; `runner` works on it with the agent, `writer` stores its
events before anybody gets them, `follower` hands them to listeners on this replica or another, `confirmation` lets it
wait for the person, `ending` closes it, `service` is the front.
"""
