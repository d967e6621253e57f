// swift-tools-version: 6.3
import PackageDescription

// A target sees only lower floors, never a neighbour on its own floor (floor 1 excepted: left to
// right). Tests/Tidy reads this file's dump and proves it.

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioEmbedded: Target.Dependency = .product(name: "NIOEmbedded", package: "swift-nio")

// Floor 1, Protocol: values. No sockets, clocks, tasks, files or Foundation.
let floor1: [Target] = [
    .target(name: "MQTTPackets", path: "Sources/Protocol/MQTTPackets"),
    .target(name: "LoRaFrames", path: "Sources/Protocol/LoRaFrames"),
]

// Floor 3, Adapters: each serves one port.
let floor3: [Target] = [
    .target(
        name: "Radio", dependencies: ["LoRaFrames", nioCore, nioPosix],
        path: "Sources/Adapters/Radio"),
]

// Floor 4, Services: the programs' bodies, the only place that acts.
let floor4: [Target] = [
    .target(
        name: "Chain", dependencies: ["LoRaFrames", "Radio", crypto, cryptoExtras],
        path: "Sources/Services/Chain"),
]

let tests: [Target] = [
    .testTarget(name: "MQTTPacketsTests", dependencies: ["MQTTPackets"]),
    .testTarget(name: "LoRaFramesTests", dependencies: ["LoRaFrames"]),
    .testTarget(
        name: "RadioTests", dependencies: ["LoRaFrames", "Radio", nioCore, nioEmbedded]),
    .testTarget(name: "ChainTests", dependencies: ["Chain", "LoRaFrames", "Radio", crypto]),
]

let package = Package(
    name: "Apus",
    dependencies: [
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
    ],
    targets: floor1 + floor3 + floor4 + tests,
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
