"""Compiled loops over Arrow buffers and flat arrays. Nothing here is imported before it is used (``compile_cache``)."""
