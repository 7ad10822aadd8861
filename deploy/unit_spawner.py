"""How a learner's server is held on a real server: by a unit of systemd."""

from ports import DrawnPort
from systemdspawner import SystemdSpawner


class UnitSpawner(DrawnPort, SystemdSpawner):
    """A learner's server in a unit of systemd, on a port of `ports.py`."""
