// swift-tools-version: 6.3
import PackageDescription

// The broker's own sources, compiled once more with libFuzzer's and AddressSanitizer's
// instrumentation. `Apus` and `SeededRandom` are symbolic links to the folders of the main package:
// so what is `package` there is visible here, and only what certificates need comes from elsewhere.

// Flags that only a package which nobody depends on may use. Assertions stay on in optimised code.
let instrumentation = ["-sanitize=fuzzer,address", "-assert-config", "Debug"]

let floors: [Target] = [
    .target(name: "MQTTPackets", path: "Apus/Protocol/MQTTPackets"),
    .target(name: "MQTTTopics", dependencies: ["MQTTPackets"], path: "Apus/Protocol/MQTTTopics"),
    .target(
        name: "MQTTSessions", dependencies: ["MQTTPackets", "MQTTTopics"],
        path: "Apus/Protocol/MQTTSessions"),
    .target(
        name: "BrokerCore", dependencies: ["MQTTPackets", "MQTTTopics", "MQTTSessions"],
        path: "Apus/Broker/BrokerCore"),
    .target(name: "FaultCatalogue", path: "Apus/Protocol/FaultCatalogue"),
    .target(
        name: "CertificateJudgement",
        dependencies: [
            "FaultCatalogue", .product(name: "Crypto", package: "swift-crypto"),
            .product(name: "CryptoExtras", package: "swift-crypto"),
            .product(name: "SwiftASN1", package: "swift-asn1"),
        ],
        path: "Apus/Protocol/CertificateJudgement"),
    // The addresses alone: all else there loads modules.
    .target(
        name: "TokenKeys", path: "Apus/System/TokenKeys",
        sources: [
            "PercentAttribute.swift", "PINSource.swift", "TokenURI.swift", "TokenURI+Text.swift",
            "TokenURIFault.swift",
        ]),
    .target(
        name: "BrokerConfiguration", dependencies: ["BrokerCore"],
        path: "Apus/Adapters/BrokerConfiguration"),
]

let driver: [Target] = [
    .systemLibrary(name: "CLibFuzzer"),
    .target(name: "LibFuzzer", dependencies: ["CLibFuzzer"]),
    // Reads an input as a program: choices, numbers, texts.
    .target(name: "FuzzInput"),
]

/// One fuzzer, which reads files or makes up inputs of its own.
func fuzzer(_ name: String, dependencies: [Target.Dependency]) -> Target {
    .executableTarget(
        name: name, dependencies: ["LibFuzzer"] + dependencies,
        linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])])
}

let fuzzers: [Target] = [
    fuzzer("CertificateFuzz", dependencies: ["CertificateJudgement", "FaultCatalogue"]),
    fuzzer("KeyAddressFuzz", dependencies: ["TokenKeys"]),
    fuzzer("DecoderFuzz", dependencies: ["MQTTPackets"]),
    fuzzer("TopicsFuzz", dependencies: ["FuzzInput", "MQTTPackets", "MQTTTopics"]),
    fuzzer("ConfigurationFuzz", dependencies: ["BrokerConfiguration", "BrokerCore"]),
    fuzzer("ShardFuzz", dependencies: ["BrokerCore", "FuzzInput", "MQTTPackets", "MQTTTopics"]),
]

// Writes the inputs that every fuzzer begins with.
let seeds: [Target] = [
    .target(name: "SeededRandom", path: "SeededRandom"),
    .executableTarget(
        name: "FuzzSeeds", dependencies: ["BrokerConfiguration", "MQTTPackets", "SeededRandom"],
        linkerSettings: [.unsafeFlags(["-sanitize=address", "-use-ld=lld"])]),
]

let package = Package(
    name: "ApusFuzz",
    products: [
        .executable(name: "certificates", targets: ["CertificateFuzz"]),
        .executable(name: "addresses", targets: ["KeyAddressFuzz"]),
        .executable(name: "decoder", targets: ["DecoderFuzz"]),
        .executable(name: "topics", targets: ["TopicsFuzz"]),
        .executable(name: "configuration", targets: ["ConfigurationFuzz"]),
        .executable(name: "shard", targets: ["ShardFuzz"]),
        .executable(name: "seeds", targets: ["FuzzSeeds"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    ],
    targets: floors + driver + fuzzers + seeds,
    swiftLanguageModes: [.v6]
)

let settings: [SwiftSetting] = [
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .enableUpcomingFeature("ImmutableWeakCaptures"),
    .unsafeFlags(instrumentation),
]
for target in package.targets where target.type != .system { target.swiftSettings = settings }
