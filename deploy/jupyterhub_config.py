"""JupyterHub for a class on one Linux server; `README.md` tells how to start it.

What a teacher decides stands in `class.toml`. Each learner is a Linux account of its
own, made at the first start, whose server and kernels run in a unit of systemd with
limits. Tests put another spawner in its place on the command line; all the rest holds.
"""

import compileall
import os
import pwd
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from choices import FOLDER, LOOPBACK, ROOT, read_choices
from handout import hand_out
from proxy import read_key

c = get_config()  # noqa: F821
choices = read_choices()
os.umask(0o022)
hand_out(choices)

# Who gets in: those in class.toml who have a password of passwords.py. Nobody can sign
# up. Whose name is taken off the list is out from the next start on: a server that runs
# is stopped, and a browser that is still logged in counts no more.
c.JupyterHub.authenticator_class = "native"
c.NativeAuthenticator.enable_signup = False
c.NativeAuthenticator.minimum_password_length = 10
c.NativeAuthenticator.check_common_password = True
c.NativeAuthenticator.allowed_failed_logins = 10
c.NativeAuthenticator.seconds_before_next_try = 60
c.Authenticator.allow_all = False
c.Authenticator.allow_existing_users = False
c.Authenticator.allowed_users = set(choices.everybody)
c.Authenticator.blocked_users = choices.former

# Where it listens: behind the proxy of proxy.py, on this computer only.
scheme = "https" if choices.certificate else "http"
c.JupyterHub.bind_url = f"{scheme}://{choices.address}:{choices.port}"
c.JupyterHub.hub_bind_url = choices.hub_url
c.JupyterHub.db_url = choices.database
c.JupyterHub.cookie_secret_file = str(choices.private / "cookie_secret")
c.ConfigurableHTTPProxy.should_start = False
c.ConfigurableHTTPProxy.api_url = f"http://{LOOPBACK[0]}:{choices.proxy_port}"
c.ConfigurableHTTPProxy.auth_token = read_key(choices)
c.JupyterHub.cleanup_servers = False  # a new start of the hub interrupts no learner

# What a learner gets: the course, a copy of the notebooks, the first one open.
c.Spawner.cmd = [str(ROOT / "deploy" / "start_learner.sh")]
c.Spawner.default_url = f"/lab/tree/{FOLDER}/notebooks/00_start_here.ipynb"
c.Spawner.environment = {
    "COURSE_FOLDER": FOLDER,
    "COURSE_FONTS": str(choices.fonts),
    "COURSE_HANDOUT": str(choices.handout),
    "COURSE_PYTHON": sys.executable,
    "PATH": f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin",
    # One thread for each: with many learners more threads only wait for one another.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
}
c.Spawner.mem_limit = choices.memory
c.Spawner.cpu_limit = choices.processors
c.Spawner.start_timeout = 300  # seconds: a whole class starts at once
c.Spawner.http_timeout = 300

# Made once, so that not every learner's first import has to.
compileall.compile_dir(ROOT / "course_utils", quiet=1)
subprocess.run(
    [sys.executable, "-c", "import matplotlib.font_manager"],
    env=os.environ | {"MPLCONFIGDIR": str(choices.fonts)},
    check=True,
)

# How it is held: an account and a unit of systemd for each learner.
ACCOUNT = "lstm-{USERNAME}"


def make_account(spawner) -> None:
    """Make a learner's Linux account and home, which nobody else can read."""
    account = ACCOUNT.format(USERNAME=spawner.user.name)
    try:
        pwd.getpwnam(account)
    except KeyError:
        subprocess.run(
            ["useradd", "--create-home", "--key=HOME_MODE=0700", account], check=True
        )


c.JupyterHub.spawner_class = "unit_spawner.UnitSpawner"
c.SystemdSpawner.pre_spawn_hook = make_account
c.SystemdSpawner.username_template = ACCOUNT
c.SystemdSpawner.unit_name_template = "lstm-course-{USERNAME}"
c.SystemdSpawner.default_shell = "/bin/bash"
c.SystemdSpawner.slice = "lstmcourse.slice"  # all learners together
c.SystemdSpawner.disable_user_sudo = True
c.SystemdSpawner.isolate_tmp = False  # by a property below, which also limits it
c.SystemdSpawner.isolate_devices = True
# Where /tmp is held in memory, as in Debian 13, what a learner writes there counts as
# the learner's memory, and a full one would end the server; /dev/shm all would share.
# Server and kernels talk in /run/lstm, so that a kernel starts even if /tmp is full.
ASIDE = " ".join(f"{d}:mode=1777,size=128M" for d in ("/tmp", "/var/tmp", "/dev/shm"))
ASIDE += " /run/lstm:mode=1777,size=4M"
c.SystemdSpawner.unit_extra_properties = {
    "MemorySwapMax": "0",
    "OOMPolicy": "continue",  # the kernel that wants too much ends, not the server
    "TasksMax": "256",
    "ProtectSystem": "full",
    "TemporaryFileSystem": ASIDE,  # one string: the spawner takes no list
    # JupyterLab would start Node with each server, to ask for a setting of its own.
    "InaccessiblePaths": "-/usr/bin/node -/usr/local/bin/node",
    "TimeoutStopSec": "30",  # a server that hangs as it ends keeps its memory
}

# Who may stop the servers of others: those who are teachers now, and what stops the
# servers that nobody uses.
c.JupyterHub.load_roles = [
    {"name": "admin", "users": choices.teachers},
    {
        "name": "idle-culler",
        "scopes": [
            "list:users",
            "read:users:activity",
            "read:servers",
            "delete:servers",
        ],
        "services": ["idle-culler"],
    },
]
c.JupyterHub.services = [
    {
        "name": "idle-culler",
        "command": [
            sys.executable,
            "-m",
            "jupyterhub_idle_culler",
            f"--timeout={60 * choices.idle_minutes}",
        ],
    }
]
