# Sourced by mvnw and deploy/local/claviger: sets JAVA_HOME to a JDK 25 or newer, or says plainly what is missing.

jdk_major() { # prints the feature version of the JDK in folder $1, or nothing
  [ -x "$1/bin/javac" ] || return 0
  # a JVM that takes options from its environment says so first
  "$1/bin/java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -n 1
}

find_jdk() {
  candidates="${JAVA_HOME:-}"
  on_path=$(command -v javac 2>/dev/null || true)
  [ -z "$on_path" ] || candidates="$candidates
$(dirname "$(dirname "$(readlink -f "$on_path")")")"
  candidates="$candidates
$(ls -d /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home 2>/dev/null || true)"
  old_ifs=$IFS
  IFS='
'
  for home in $candidates; do
    major=$(jdk_major "$home")
    if [ -n "$major" ] && [ "$major" -ge 25 ]; then
      IFS=$old_ifs
      JAVA_HOME=$home
      export JAVA_HOME
      return 0
    fi
  done
  IFS=$old_ifs
  echo "Claviger needs a JDK 25 or newer and found none." >&2
  echo "Looked at JAVA_HOME, PATH, /usr/lib/jvm, /opt, ~/.sdkman and ~/.jdks." >&2
  echo "Install one (for example Temurin 25) or set JAVA_HOME to it." >&2
  return 1
}
