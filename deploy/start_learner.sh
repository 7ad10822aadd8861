#!/bin/sh
# Starts a learner's own server. First the learner gets a copy of the notebooks, or what
# is new in them: nbgitpuller keeps every change that the learner has made.
# COURSE_PYTHON, COURSE_HANDOUT, COURSE_FOLDER and COURSE_FONTS come from the hub.
cd "$HOME" || exit 1
# git hands out a repository of another account only if it is told to.
GIT_CONFIG_GLOBAL="$(dirname "$COURSE_HANDOUT")/gitconfig" \
    "$COURSE_PYTHON" -m nbgitpuller.pull "file://$COURSE_HANDOUT" main "$COURSE_FOLDER" ||
    echo "the notebooks could not be brought up to date" >&2
# Without the list of fonts, the first figure of each learner would make it anew.
fonts="${XDG_CACHE_HOME:-$HOME/.cache}/matplotlib"
mkdir -p "$fonts" && cp "$COURSE_FONTS"/fontlist-*.json "$fonts"
exec "$COURSE_PYTHON" -m jupyterhub.singleuser "$@"
