namespace Saccade.Cli.Completion;

/// <summary>The shells for which there is a script.</summary>
internal enum Shell
{
    /// <summary>GNU Bash 4 or later.</summary>
    Bash,

    /// <summary>The Z shell.</summary>
    Zsh,

    /// <summary>fish 3 or later.</summary>
    Fish,

    /// <summary>PowerShell 7, or Windows PowerShell 5.1.</summary>
    Powershell,
}

/// <summary>
/// Scripts by which a shell asks the command what could come next: <c>saccade [suggest:POSITION] LINE</c>, where the line is what was typed after the name of the command.
/// What the command does not know is left to the shell, which completes names of files.
/// </summary>
internal static class CompletionScripts
{
    public static string Of(Shell shell) => (shell switch
    {
        Shell.Bash => Bash,
        Shell.Zsh => Zsh,
        Shell.Fish => Fish,
        _ => PowerShell,
    }).ReplaceLineEndings("\n");

    private const string Bash = """
        # Completion of saccade for bash. Install: saccade completion bash > ~/.local/share/bash-completion/completions/saccade
        # (or, in ~/.bashrc: source <(saccade completion bash))
        _saccade() {
            local line="${COMP_LINE:0:COMP_POINT}" word="${COMP_WORDS[COMP_CWORD]}" program="${COMP_WORDS[0]/#\~/$HOME}" found
            line="${line#"${COMP_WORDS[0]}"}"
            line="${line# }"
            COMPREPLY=()
            while IFS= read -r found; do
                [[ $found == "$word"* ]] && COMPREPLY+=("$found")
            done < <("$program" "[suggest:${#line}]" "$line" 2>/dev/null)
        }
        complete -o default -F _saccade saccade

        """;

    private const string Zsh = """
        #compdef saccade
        # Completion of saccade for zsh. Install: saccade completion zsh > ~/.zfunc/_saccade, with these lines in ~/.zshrc:
        #   fpath=(~/.zfunc $fpath); autoload -Uz compinit; compinit
        # (or, after compinit in ~/.zshrc: source <(saccade completion zsh))
        _saccade() {
            local line="${(j: :)words[2,CURSOR]}" program="${words[1]/#\~/$HOME}"
            local -a found
            found=(${(f)"$("$program" "[suggest:${#line}]" "$line" 2>/dev/null)"})
            if (( ${#found} )); then
                compadd -- "${found[@]}"
            else
                _files
            fi
        }
        if [[ "${funcstack[1]}" == _saccade ]]; then
            _saccade "$@"
        else
            compdef _saccade saccade
        fi

        """;

    private const string Fish = """
        # Completion of saccade for fish. Install: saccade completion fish > ~/.config/fish/completions/saccade.fish
        function __saccade_complete
            set -l program (commandline -opc)[1]
            set -l line (commandline -cp | string replace -r '^\s*\S+\s?' '')
            command $program "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
        end
        complete -c saccade -a '(__saccade_complete)'

        """;

    private const string PowerShell = """
        # Completion of saccade for PowerShell. Install: saccade completion powershell >> $PROFILE
        Register-ArgumentCompleter -Native -CommandName saccade -ScriptBlock {
            param($wordToComplete, $commandAst, $cursorPosition)
            $text = $commandAst.Extent.Text.PadRight($cursorPosition - $commandAst.Extent.StartOffset)
            $line = $text -replace '^\S+ ?', ''
            & $commandAst.CommandElements[0].Extent.Text "[suggest:$($line.Length)]" "$line " 2>$null | Where-Object { $_ -like "$wordToComplete*" } | ForEach-Object {
                [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
            }
        }

        """;
}
