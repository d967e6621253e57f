// swift-tools-version: 6.3
import PackageDescription

// The broker's floors 1 and 2 by themselves, timed and their allocations counted. `Apus` and
// `Tests` are symbolic links to folders of the main package: so this package needs no other one,
// and what is `package` there is visible here.

let floors: [Target] = [
    .target(name: "MQTTPackets", path: "Apus/Protocol/MQTTPackets"),
    .target(name: "MQTTTopics", dependencies: ["MQTTPackets"], path: "Apus/Protocol/MQTTTopics"),
    .target(
        name: "MQTTSessions", dependencies: ["MQTTPackets", "MQTTTopics"],
        path: "Apus/Protocol/MQTTSessions"),
    .target(
        name: "BrokerCore", dependencies: ["MQTTPackets", "MQTTTopics", "MQTTSessions"],
        path: "Apus/Broker/BrokerCore"),
]

let support: [Target] = [
    .target(name: "AllocationCounter", path: "Tests/Support/AllocationCounter"),
    .target(name: "SeededRandom", path: "Tests/Support/SeededRandom"),
    .target(
        name: "ShardTraffic", dependencies: ["BrokerCore", "MQTTPackets"],
        path: "Tests/Support/ShardTraffic"),
]

let benchmarks: [Target] = [
    .executableTarget(
        name: "Micro",
        dependencies: [
            "AllocationCounter", "BrokerCore", "MQTTPackets", "MQTTSessions", "MQTTTopics",
            "SeededRandom", "ShardTraffic",
        ]),
    // Limits are for optimised code, so `swift test -c release` here is what checks them.
    .testTarget(
        name: "AllocationTests",
        dependencies: ["AllocationCounter", "BrokerCore", "MQTTPackets", "ShardTraffic"],
        path: "Tests/Allocations"),
]

let package = Package(
    name: "ApusBenchmarks",
    products: [.executable(name: "micro", targets: ["Micro"])],
    targets: floors + support + benchmarks,
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
for target in package.targets { target.swiftSettings = settings }
