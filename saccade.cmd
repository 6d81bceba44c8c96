@echo off
rem The `saccade` command of this clone for Windows: builds src\Saccade.Cli when needed, then runs it.
rem Not tested yet: the project's machines run Linux.
setlocal
where dotnet >nul 2>nul || (
    echo saccade: needs the .NET 10 SDK, 10.0.100 or later; get it from https://dotnet.microsoft.com/download/dotnet/10.0 1>&2
    exit /b 1
)
set "log=%TEMP%\saccade-build-%RANDOM%.log"
pushd "%~dp0"
dotnet build src\Saccade.Cli\Saccade.Cli.csproj -c Release -v quiet -nologo >"%log%" 2>&1
if errorlevel 1 (
    popd
    type "%log%" 1>&2
    exit /b 1
)
popd
del "%log%"
dotnet "%~dp0src\Saccade.Cli\bin\Release\net10.0\saccade.dll" %*
exit /b %errorlevel%
