// SwiftPM makes this file the program's `main`; libFuzzer's own stands beside it unused.
runFuzzer()
