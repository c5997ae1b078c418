"""Documents made to harm their reader, each with the outcome it must get, and a good document after each."""
