"""Reading documents: this project beside unstructured, kreuzberg, markitdown and extractous, in one run."""
