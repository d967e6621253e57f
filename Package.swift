// swift-tools-version: 6.3
import PackageDescription

// A target sees only lower floors, never a neighbour on its own floor (floor 1 excepted: left to
// right). Tests/Tidy reads this file's dump and proves it.

// Floor 1, Protocol: values. No sockets, clocks, tasks, files or Foundation.
let floor1: [Target] = [
    .target(name: "MQTTPackets", path: "Sources/Protocol/MQTTPackets"),
    .target(name: "LoRaFrames", path: "Sources/Protocol/LoRaFrames"),
]

let tests: [Target] = [
    .testTarget(name: "MQTTPacketsTests", dependencies: ["MQTTPackets"]),
    .testTarget(name: "LoRaFramesTests", dependencies: ["LoRaFrames"]),
]

let package = Package(
    name: "Apus",
    targets: floor1 + tests,
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
