"""Give a password to everybody in `class.toml` who has none, and print it once.

Run as ``python deploy/passwords.py``; ``python deploy/passwords.py anna`` gives Anna
another one. The hub keeps no password, only a hash; each learner can change it at
``/hub/change-password``.
"""

import logging
import os
import secrets
import sys

import bcrypt
from choices import Choices, make_folders, read_choices
from jupyterhub.orm import new_session_factory
from nativeauthenticator.orm import UserInfo

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike
PARTS, LENGTH = 3, 4  # 31 ** 12 passwords


def new_password() -> str:
    """Return a password that can be read aloud, such as "h7ke-mm3x-p9aq"."""
    parts = ("".join(secrets.choice(LETTERS) for _ in range(LENGTH)) for _ in range(3))
    return "-".join(parts)


def give_passwords(choices: Choices, again: list[str]) -> dict[str, str]:
    """Give passwords to those who have none, and to some again.

    Parameters
    ----------
    choices : Choices
    again : list of str
        Those who get another password.

    Returns
    -------
    dict of str to str
        The new passwords by name.

    Raises
    ------
    ValueError
        If somebody in `again` is not in `class.toml`.
    """
    for name in again:
        if name not in choices.everybody:
            raise ValueError(f"{name!r} is not in class.toml")
    make_folders(choices)
    session = new_session_factory(choices.database)()
    UserInfo.__table__.create(session.get_bind(), checkfirst=True)
    given = {}
    for name in choices.everybody:
        account = UserInfo.find(session, name)
        if account is None or name in again:
            given[name] = new_password()
            if account is None:
                account = UserInfo(username=name)
                session.add(account)
            account.password = bcrypt.hashpw(given[name].encode(), bcrypt.gensalt())
            account.is_authorized = True
    session.commit()
    session.close()
    return given


if __name__ == "__main__":
    os.umask(0o022)  # of the hub's folder only a part is private
    logging.disable(logging.INFO)  # what the database says is not for slips of paper
    for name, password in give_passwords(read_choices(), sys.argv[1:]).items():
        print(f"{name:24}  {password}")
