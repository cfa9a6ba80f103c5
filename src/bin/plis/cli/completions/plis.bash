# Completions of plis for bash: plis itself says what may stand there, names of keys and consultations too.
_plis() {
  local word value glued='' quote='' kept=''
  local -a words=()
  # bash parts words at = and :, plis does not.
  for word in "${COMP_WORDS[@]:0:COMP_CWORD+1}"; do
    if [[ $word =~ ^[=:]+$ && ${#words[@]} -gt 0 ]]; then
      words[-1]+=$word glued=1
    elif [[ $glued ]]; then
      words[-1]+=$word glued=''
    else
      words+=("$word")
    fi
  done
  # Nothing of a line is run to see what it means: quotes and backslashes are taken away.
  [[ ${words[-1]} == [\"\']* ]] && quote=1
  words=("${words[@]//[\"\'\\]/}")
  [[ ${words[-1]} =~ ^(.*[=:]) ]] && kept=${BASH_REMATCH[1]}
  COMPREPLY=()
  while IFS=$'\t' read -r value _; do
    value=${value#"$kept"}
    [[ $quote ]] || printf -v value %q "$value"
    COMPREPLY+=("$value")
  done < <("$1" __complete -- "${words[@]}" 2>/dev/null)
}
complete -o bashdefault -o default -F _plis plis
