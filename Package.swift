// swift-tools-version: 6.2
import PackageDescription

/// Language features every Swift target is built with; C wrappers add strict memory safety.
let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]
/// The library of Swift's regular expressions is imported unasked, and one use of it links a megabyte; `Patterns` has
/// what we need.
let withoutRegex = SwiftSetting.unsafeFlags(["-Xfrontend", "-disable-implicit-string-processing-module-import"])
/// For what no request goes through: a fifth smaller, and nobody waits for it.
let small = SwiftSetting.unsafeFlags(["-Osize"], .when(configuration: .release))
let ours = strict + [withoutRegex]
let wrapper = ours + [.strictMemorySafety()]

/// A target of ours and the one test target that mirrors it; every target may use `Bytes`.
func target(_ name: String, _ imports: [Target.Dependency], _ settings: [SwiftSetting] = ours) -> Target {
  .target(name: name, dependencies: ["Bytes"] + imports, swiftSettings: settings)
}
func tests(_ name: String, _ imports: [Target.Dependency] = [], exclude: [String] = []) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: [.byName(name: name), "Bytes"] + imports, exclude: exclude,
    swiftSettings: strict)
}

/// What the tests of anything on the loop share.
let support: [Target.Dependency] = ["LoopTestSupport", "TestSupport"]

/// `make fuzz` sets `RINGBACK_FUZZ`: then the driver of the fuzzer is built, and the undefined-behavior sanitizer looks at C.
let isFuzzing = Context.environment["RINGBACK_FUZZ"] != nil
let watchedC: [CSetting] =
  isFuzzing
  ? [.unsafeFlags(["-fsanitize=address,undefined,fuzzer-no-link", "-fno-sanitize-recover=undefined"])] : []
let fuzzDriver: [Target] =
  isFuzzing
  ? [
    .executableTarget(
      name: "ringback-fuzz", dependencies: ["FuzzTargets", "EventLoop"], path: "Fuzz/Driver", swiftSettings: strict,
      // libFuzzer's main stands beside SwiftPM's; the toolchain's own linker takes the first.
      linkerSettings: [.unsafeFlags(["-use-ld=lld"])])
  ] : []

