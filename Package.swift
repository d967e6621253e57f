// swift-tools-version: 6.3
import PackageDescription

// A target sees only lower floors, never a neighbour on its own floor (floor 1 excepted: left to
// right). Tests/Tidy reads this file's dump and proves it.

// Floor 1, Protocol: values. No sockets, clocks, tasks, files or Foundation.
let floor1: [Target] = [
    .target(name: "MQTTPackets", path: "Sources/Protocol/MQTTPackets"),
]

// Floor 3, Adapters: each serves one port.
let floor3: [Target] = [
    .target(
        name: "Identity",
        dependencies: [
            .product(name: "Crypto", package: "swift-crypto"),
            .product(name: "SwiftASN1", package: "swift-asn1"),
            .product(name: "X509", package: "swift-certificates"),
        ],
        path: "Sources/Adapters/Identity"
    ),
]

// Floor 5, Commands: one file per subcommand.
let floor5: [Target] = [
    .executableTarget(
        name: "apus",
        dependencies: [
            "Identity",
            .product(name: "ArgumentParser", package: "swift-argument-parser"),
        ],
        path: "Sources/Commands/apus"
    ),
]

let tests: [Target] = [
    .testTarget(name: "MQTTPacketsTests", dependencies: ["MQTTPackets"]),
    .testTarget(
        name: "IdentityTests",
        dependencies: ["Identity", "apus", .product(name: "X509", package: "swift-certificates")]
    ),
]

let package = Package(
    name: "Apus",
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-asn1.git", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-certificates.git", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.2"),
    ],
    targets: floor1 + floor3 + floor5 + tests,
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
