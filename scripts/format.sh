#!/bin/sh
# make format: rewrites the Swift files in the project's format.
cd "$(dirname "$0")/.." || exit 1
. scripts/common.sh
have swift || stop_for_swift "There is no swift on the PATH."
say "Formatting (swift format)"
swift format --in-place --recursive --parallel Sources Tests Fuzz Package.swift scripts/essentials
