<#
.SYNOPSIS
Records the scenarios on this Windows, and judges the traces.

.DESCRIPTION
  powershell -ExecutionPolicy Bypass -File script\record.ps1 -Binaries FOLDER

FOLDER holds ioracle-agent.exe and ioracle-desk.exe: `script/build mingw` makes them on Debian, a
release may bring them. Without -Binaries they are built here, for which CMake, Visual Studio (its
C++ workload) and vcpkg are needed; VCPKG_ROOT says where vcpkg is.

What was recorded lies in traces\windows-BUILD, and beside it as a .zip: a trace for each scenario,
results.txt, results.json and agent.log. How to contribute it: README.md, "Real Windows".

Nothing but loopback connections, pipes, and files in the folder for temporary files is used.
#>
param(
    [string]$Binaries = "",
    [string]$Out = "traces",
    [string[]]$Scenarios = @("scenarios"),
    # Differences from the specification are what is looked for: they do not make it fail.
    [switch]$AllowDifferences
)

$ErrorActionPreference = "Stop"
$top = Split-Path -Parent $PSScriptRoot
Set-Location $top

function Build-Binaries {
    $vcpkg = @($env:VCPKG_ROOT, $env:VCPKG_INSTALLATION_ROOT) | Where-Object { $_ } |
        Select-Object -First 1
    if (-not $vcpkg) {
        throw "neither -Binaries nor VCPKG_ROOT is given: see Get-Help script\record.ps1"
    }
    & "$vcpkg\vcpkg.exe" install nlohmann-json:x64-windows-static | Out-Host
    if ($LASTEXITCODE -ne 0) { throw "vcpkg failed" }
    & cmake -S . -B build\msvc -A x64 `
        "-DCMAKE_TOOLCHAIN_FILE=$vcpkg\scripts\buildsystems\vcpkg.cmake" `
        "-DVCPKG_TARGET_TRIPLET=x64-windows-static" "-DVCPKG_MANIFEST_MODE=OFF" `
        "-DCMAKE_MSVC_RUNTIME_LIBRARY=MultiThreaded" | Out-Host
    if ($LASTEXITCODE -ne 0) { throw "CMake failed" }
    & cmake --build build\msvc --config Release --parallel `
        --target ioracle-agent ioracle-desk | Out-Host
    if ($LASTEXITCODE -ne 0) { throw "the build failed" }
    return "build\msvc\Release"
}

if (-not $Binaries) { $Binaries = Build-Binaries }
$agent = Join-Path $Binaries "ioracle-agent.exe"
$desk = Join-Path $Binaries "ioracle-desk.exe"
foreach ($program in @($agent, $desk)) {
    if (-not (Test-Path $program)) { throw "there is no $program" }
}

$build = [Environment]::OSVersion.Version.Build
$folder = Join-Path $Out "windows-$build"
& $desk --agent "`"$agent`"" --out $folder @Scenarios
$code = $LASTEXITCODE
if ($code -eq 2) { exit 2 }

# A trace is called Windows only if it was recorded there.
$results = Get-Content (Join-Path $folder "results.json") -Raw | ConvertFrom-Json
if ($results.agent.name -ne "windows") {
    throw "the agent says that this is $($results.agent.name), not Windows"
}
Compress-Archive -Path $folder -DestinationPath "$folder.zip" -Force
Write-Host "recorded: $folder.zip"
if ($AllowDifferences -and ($code -eq 1 -or $code -eq 3)) { exit 0 }
exit $code
