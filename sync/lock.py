"""The agent's lock on a kiosk: held by the kernel, so there is one agent at a time and death frees it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from kiosk.errors import AgentError


@contextmanager
def alone(state_dir: Path) -> Iterator[None]:
    """Hold the agent's lock on this kiosk's state folder. Raises AgentError while another agent holds it."""
    lock = FileLock(state_dir / "agent.lock", timeout=0, mode=0o600)
    try:
        lock.acquire()
    except Timeout:
        raise AgentError(f"{state_dir}: another agent already serves this kiosk") from None
    except OSError as error:
        raise AgentError(f"{state_dir}: the agent cannot lock this folder: {error.strerror}") from None
    try:
        yield
    finally:
        lock.release()
