// swift-tools-version: 6.3
import PackageDescription

// A target sees only lower floors, never a neighbour on its own floor (floor 1 excepted: left to
// right). Tests/Tidy reads this file's dump and proves it.

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

let tests: [Target] = [
    .testTarget(name: "MQTTPacketsTests", dependencies: ["MQTTPackets"]),
    .testTarget(name: "LoRaFramesTests", dependencies: ["LoRaFrames"]),
    .testTarget(
        name: "RadioTests", dependencies: ["LoRaFrames", "Radio", nioCore, nioEmbedded]),
]

let package = Package(
    name: "Apus",
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
    ],
    targets: floor1 + floor3 + tests,
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
