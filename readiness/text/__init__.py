"""Characters and words, for documents and tables alike: encodings, languages, damage, and fast search in long texts."""
