"""How results look: text, JSON, CSV, Markdown. Returns strings, prints nothing."""
