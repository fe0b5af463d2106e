"""The one exception of this package: a fault with its code."""


class Fault(Exception):
    """What is wrong, by its stable code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
