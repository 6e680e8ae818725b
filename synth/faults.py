"""What is wrong with a request, in one line for the user."""


class Misuse(ValueError):
    """A request that cannot be carried out as it stands; its text is one line for the user."""


class Unreachable(Misuse):
    """A back end, such as a database server, that does not answer."""


def require(holds: bool, fault: str) -> None:
    """Raises Misuse with this text unless the condition holds."""
    if not holds:
        raise Misuse(fault)
