// swift-tools-version: 6.3
import PackageDescription

// A target sees only lower floors, never a neighbour on its own floor (floor 1 excepted: left to
// right). Tests/Tidy reads this file's dump and proves it.

let argumentParser = Target.Dependency.product(
    name: "ArgumentParser", package: "swift-argument-parser")
let collections = Target.Dependency.product(name: "DequeModule", package: "swift-collections")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let x509 = Target.Dependency.product(name: "X509", package: "swift-certificates")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nio: [Target.Dependency] = [
    nioCore, nioPosix, .product(name: "NIOSSL", package: "swift-nio-ssl"),
]

// Floor 1, Protocol: values. No sockets, clocks, tasks, files or Foundation.
let floor1: [Target] = [
    .target(name: "MQTTPackets", path: "Sources/Protocol/MQTTPackets"),
    .target(name: "LoRaFrames", path: "Sources/Protocol/LoRaFrames"),
]

// Floor 2, the client library.
let floor2: [Target] = [
    .target(
        name: "ApusClient", dependencies: ["MQTTPackets", collections] + nio,
        path: "Sources/Clients/ApusClient"),
]

// Floor 3, Adapters: each serves one port.
let floor3: [Target] = [
    .target(
        name: "Identity",
        dependencies: [crypto, .product(name: "SwiftASN1", package: "swift-asn1"), x509],
        path: "Sources/Adapters/Identity"),
    .target(
        name: "Radio", dependencies: ["LoRaFrames", nioCore, nioPosix],
        path: "Sources/Adapters/Radio"),
]

// Floor 4, Services: the programs' bodies, the only place that acts.
let floor4: [Target] = [
    .target(
        name: "Chain",
        dependencies: [
            "ApusClient", "Identity", "LoRaFrames", "Radio", crypto, cryptoExtras, nioCore,
        ],
        path: "Sources/Services/Chain"),
]

// Floor 5, Commands: one file per subcommand.
let floor5: [Target] = [
    .executableTarget(
        name: "apus",
        dependencies: [
            "ApusClient", "Chain", "Identity", "LoRaFrames", "Radio", argumentParser,
        ],
        path: "Sources/Commands/apus"),
]

let tests: [Target] = [
    .testTarget(
        name: "ApusClientTests", dependencies: ["ApusClient", "MQTTPackets", "StockPeers"] + nio),
    .testTarget(name: "EndToEndTests", dependencies: ["StockPeers", "apus"]),
    // Programs of the system that tests talk to.
    .target(name: "StockPeers", dependencies: nio, path: "Tests/StockPeers"),
    .testTarget(
        name: "ChainTests",
        dependencies: [
            "ApusClient", "Chain", "Identity", "LoRaFrames", "Radio", "StockPeers", crypto,
        ]),
    .testTarget(name: "IdentityTests", dependencies: ["Identity", "apus", x509]),
    .testTarget(name: "LoRaFramesTests", dependencies: ["LoRaFrames"]),
    .testTarget(name: "MQTTPacketsTests", dependencies: ["MQTTPackets"]),
    .testTarget(
        name: "RadioTests", dependencies: ["LoRaFrames", "Radio", nioCore, nioEmbedded]),
]

let package = Package(
    name: "Apus",
    products: [.library(name: "ApusClient", targets: ["ApusClient"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-asn1.git", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-certificates.git", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    ],
    targets: floor1 + floor2 + floor3 + floor4 + floor5 + tests,
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
]
for target in package.targets where target.type != .system && target.type != .plugin {
    target.swiftSettings = settings
}
