#compdef plis
# Completions of plis for zsh: plis itself says what may stand there, names of keys and consultations too.
_plis() {
  local line
  local -a values=() shown=()
  for line in "${(@f)$("${words[1]}" __complete -- "${(@Q)words[1,CURRENT]}" 2>/dev/null)}"; do
    [[ -n $line ]] || continue
    values+=("${line%%$'\t'*}")
    shown+=("${line/$'\t'/  }")
  done
  if (( ${#values} )); then
    compadd -l -d shown -- "${values[@]}"
  else
    _files
  fi
}
if [[ ${funcstack[1]} == _plis ]]; then
  _plis "$@"
elif (( ${+functions[compdef]} )); then
  compdef _plis plis
fi
