"""A second reading of docs/FORMAT.md: a verifier that shares no code with the first."""
