"""The exceptions of this package: faults with their codes."""


class Fault(Exception):
    """A fault, by its stable code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Open(Fault):
    """A reason for which a check could not be made, by its stable code."""
