"""The figures the README quotes, each one command: ``python -m benchmarks.<name>``."""
