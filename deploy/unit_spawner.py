"""How a learner's server is held on a real server: by a unit of systemd."""

from learner_server import LearnerServer
from systemdspawner import SystemdSpawner


class UnitSpawner(LearnerServer, SystemdSpawner):
    """A learner's server in a unit of systemd."""
