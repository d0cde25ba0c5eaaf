"""How tables of figures look, as text, page, chart and data frame, and how earlier ones are read.

Knows finished summaries. Must not know how a figure is counted. Returns strings, prints nothing.
"""
