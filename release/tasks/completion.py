"""What has a shell complete tasks, flags and values, of `release` and of `inv` alike.

Invoke's own scripts complete one program's name each, and with zsh no flags. Each of these asks the
very program that is typed, which knows the tasks of the repository around.
"""

from __future__ import annotations

from collections.abc import Mapping

SCRIPTS: Mapping[str, str] = {
    "bash": """\
_complete_release() {
    local found
    found=$("${COMP_WORDS[0]}" --complete -- "${COMP_WORDS[@]:0:COMP_CWORD+1}" 2>/dev/null)
    COMPREPLY=($(compgen -W "$found" -- "$2"))
}
complete -o default -F _complete_release release inv invoke
""",
    "zsh": """\
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit -i -D }
_complete_release() {
    local -a found
    found=(${(f)"$(${words[1]} --complete -- "${(@)words[1,CURRENT]}" 2>/dev/null)"})
    compadd -a found || _files
}
compdef _complete_release release inv invoke
""",
    "fish": """\
function __complete_release
    set -l typed (commandline -oc) (commandline -ct)
    command $typed[1] --complete -- $typed 2>/dev/null
end
for program in release inv invoke
    complete --command $program --no-files --arguments '(__complete_release)'
end
""",
}
"""To be sourced, by the name of the shell."""
