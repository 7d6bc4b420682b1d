#!/usr/bin/env bash
# Installs what the tests need, builds Release once and runs all tests; --quick leaves out the integration tests.
# The last line is "N passed, N failed"; the exit code is 0 only when something ran and nothing failed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1

fail() { echo "test.sh: $*" >&2; exit 1; }

quick=
for option in "$@"; do
  case "$option" in
    --quick) quick=1 ;;
    *) echo "usage: ./test.sh [--quick]" >&2; exit 2 ;;
  esac
done
for tool in dotnet node npm; do
  command -v "$tool" >/dev/null || fail "'$tool' is missing. Install the .NET 10 SDK and Node 20, then run it again."
done

# Debian's packages that the tests need: fraud models are trained by XGBoost; without --quick the
# dashboard is tested in a real browser, journals and topics on real servers.
install_packages() {
  local missing=() package root=()
  grep -q 'libxgboost.so.0 ' <(ldconfig -p) || missing+=(libxgboost0)
  if [ -z "$quick" ]; then
    command -v chromium >/dev/null && command -v chromedriver >/dev/null || missing+=(chromium chromium-driver)
    compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
    command -v kcat >/dev/null || missing+=(kcat)
    grep -q 'librdkafka.so.1 ' <(ldconfig -p) || missing+=(librdkafka1)
    for package in libmongoc-1.0-0 libbson-1.0-0; do
      grep -q "${package%-0}.so.0 " <(ldconfig -p) || missing+=("$package")
    done
  fi
  [ "${#missing[@]}" != 0 ] || return 0
  command -v apt-get >/dev/null || fail "there is no apt-get; install what corresponds to Debian's ${missing[*]}."
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null ||
      fail "packages are missing. Run 'apt-get install ${missing[*]}' as root."
    root=(sudo)
  fi
  "${root[@]}" apt-get update -qq
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    "${missing[@]}" >/dev/null
}

passed=0 failed=0 skipped=0
results="$(mktemp -d)"
trap 'rm -rf "$results"' EXIT

# Adds the counts of one suite; one that ends badly without a failing test counts as one failure.
count() { # passed failed skipped status name
  local bad="$2"
  if [ "$bad" = 0 ] && { [ "$4" != 0 ] || [ "$1" = 0 ]; }; then
    bad=1
    echo "$5: ended with code $4 after $1 passed tests; the lines above say why." >&2
  fi
  passed=$((passed + $1)) failed=$((failed + bad)) skipped=$((skipped + $3))
}

run_dotnet() { # project
  local status=0 name trx counters
  name="$(basename "$1")" trx="$results/$(basename "$1").trx"
  echo "== $name"
  dotnet test "$1" -c Release --no-build --results-directory "$results" --logger "trx;LogFileName=$name.trx" \
    --logger "console;verbosity=minimal" --blame-hang-timeout 5m --blame-hang-dump-type none || status=$?
  counters="$(grep -o '<Counters [^>]*>' "$trx" 2>/dev/null || true)"
  of() { local n; n="$(sed -nE "s/.* $1=\"([0-9]+)\".*/\1/p" <<<"$counters")"; echo "${n:-0}"; }
  count "$(of passed)" "$(($(of executed) - $(of passed)))" "$(($(of total) - $(of executed)))" "$status" "$name"
}

run_node() { # folder
  local status=0
  echo "== the dashboard's modules"
  npm test --silent --prefix "$1" >"$results/node.txt" 2>&1 || status=$?
  [ "$status" = 0 ] || cat "$results/node.txt"
  of() { local n; n="$(sed -nE "s/^(#|ℹ) $1 ([0-9]+)$/\2/p" "$results/node.txt")"; echo "${n:-0}"; }
  count "$(of pass)" "$(($(of fail) + $(of cancelled)))" "$(($(of skipped) + $(of todo)))" "$status" "node tests"
}

install_packages
dotnet build FinData.sln -c Release --nologo -v quiet || fail "the build failed; the lines above say where."
run_dotnet tests/FinData.Tests
run_node src/FinData/Dashboard
[ -n "$quick" ] || run_dotnet tests/FinData.IntegrationTests

echo "$passed passed, $failed failed$([ "$skipped" = 0 ] || echo ", $skipped skipped")"
[ "$passed" -gt 0 ] && [ "$failed" = 0 ]
