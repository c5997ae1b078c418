"""A model project that waits for the gate: the template to copy."""
