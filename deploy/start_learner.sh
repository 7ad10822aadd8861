#!/bin/sh
# Starts a learner's own server. First the learner gets a copy of the notebooks, or what
# is new in them: nbgitpuller keeps every change that the learner has made.
# COURSE_PYTHON, COURSE_HANDOUT, COURSE_FOLDER and COURSE_FONTS come from the hub.
cd "$HOME" || exit 1
# git hands out a repository of another account only if it is told to.
GIT_CONFIG_GLOBAL="$(dirname "$COURSE_HANDOUT")/gitconfig" \
    "$COURSE_PYTHON" -m nbgitpuller.pull "file://$COURSE_HANDOUT" main "$COURSE_FOLDER" ||
    echo "the notebooks could not be brought up to date" >&2
if [ ! -d "$COURSE_FOLDER/notebooks" ]; then
    echo "there are no notebooks to learn with: the lines above say why" >&2
    exit 1
fi
# Without the list of fonts, the first figure of each learner would make it anew.
fonts="${XDG_CACHE_HOME:-$HOME/.cache}/matplotlib"
mkdir -p "$fonts" && cp "$COURSE_FONTS"/fontlist-*.json "$fonts"
# The server and its kernels talk through files in a folder that is the learner's own.
# By ports, two learners who start at once may be given the same one: then one kernel
# never answers. The folder's name is short, for such a file's may have 107 letters.
aside=/run/lstm # made by the unit of systemd
mountpoint -q "$aside" || aside="${TMPDIR:-/tmp}"
JUPYTER_RUNTIME_DIR="$(mktemp -d "$aside/lstm-kernels-XXXXXX")" || exit 1
export JUPYTER_RUNTIME_DIR
# It asks no other computer for anything, and looks for no language servers: there are
# none, and the search would delay each start. A kernel whose tab is closed stops after 20
# minutes. One that is slow to answer, on a busy server, keeps its connection for ten
# minutes; as a rule it would be closed after one.
exec "$COURSE_PYTHON" -m jupyterhub.singleuser \
    --LabApp.extension_manager=readonly \
    --LabApp.news_url=None \
    --LabApp.check_for_updates_class=jupyterlab.handlers.announcements.NeverCheckForUpdate \
    --LanguageServerManager.autodetect=False \
    --KernelManager.transport=ipc \
    --MappingKernelManager.cull_idle_timeout=1200 \
    --MappingKernelManager.kernel_info_timeout=600 \
    "$@"
