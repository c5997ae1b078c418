"""A made-up enterprise, drawn from one seed: departments, years, file formats, and defects planted on record."""
