# Shared by ./saccade, ./test and .ci/run: finding the .NET SDK, and one build at a time. POSIX sh; $root is set by the caller.

DOTNET_NOLOGO=1
DOTNET_CLI_TELEMETRY_OPTOUT=1
# Worker processes that outlive a build would keep its pipes and locks open.
MSBUILDDISABLENODEREUSE=1
# Warnings are errors here, so an advisory published tomorrow would break a clone of today.
NuGetAudit=false
export DOTNET_NOLOGO DOTNET_CLI_TELEMETRY_OPTOUT MSBUILDDISABLENODEREUSE NuGetAudit

# The SDK and NuGet keep their caches in the home folder; give them one where there is none.
if [ -z "${HOME:-}" ] || [ ! -w "$HOME" ]; then
    mkdir -p "$root/artifacts/home" 2>/dev/null
    HOME=$root/artifacts/home
    export HOME
fi

# Ends the script with a message unless an SDK that global.json accepts (10.0.100 or a later 10.0) is installed.
require_sdk() {
    if ! command -v dotnet >/dev/null 2>&1; then
        sdk_message "no 'dotnet' on the PATH"
    fi

    sdks=$(dotnet --list-sdks 2>/dev/null </dev/null | sed 's/ .*//')
    for sdk in $sdks; do
        case $sdk in
            10.0.[1-9][0-9][0-9]) return 0 ;;
        esac
    done

    if [ -z "$sdks" ]; then
        sdk_message "'$(command -v dotnet)' has no SDK (a runtime alone cannot build)"
    else
        sdk_message "'$(command -v dotnet)' has only SDK $(echo $sdks | sed 's/ /, /g')"
    fi
}

sdk_message() {
    {
        echo "saccade: needs the .NET 10 SDK (10.0.100 or a later 10.0), but found $1."
        echo "  Get it from https://dotnet.microsoft.com/download/dotnet/10.0 (or the package 'dotnet-sdk-10.0' of your system),"
        echo "  make sure that 'dotnet --list-sdks' shows it, and run this command again."
    } >&2
    exit 1
}

# Runs "$@" while no other script of this clone builds. Build servers that "$@" may leave behind must not inherit the
# lock, so file descriptor 9 is closed for it.
with_build_lock() {
    mkdir -p "$root/artifacts" || return 1
    if command -v flock >/dev/null 2>&1; then
        ( flock 9 && "$@" 9>&- ) 9>"$root/artifacts/build.lock"
        return
    fi

    lock=$root/artifacts/build.lock.d
    until mkdir "$lock" 2>/dev/null; do
        owner=$(cat "$lock/pid" 2>/dev/null)
        if [ -n "$owner" ] && ! kill -0 "$owner" 2>/dev/null; then
            rm -rf "$lock" # its owner was killed
        else
            sleep 1
        fi
    done

    ( # a shell of its own, so that its traps do not replace the caller's
        trap 'rm -rf "$lock"' EXIT
        trap 'exit 130' INT TERM
        echo $$ >"$lock/pid"
        "$@"
    )
}

# Runs "$@" in the repository's root, without standard input, and shows its output only when it fails.
quietly() {
    log=$(mktemp) || return 1
    if ( cd "$root" && "$@" ) >"$log" 2>&1 </dev/null; then
        rm -f "$log"
        return 0
    fi
    cat "$log" >&2
    rm -f "$log"
    return 1
}
