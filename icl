#!/usr/bin/env bash
# The command line of icl4j. Builds what is missing or older than its sources, then runs it:  ./icl --help
set -euo pipefail

fail() {
  echo "icl: $1" >&2
  exit 2
}

for program in readlink find grep sed env; do
  command -v "$program" >/dev/null || fail "no $program found; PATH must name the system's programs, such as /usr/bin:/bin"
done

self="${BASH_SOURCE[0]}"
[[ "$self" == */* ]] || self="./$self"
while [[ -L "$self" ]]; do
  target="$(readlink "$self")"
  [[ "$target" == /* ]] || target="${self%/*}/$target"
  self="$target"
done
root="$(cd "${self%/*}/" && pwd)"
target="$root/icl-examples/target"
jar="$target/icl-examples.jar"
classpath="$target/classpath.txt"

# JAVA_HOME first, then the path.
java="${JAVA_HOME:+$JAVA_HOME/bin/java}"
java="${java:-$(command -v java || true)}"
[[ -n "$java" && -x "$java" ]] || fail "no Java found; install a JDK, 17 or newer, and set JAVA_HOME or PATH"
home="$(readlink -f "$java")"
home="${home%/*/*}"
release=""
if [[ -r "$home/release" ]]; then
  while IFS='="' read -r key _ value; do
    [[ "$key" != JAVA_VERSION ]] || release="$value"
  done <"$home/release"
fi
if [[ -z "$release" ]]; then
  release="$("$java" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p')"
fi
release="${release%\"}"
release="${release%%[.+-]*}"
[[ "$release" =~ ^[0-9]+$ && "$release" -ge 17 ]] ||
  fail "$java is Java ${release:-of an unknown version}; icl4j needs a JDK, 17 or newer: set JAVA_HOME"

# In the locale C, which is what a container or cron gives, Java cannot open a file whose name is not ASCII.
locale="${LC_ALL:-${LC_CTYPE:-${LANG:-C}}}"
utf8=()
case "$locale" in C | POSIX) utf8=(env LC_ALL=C.UTF-8) ;; esac

# The class path that Maven wrote has absolute names. Those of icl4j's own modules are taken from this clone, wherever it
# has been copied or moved to since.
libraries() {
  local entry
  IFS=: read -r -a entries <"$classpath" || true
  for i in "${!entries[@]}"; do
    entry="${entries[i]}"
    if [[ "$entry" =~ /(icl-[a-z]+/target/[^/]+)$ ]]; then
      entries[i]="$root/${BASH_REMATCH[1]}"
    fi
  done
}

stale() {
  [[ -s "$classpath" ]] || return 0
  local entry entries sources=() source
  libraries
  for entry in "$jar" "${entries[@]}"; do
    [[ -e "$entry" ]] || return 0
  done
  for source in "$root"/pom.xml "$root"/icl-{core,kernels,solvers,attention,figures,examples}/{pom.xml,src/main}; do
    [[ ! -e "$source" ]] || sources+=("$source")
  done
  [[ -n "$(find "${sources[@]}" -newer "$classpath" -print -quit)" ]]
}

build() {
  command -v mvn >/dev/null || fail "Maven is needed to build icl4j; install Maven 3.8.7 or newer"
  [[ -x "$home/bin/javac" ]] || fail "$home has no compiler; install a JDK, 17 or newer, and set JAVA_HOME"
  { mkdir -p "$target" && : >>"$target/icl-build.log"; } 2>/dev/null ||
    fail "$target cannot be written, and icl4j has to be built there; build it as the clone's owner, or clone it again"
  # One build at a time, where the system has locks.
  exec 9>"$target/icl-build.lock"
  if command -v flock >/dev/null; then
    flock 9
    stale || { exec 9>&-; return 0; }
  fi
  if [[ -e "$classpath" ]]; then
    echo "building icl4j (sources have changed) ..." >&2
  else
    echo "building icl4j (first run: Maven downloads what it needs; this takes some minutes) ..." >&2
  fi
  local log="$target/icl-build.log"
  # Maven, interrupted, ends like a build that failed.
  trap 'exit 130' INT
  trap 'exit 143' TERM
  if ! (cd "$root" && JAVA_HOME="$home" ${utf8[@]+"${utf8[@]}"} mvn -B -q -ntp package -pl icl-examples -am -Dmaven.test.skip -Dmaven.javadoc.skip \
    -Dmaven.source.skip -Dspotless.check.skip -Djacoco.skip -Denforcer.skip) >"$log" 2>&1 </dev/null 9>&-; then
    grep -m 3 '^\[ERROR\]' "$log" >&2 || cat "$log" >&2
    fail "the build failed; see $log"
  fi
  trap - INT TERM
  touch "$classpath"
  exec 9>&-
}

