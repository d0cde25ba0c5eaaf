"""Places that cocsheets only looks at: who is in a channel, a group or a list.

One module a kind, each with its settings and its reading; `kinds` lists them. Nothing here writes,
and nothing here judges: `cocsheets.access.presence` does.
"""
