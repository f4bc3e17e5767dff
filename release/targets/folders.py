"""What is done in the folder that an app is released into, each as one POSIX shell script.

    current -> releases/1.3.0-0123456789ab    what is served: moved by one rename, whole or not
    releases/1.3.0-0123456789ab/REVISION      a release under its name is complete
    shared/                                   what all releases have in common
    incoming/                                 a release that is on its way here
    before -> releases/1.2.0-89abcdef0123     where `current` led before the last switch
    revisions.log                             a line for each switch

The scripts are constants: what differs is their arguments, the first of which is that folder. GNU,
BusyBox and macOS have all that they use.
"""

from __future__ import annotations

_POINT = """
fail() { echo "$*" >&2; exit 1; }
target_of() { readlink -- "$1" || :; }
# A link beside, then one rename over the old one: there is always one, and it leads somewhere.
point() {
  rm -f -- "$1.next"
  ln -s -- "$2" "$1.next"
  case $(mv --help 2>&1 || :) in
    *-T*) mv -fT -- "$1.next" "$1" ;;
    *) mv -fh -- "$1.next" "$1" ;;
  esac
}
# What has a name in releases is complete: it loses its name before it is taken apart.
remove() {
  rm -rf -- releases/.removed
  mv -- "releases/$1" releases/.removed
  rm -rf -- releases/.removed
}
note() {
  printf '%s %s: %s\\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$(id -un)" "$1" >> revisions.log ||
    echo "revisions.log cannot be written" >&2
}
"""

CHECK = """
[ -d "$1" ] || { echo "there is no folder $1 to release: does the build make it?" >&2; exit 1; }
[ -n "$(ls -A -- "$1")" ] || { echo "the folder $1 is empty" >&2; exit 1; }
"""
"""SOURCE: whether there is something to release."""

PREPARE = (
    _POINT
    + """
mkdir -p -- "$1/releases" "$1/shared"
cd -- "$1"
[ ! -e current ] || [ -L current ] || fail "$1/current is not a link: move it away"
[ -L before ] || [ ! -e before ] || fail "$1/before is not a link: move it away"
shift
for each; do
  case $each in
    */) mkdir -p -- "shared/$each" ;;
    *) [ -e "shared/$each" ] || fail "shared/$each is not there: put it there, once" ;;
  esac
done
"""
)
"""FOLDER SHARED...: have what the other scripts need; nothing that is served changes."""

COPY = """
rm -rf -- "$1/incoming"
mkdir -- "$1/incoming"
cp -RpP -- "$2/." "$1/incoming"
"""
"""FOLDER SOURCE: what rsync does for other hosts; modes, times and links stay."""

COMPLETE = (
    _POINT
    + """
cd -- "$1"
name=$2
rm -f -- incoming/REVISION
printf '%s\\n' "$3" > incoming/REVISION
shift 3
for each; do
  each=${each%/}
  folder=incoming rest=$each up=../..
  while [ "$rest" != "${rest#*/}" ]; do
    folder=$folder/${rest%%/*} rest=${rest#*/} up=$up/..
    [ ! -L "$folder" ] || fail "$each cannot be shared: the release has a link above it"
  done
  rm -rf -- "incoming/$each"
  mkdir -p -- "$folder"
  ln -s -- "$up/shared/$each" "incoming/$each"
done
if [ -d "releases/$name" ]; then
  if [ "$(target_of current)" = "releases/$name" ]; then
    # It is served: it goes on under another name, until this deployment switches.
    rm -rf -- "releases/$name.replaced"
    cp -al -- "releases/$name" "releases/.copy" 2>/dev/null || {
      rm -rf -- releases/.copy
      cp -RpP -- "releases/$name" releases/.copy
    }
    mv -- releases/.copy "releases/$name.replaced"
    point current "releases/$name.replaced"
  fi
  remove "$name"
fi
mv -- incoming "releases/$name"
"""
)
"""FOLDER NAME COMMIT SHARED...: make a release of what came in, or replace the one of its name."""

SWITCH = (
    _POINT
    + """
cd -- "$1"
[ -f "releases/$2/REVISION" ] || fail "there is no releases/$2"
was=$(target_of current)
[ "$was" != "releases/$2" ] || exit 0
touch -- "releases/$2"
case $was in
  '') rm -f -- before ;;
  "releases/$2.replaced") [ -e before ] || point before "$was" ;;
  *) point before "$was" ;;
esac
point current "releases/$2"
note "$3"
"""
)
"""FOLDER NAME WORDS: serve a release, and have `before` lead to what was served.

After an attempt of the same release that was interrupted, `before` leads to what was before that.
"""

BACK = (
    _POINT
    + """
cd -- "$1"
was=$(target_of current)
if [ -n "$3" ] && [ -f "releases/$3/REVISION" ]; then
  to=releases/$3
elif [ "$was" = "releases/$2" ]; then
  to=$(target_of before)
else
  exit 0
fi
[ "$was" != "$to" ] || exit 0
if [ -n "$to" ] && [ -d "$to" ]; then point current "$to"; else rm -f -- current; fi
note "$4"
shift 4
for each; do
  case $each in
    restart:*) if [ -e current ]; then (cd current && sh -c "${each#*:}"); fi ;;
    stop:*) if [ ! -e current ]; then sh -c "${each#*:}"; fi ;;
  esac
done
"""
)
"""FOLDER NAME PREVIOUS WORDS {restart:|stop:}COMMAND...: serve PREVIOUS again, or, where it never
was, what was before NAME; and have it run.

A host that was not switched yet is left alone. It is one script, so that no host waits for another
one to go back. COMMANDs are lines of a shell: `restart` is for where something is served then, and
`stop` for where nothing is.
"""

IN_CURRENT = """
cd -- "$1/current"
shift
exec "$@"
"""
"""FOLDER ARGV...: run a program in what is served."""

HAS = """
[ -f "$1/releases/$2/REVISION" ] || { echo "there is no $1/releases/$2" >&2; exit 1; }
"""
"""FOLDER NAME: whether a release is there."""

PRUNE = (
    _POINT
    + """
cd -- "$1"
current=$(target_of current)
others=0
ls -1t releases | while IFS= read -r each; do
  [ -f "releases/$each/REVISION" ] && [ ! -L "releases/$each" ] || continue
  [ "releases/$each" != "$current" ] || continue
  case $each in
    *.replaced) remove "$each" ;;
    *)
      others=$((others + 1))
      [ "$others" -lt "$2" ] || remove "$each"
      ;;
  esac
done
"""
)
"""FOLDER KEEP: keep what is served and those that were served last, KEEP altogether.

What is in `releases` and has no REVISION was not made by us, and stays.
"""
