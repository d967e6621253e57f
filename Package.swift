// swift-tools-version: 6.3
import PackageDescription

// A target sees only lower floors, never a neighbour on its own floor (floor 1 excepted: left to
// right). Tests/Tidy reads this file's dump and proves it.

// Floor 1, Protocol: values. No sockets, clocks, tasks, files or Foundation.
let floor1: [Target] = [
    .target(name: "MQTTPackets", path: "Sources/Protocol/MQTTPackets"),
]

let collections = Target.Dependency.product(name: "DequeModule", package: "swift-collections")
let nio: [Target.Dependency] = [
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
    .product(name: "NIOSSL", package: "swift-nio-ssl"),
]

// Floor 2, the client library.
let floor2: [Target] = [
    .target(
        name: "ApusClient", dependencies: ["MQTTPackets", collections] + nio,
        path: "Sources/Clients/ApusClient"),
]

// Floor 5, the binary: one file per subcommand.
let floor5: [Target] = [
    .executableTarget(
        name: "apus",
        dependencies: [
            "ApusClient", .product(name: "ArgumentParser", package: "swift-argument-parser"),
        ],
        path: "Sources/Commands/apus"),
]

let tests: [Target] = [
    .testTarget(name: "ApusClientTests", dependencies: ["ApusClient", "MQTTPackets", "StockPeers"] + nio),
    .testTarget(name: "EndToEndTests", dependencies: ["StockPeers", "apus"]),
    // Programs of the system that tests talk to.
    .target(name: "StockPeers", dependencies: nio, path: "Tests/StockPeers"),
    .testTarget(name: "MQTTPacketsTests", dependencies: ["MQTTPackets"]),
]

let package = Package(
    name: "Apus",
    products: [.library(name: "ApusClient", targets: ["ApusClient"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    ],
    targets: floor1 + floor2 + floor5 + tests,
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