let package = Package(
  name: "ringback",
  products: [.executable(name: "ringback", targets: ["ringback"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
  ],
  targets: [
    // Layer 0: one C library each.
    .systemLibrary(name: "CLibuv", pkgConfig: "libuv", providers: [.apt(["libuv1-dev"]), .brew(["libuv"])]),
    .systemLibrary(name: "CJansson", pkgConfig: "jansson", providers: [.apt(["libjansson-dev"]), .brew(["jansson"])]),
    .systemLibrary(name: "CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"]), .brew(["pcre2"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .systemLibrary(
      name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"]), .brew(["openssl@3"])]),
    // What a process begins and ends with.
    .target(name: "CProcess"),
    // Notices when jansson finds no memory.
    .target(name: "CWatchedMemory"),
    // These load their library when it is first needed, so nothing is linked but the loader.
    .target(name: "CLibrary", linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]),
    .target(name: "CCurl", dependencies: ["CLibrary"]),
    .target(name: "CLAME", dependencies: ["CLibrary"]),
    .target(name: "CLLHTTP", cSettings: watchedC),
    .target(name: "CResources"),

    .target(name: "Bytes", swiftSettings: ours),

    // Layer 1: codecs and the loop.
    target("EventLoop", ["CLibuv", "CProcess"], wrapper),
    target("JSON", ["CJansson", "CWatchedMemory"], wrapper),
    target("HTTP1", ["CLLHTTP", "CZlib"], wrapper),
    target("Patterns", ["CPCRE2"], wrapper),
    target("Cryptography", ["COpenSSL"], wrapper),
    target("MP3", ["CLAME"], wrapper),

    // Layer 2: transport, documents, worlds.
    target("Transport", ["EventLoop", "HTTP1", "CCurl"], wrapper),
    target("OpenAPI", ["JSON", "HTTP1", "Patterns"]),
    target(
      "Simulation",
      [
        "EventLoop", "JSON", "HTTP1", "Patterns", "Cryptography",
        .product(name: "HashTreeCollections", package: "swift-collections"),
        .product(name: "DequeModule", package: "swift-collections"),
      ]),

    // Layers 3 to 5: scenarios, the phone network, the vendors, the control surface.
    target(
      "Scenario",
      [
        "Simulation", "OpenAPI", "Patterns", "JSON", "HTTP1", "EventLoop",
        .product(name: "HashTreeCollections", package: "swift-collections"),
      ]),
    target("Outgoing", ["Simulation", "Transport", "Patterns", "HTTP1", "EventLoop"]),
    target(
      "Telephony",
      [
        "Scenario", "Simulation", "Patterns", "Cryptography", "MP3", "JSON", "EventLoop",
        .product(name: "HashTreeCollections", package: "swift-collections"),
      ]),
    target(
      "ElevenLabs",
      [
        "Telephony", "Outgoing", "Scenario", "Simulation", "OpenAPI", "Transport", "Patterns", "Cryptography", "JSON",
        "HTTP1", "EventLoop",
      ]),
    target("Twilio", ["Telephony", "Scenario", "Simulation", "OpenAPI", "JSON", "HTTP1", "EventLoop"]),
    target(
      "Admin", ["Scenario", "Simulation", "Patterns", "OpenAPI", "Transport", "JSON", "HTTP1", "EventLoop"],
      ours + [small]),
    target(
      "Contract",
      ["Scenario", "Simulation", "OpenAPI", "Transport", "Patterns", "Cryptography", "JSON", "HTTP1", "EventLoop"],
      ours + [small]),

    // Layers 6 and 7: one running instance, and the command line.
    target(
      "Simulator",
      [
        "Contract", "Admin", "ElevenLabs", "Twilio", "Telephony", "Outgoing", "Scenario", "Simulation", "OpenAPI",
        "Transport", "Patterns", "Cryptography", "JSON", "HTTP1", "EventLoop", "CResources",
      ], ours + [small]),
    .executableTarget(
      name: "ringback",
      dependencies: [
        "Bytes", "Simulator", "Contract", "ElevenLabs", "Scenario", "Simulation", "OpenAPI", "Transport", "Patterns",
        "HTTP1", "EventLoop", "JSON",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: ours + [small]),

    // Tests mirror the targets.
    .target(name: "LoopTestSupport", dependencies: ["EventLoop"], path: "Tests/LoopTestSupport", swiftSettings: strict),
    .testTarget(name: "BytesTests", dependencies: ["Bytes"], swiftSettings: strict),
    tests("EventLoop", ["LoopTestSupport"]),
    tests("JSON", ["Simulation", "TestSupport"], exclude: ["Fixtures"]),
    tests("HTTP1"),
    tests("Patterns"),
    tests("Cryptography"),
    tests("MP3", ["TestSupport"]),
    tests("Transport", ["LoopTestSupport", "EventLoop", "HTTP1", "Scenario", "Simulation", "JSON"]),
    tests("OpenAPI", ["JSON", "HTTP1", "Simulation", "TestSupport"], exclude: ["Fixtures"]),
    .target(
      name: "TestSupport", dependencies: ["Simulation", "JSON", "HTTP1", "EventLoop"], path: "Tests/TestSupport",
      swiftSettings: strict),
    tests("Simulation", ["LoopTestSupport", "Cryptography", "EventLoop", "HTTP1", "JSON"]),
    tests(
      "Scenario",
      ["Patterns", "Simulator", "ElevenLabs", "Simulation", "OpenAPI", "JSON", "HTTP1", "EventLoop"] + support),
    tests("Outgoing", ["Simulation", "Transport", "HTTP1", "EventLoop", "LoopTestSupport"]),
    tests("Telephony", ["Scenario", "Simulation", "JSON", "EventLoop"] + support),
    tests(
      "ElevenLabs",
      ["Simulator", "Telephony", "Scenario", "Simulation", "OpenAPI", "Cryptography", "HTTP1", "JSON", "EventLoop"]
        + support,
      exclude: ["Fixtures"]),
    tests(
      "Twilio",
      ["Simulator", "ElevenLabs", "Telephony", "Scenario", "Simulation", "OpenAPI", "HTTP1", "JSON", "EventLoop"]
        + support),
    tests(
      "Contract",
      [
        "Simulator", "Scenario", "Simulation", "OpenAPI", "Transport", "Cryptography", "HTTP1", "JSON", "EventLoop",
      ] + support),
    tests(
      "Admin", ["Simulator", "Telephony", "Transport", "Simulation", "OpenAPI", "HTTP1", "JSON", "EventLoop"] + support),

    // What the fuzzer calls, which the tests call with the corpus.
    .target(
      name: "FuzzTargets",
      dependencies: [
        "Bytes", "Simulator", "ElevenLabs", "Outgoing", "Simulation", "Transport", "Patterns", "HTTP1", "JSON",
        "EventLoop",
      ], path: "Fuzz/Targets", swiftSettings: strict),
    .testTarget(
      name: "FuzzTests", dependencies: ["FuzzTargets", "EventLoop"] + support, swiftSettings: strict),
  ] + fuzzDriver,
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c2x
)
