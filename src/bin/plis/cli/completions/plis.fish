# Completions of plis for fish: plis itself says what may stand there, names of keys and consultations too.
function __plis_complete
    set -l word (commandline -ct)
    set -l found (plis __complete -- (commandline -opc) "$word" 2>/dev/null)
    if test (count $found) -gt 0
        printf '%s\n' $found
    else
        __fish_complete_path "$word"
    end
end
complete -c plis -f -a '(__plis_complete)'