! stale || build

# The help depends on the program alone: what it printed the first time is printed again.
help="$target/icl-help.txt"
[[ $# -eq 0 || ( $# -eq 1 && ( "$1" == --help || "$1" == -h ) ) ]] || help=""
if [[ -n "$help" && -s "$help" && ! "$jar" -nt "$help" && ! "$classpath" -nt "$help" ]]; then
  exec cat "$help"
fi

flags=(
  -XX:+UseSerialGC
  --add-modules jdk.incubator.vector
  # The real standard error is handed to the program as file descriptor 3; see below.
  --add-opens java.base/java.io=ALL-UNNAMED
  -Dicl4j.stderr3=true
  -Djava.awt.headless=true
  # No file in /tmp that an interrupted run leaves behind.
  -XX:-UsePerfData
  # JavaCPP's own limits know nothing of the machine's memory; icl4j checks that before it allocates.
  -Dorg.bytedeco.javacpp.maxbytes=0
  -Dorg.bytedeco.javacpp.maxphysicalbytes=0
)
if [[ "$release" -ge 24 ]]; then
  flags+=(--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow)
fi
if [[ -t 2 ]]; then
  flags+=(-Dicl4j.terminal=true)
  size="$(stty size <&2 2>/dev/null || true)"
  [[ ! "$size" =~ ^[0-9]+\ [1-9][0-9]*$ ]] || flags+=("-Dicl4j.columns=${size#* }")
fi

libraries
own=("$jar" "${entries[@]}")
printf -v path '%s:' "${own[@]}"
path="${path%:}"

# Classes as the JVM has them in memory, of this Java and this build: a second less at every start. Made once, with a small
# fit; where it cannot be made, an empty file says so, and the JVM takes no notice of one that does not fit.
archive="$target/icl-$release.jsa"
if [[ -z "$help" && (! -e "$archive" || "$classpath" -nt "$archive" || "$jar" -nt "$archive") ]] && { : >"$archive"; } 2>/dev/null; then
  { echo a,b,y; for i in {1..24}; do echo "$i,$((i * i % 7)),$((i % 5))"; done; } >"$target/icl-archive.csv"
  OMP_WAIT_POLICY=passive "$java" "${flags[@]}" -XX:ArchiveClassesAtExit="$archive.$$" -cp "$path" \
    org.icl4j.examples.cli.Icl krr --train "$target/icl-archive.csv" >/dev/null 2>&1 </dev/null || true
  mv -f "$archive.$$" "$archive" 2>/dev/null || true
fi
[[ ! -s "$archive" ]] || flags+=(-XX:SharedArchiveFile="$archive" -Xshare:auto -Xlog:cds=off -Xlog:cds+dynamic=off)

# Else ND4J's OpenMP threads and OpenBLAS's spin against each other.
export OMP_WAIT_POLICY=passive

if [[ -n "$help" ]] && { : >"$help.$$"; } 2>/dev/null; then
  "$java" "${flags[@]}" -cp "$path" org.icl4j.examples.cli.Icl "$@" >"$help.$$" 2>/dev/null && mv -f "$help.$$" "$help" && exec cat "$help"
  rm -f "$help.$$"
fi

# The JVM announces the incubator module on standard error and has no switch for that. What the JVM itself says goes
# through a filter that drops this one line; what the program says goes to descriptor 3, past the filter.
exec 3>&2
# shellcheck disable=SC2086
exec ${utf8[@]+"${utf8[@]}"} "$java" "${flags[@]}" ${ICL4J_JAVA_OPTIONS:-} -cp "$path" org.icl4j.examples.cli.Icl "$@" \
  2> >(exec grep -v --line-buffered '^WARNING: Using incubator modules: ' >&3)
