import EventLoop
import FuzzTargets
import Glibc

/// Runs libFuzzer on the target that the first argument names; what follows are libFuzzer's own arguments.
func runFuzzer() {
  guard FuzzTarget(rawValue: CommandLine.arguments.dropFirst().first ?? "") != nil else {
    print("usage: ringback-fuzz TARGET [libFuzzer's arguments]; targets: \(FuzzTarget.allCases.map(\.rawValue))")
    exit(64)
  }
  LoopActor.executor.adoptCurrentThread()
  var count = CommandLine.argc - 1
  var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv + 1
  exit(runDriver(&count, &arguments, testOneInput))
}

/// The target that the first argument names.
private let target: FuzzTarget = FuzzTarget(rawValue: CommandLine.arguments[1]) ?? .request

/// Called by libFuzzer with each input: runs the loop for as long as the target takes.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  let target = target
  LoopActor.assumeIsolated {
    _ = LoopActor.start {
      await target.run(bytes)
      LoopActor.executor.stop()
    }
  }
  LoopActor.executor.run()
  return 0
}

/// Called by libFuzzer for a new input: every other one of a JSON target has a value replaced, not bytes.
@_cdecl("LLVMFuzzerCustomMutator")
public func mutate(_ bytes: UnsafeMutablePointer<UInt8>, _ count: Int, _ room: Int, _ seed: UInt32) -> Int {
  if target.isJSON, seed % 2 == 0 {
    let input = Array(UnsafeBufferPointer(start: bytes, count: count))
    if let mutated = JSONMutation.mutated(input, seed: seed), mutated.count <= room {
      bytes.update(from: mutated, count: mutated.count)
      return mutated.count
    }
  }
  return fuzzerMutate(bytes, count, room)
}

@_silgen_name("LLVMFuzzerMutate")
private func fuzzerMutate(_ bytes: UnsafeMutablePointer<UInt8>, _ count: Int, _ room: Int) -> Int

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<Int32>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
  _ callback: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32
