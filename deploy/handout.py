"""Make the git repository of which each learner gets a copy, or bring it up to date.

Run as ``python deploy/handout.py`` after each change of the course. It holds the
notebooks and what they show and read. A learner gets what is new at the next start of
the server; what the learner has changed stays as it is.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from choices import ROOT, Choices, make_folders, read_choices

AUTHOR = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "course"), ("EMAIL", "course@localhost"))
}


def git(*words: str, repository: Path, tree: Path) -> str:
    """Run git on a repository and a folder of files; return what it says."""
    where = {"GIT_DIR": str(repository), "GIT_WORK_TREE": str(tree)}
    plain = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    run = subprocess.run(
        ["git", *words],
        env=os.environ | AUTHOR | where | plain,
        cwd=tree,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return run.stdout.strip()


def copy_course(folder: Path, solutions: bool) -> None:
    """Copy into a folder what a learner needs: notebooks, drawings, data."""
    shutil.copy(ROOT / "LICENSE", folder)
    (folder / "teach").mkdir()
    shutil.copy(ROOT / "teach" / "class_experiment.ipynb", folder / "teach")
    without_code = shutil.ignore_patterns("*.py", "__pycache__")
    notebooks = sorted((ROOT / "notebooks").glob("*.ipynb"))
    if solutions:
        (folder / "notebooks").mkdir()
        for notebook in notebooks:
            shutil.copy(notebook, folder / "notebooks")
        shutil.copytree(ROOT / "assets", folder / "assets", ignore=without_code)
    else:
        sys.path.append(str(ROOT / "teach"))
        from without_solutions import write_copies

        write_copies(notebooks, folder)
        for script in (folder / "assets").glob("*.py"):
            script.unlink()


def hand_out(choices: Choices) -> bool:
    """Write the repository; tell whether anything is new."""
    repository = choices.handout
    make_folders(choices)
    settings = repository.parent / "gitconfig"
    settings.write_text(f"[safe]\n\tdirectory = {repository}\n", "utf-8")
    with TemporaryDirectory() as name:
        tree = Path(name)
        copy_course(tree, choices.solutions)
        if not repository.exists():
            init = ["git", "init", "--quiet", "--bare", "--initial-branch=main"]
            subprocess.run([*init, repository], check=True)
        where = {"repository": repository, "tree": tree}
        git("add", "--all", **where)
        if not git("status", "--porcelain", **where):
            return False
        git("commit", "--quiet", "-m", "The course", **where)
    return True


if __name__ == "__main__":
    os.umask(0o022)  # learners read it
    chosen = read_choices()
    state = "new" if hand_out(chosen) else "as before"
    print(f"{chosen.handout}: {state}")
