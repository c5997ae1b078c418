"""Files of audits on disk: stages, published runs, attempts, caches; written privately and moved into place whole."""
