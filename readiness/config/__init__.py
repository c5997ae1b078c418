"""The project file: its settings, how it is read, and what can be wrong in it."""
