#!/usr/bin/env bash
# Makes what the Kotlin is compiled against: the Rust library of this machine,
# R.java with the resources' table (aapt2), and the library's Kotlin bindings.
# usage: generate.sh ANDROID_JAR BUILD_FOLDER
set -euo pipefail
android_jar=$1
build=$2
cd "$(dirname "$0")/.."
root=$PWD

# One command for library and generator, and the same units as `make test` and
# `make demo`: built apart, with other features, each would rebuild the other's.
scripts/with-rust cargo build --quiet --workspace --lib --bins

cargo_target=${CARGO_TARGET_DIR:-target}
case $cargo_target in /*) ;; *) cargo_target=$root/$cargo_target ;; esac
library=$cargo_target/debug/libdianfei.so

mkdir -p "$build/native" "$build/android" "$build/generated-sources/r" "$build/generated-sources/bindings"
ln -sfn "$library" "$build/native/libdianfei.so"

# Whether anything in the paths after the first is newer than it.
is_older() {
    local made=$1
    shift
    [ ! -e "$made" ] || [ -n "$(find "$@" -newer "$made" -print -quit)" ]
}

table=$build/android/resources.apk
if is_older "$table" android/src/main/res android/src/main/AndroidManifest.xml android/generate.sh; then
    # A complaint of aapt2 about this framework's newest chunk type is harmless: told only when it fails.
    log=$build/android/aapt2.log
    {
        aapt2 compile --dir android/src/main/res -o "$build/android/resources.zip" &&
            # Final ids would be copied into Kotlin's classes and go stale there.
            aapt2 link -o "$table" -I "$android_jar" --manifest android/src/main/AndroidManifest.xml \
                --java "$build/generated-sources/r" --non-final-ids --auto-add-overlay \
                --min-sdk-version 26 --target-sdk-version 34 \
                --compile-sdk-version-code 34 --compile-sdk-version-name 14 \
                "$build/android/resources.zip"
    } >"$log" 2>&1 || {
        rm -f "$table"
        cat "$log" >&2
        exit 1
    }
fi

stamp=$build/android/bindings.stamp
if is_older "$stamp" "$library" bindings/uniffi.toml android/generate.sh; then
    # The generator looks for uniffi.toml in the crate that it is started in.
    (cd bindings && "$cargo_target/debug/uniffi-bindgen" generate --language kotlin --no-format \
        --out-dir "$build/generated-sources/bindings" "$library")
    touch -r "$library" "$stamp"
fi

# The tests' incremental compiler does not see that a signature of the app has
# changed: they are compiled anew whenever the app is.
stamp=$build/android/app.stamp
if is_older "$stamp" android/src/main/kotlin "$build/generated-sources"; then
    rm -rf "$build/test-classes" "$build"/kotlin-ic/*test*
    touch "$stamp"
fi

# Real phones' files for the tests to begin with.
if is_older "$build/phones/collector.db" "$library"; then
    "$cargo_target/debug/phones" "$build/phones"
fi
