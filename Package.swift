// swift-tools-version: 6.3
import PackageDescription

// A target sees only lower floors, never a neighbour on its own floor (floor 1 excepted: left to
// right). Tests/Tidy reads this file's dump and proves it.

func product(_ name: String, of package: String) -> Target.Dependency {
    .product(name: name, package: package)
}
let argumentParser = product("ArgumentParser", of: "swift-argument-parser")
let collections = product("DequeModule", of: "swift-collections")
let crypto = product("Crypto", of: "swift-crypto")
let cryptoExtras = product("CryptoExtras", of: "swift-crypto")
let grdb = product("GRDB", of: "GRDB.swift")
let grdbSQLite = product("GRDBSQLite", of: "GRDB.swift")
let nioCore = product("NIOCore", of: "swift-nio")
let nioEmbedded = product("NIOEmbedded", of: "swift-nio")
let nioPosix = product("NIOPosix", of: "swift-nio")
let nioTLS = product("NIOTLS", of: "swift-nio")
let nioSSL = product("NIOSSL", of: "swift-nio-ssl")
let swiftASN1 = product("SwiftASN1", of: "swift-asn1")
let x509 = product("X509", of: "swift-certificates")

// Floor 1, Protocol: values. No sockets, clocks, tasks, files or Foundation.
let floor1: [Target] = [
    .target(name: "MQTTPackets", path: "Sources/Protocol/MQTTPackets"),
    .target(
        name: "MQTTTopics", dependencies: ["MQTTPackets"],
        path: "Sources/Protocol/MQTTTopics"),
    .target(
        name: "MQTTSessions", dependencies: ["MQTTPackets", "MQTTTopics"],
        path: "Sources/Protocol/MQTTSessions"),
    .target(name: "LoRaFrames", path: "Sources/Protocol/LoRaFrames"),
    .target(name: "FaultCatalogue", path: "Sources/Protocol/FaultCatalogue"),
    .target(
        name: "CertificateJudgement",
        dependencies: ["FaultCatalogue", crypto, cryptoExtras, swiftASN1],
        path: "Sources/Protocol/CertificateJudgement"),
]

// Floor 2: machines that decide, and the client library. Time comes in as a value.
let floor2: [Target] = [
    .target(
        name: "BrokerCore", dependencies: ["MQTTPackets", "MQTTTopics", "MQTTSessions"],
        path: "Sources/Broker/BrokerCore"),
    .target(
        name: "ApusClient",
        dependencies: [
            "CertificateJudgement", "FaultCatalogue", "MQTTPackets", "TokenKeys", collections,
            crypto, cryptoExtras, nioCore, nioPosix, nioSSL, nioTLS,
        ],
        path: "Sources/Clients/ApusClient"),
]

// Floor 3, Adapters: each serves one port of a lower floor.
let floor3: [Target] = [
    .target(
        name: "BrokerAccess", dependencies: ["BrokerCore", "COpenSSL"],
        path: "Sources/Adapters/BrokerAccess"),
    .target(
        name: "BrokerConfiguration", dependencies: ["BrokerCore", "MQTTPackets"],
        path: "Sources/Adapters/BrokerConfiguration"),
    .target(
        name: "BrokerStorage",
        dependencies: [
            "BrokerCore", "CLinux", "MQTTPackets", "MQTTSessions", "MQTTTopics", grdb, grdbSQLite,
        ],
        path: "Sources/Adapters/BrokerStorage"),
    .target(
        name: "BrokerTransport",
        dependencies: ["BrokerCore", "CLinux", "COpenSSL", "FaultCatalogue", "TokenKeys"],
        path: "Sources/Adapters/BrokerTransport"),
    .target(
        name: "Identity",
        dependencies: [
            "CertificateJudgement", "FaultCatalogue", "TokenKeys", crypto, cryptoExtras, swiftASN1,
            x509,
        ],
        path: "Sources/Adapters/Identity"),
    .target(
        name: "Radio", dependencies: ["LoRaFrames", nioCore, nioPosix],
        path: "Sources/Adapters/Radio"),
]

// Floor 4, Services: the bodies of programs; the only place that acts.
let floor4: [Target] = [
    .target(
        name: "BrokerRuntime",
        dependencies: [
            "BrokerAccess", "BrokerCore", "BrokerStorage", "BrokerTransport", "CLinux",
            "CertificateJudgement", "FaultCatalogue", "Identity", "MQTTPackets", "TokenKeys",
        ],
        path: "Sources/Services/BrokerRuntime"),
    .target(
        name: "Chain",
        dependencies: [
            "ApusClient", "Identity", "LoRaFrames", "Radio", crypto, cryptoExtras, nioCore,
        ],
        path: "Sources/Services/Chain"),
    .target(
        name: "TLSDoctor",
        dependencies: [
            "BrokerConfiguration", "BrokerCore", "CertificateJudgement", "FaultCatalogue",
            "Identity", "MQTTPackets", crypto, nioCore, nioPosix, nioSSL, nioTLS, swiftASN1, x509,
        ],
        path: "Sources/Services/TLSDoctor"),
]

// Floor 5, Commands: the binary, one file per subcommand.
let floor5: [Target] = [
    .executableTarget(
        name: "apus",
        dependencies: [
            "ApusClient", "BrokerAccess", "BrokerConfiguration", "BrokerCore", "BrokerRuntime",
            "CertificateJudgement", "Chain", "FaultCatalogue", "Identity", "LoRaFrames",
            "MQTTPackets", "Radio", "TLSDoctor", "TokenKeys", argumentParser,
        ],
        path: "Sources/Commands/apus")
]

// What Swift cannot import by itself.
let systems: [Target] = [
    .target(name: "CLinux", path: "Sources/CLinux"),
    .systemLibrary(
        name: "CPKCS11", path: "Sources/CPKCS11", pkgConfig: "p11-kit-1",
        providers: [.apt(["libp11-kit-dev"])]),
    .systemLibrary(
        name: "COpenSSL", path: "Sources/COpenSSL", pkgConfig: "openssl",
        providers: [.apt(["libssl-dev"])]),
    // Private keys that never leave a token, behind one type for every TLS library.
    .target(name: "TokenKeys", dependencies: ["CPKCS11"], path: "Sources/System/TokenKeys"),
]

let tests: [Target] = [
    // The allocator of the test program, which counts what each thread asks for.
    .target(name: "AllocationCounter", path: "Tests/Support/AllocationCounter"),
    // Random numbers that a seed repeats.
    .target(name: "SeededRandom", path: "Tests/Support/SeededRandom"),
    // A shard in steady state, for those who count and measure.
    .target(
        name: "ShardTraffic", dependencies: ["BrokerCore", "MQTTPackets"],
        path: "Tests/Support/ShardTraffic"),
    // A server that a test speaks for, in raw bytes.
    .target(
        name: "ScriptedServer", dependencies: ["MQTTPackets", nioCore, nioPosix],
        path: "Tests/Support/ScriptedServer"),
    // Programs of the system that tests talk to.
    .target(
        name: "StockPeers", dependencies: ["CPKCS11", nioCore, nioPosix, nioSSL],
        path: "Tests/Support/StockPeers"),
    // Whatever people get wrong with TLS, made for real, and what must be said of it.
    .target(
        name: "Misconfigurations", dependencies: ["FaultCatalogue", "Identity", "StockPeers"],
        path: "Tests/Support/Misconfigurations"),
    // A broker under test, over sockets or straight into its shards, and dialogues with it.
    .target(
        name: "MQTTProbe",
        dependencies: [
            "BrokerAccess", "BrokerCore", "BrokerRuntime", "BrokerTransport", "Identity",
            "MQTTPackets", "StockPeers",
        ],
        path: "Tests/Support/MQTTProbe"),
    .testTarget(
        name: "AllocationTests",
        dependencies: ["AllocationCounter", "BrokerCore", "MQTTPackets", "ShardTraffic"],
        path: "Tests/Allocations"),
    .testTarget(
        name: "ApusClientTests",
        dependencies: [
            "ApusClient", "FaultCatalogue", "MQTTPackets", "Misconfigurations", "ScriptedServer",
            "StockPeers", nioCore, nioPosix, nioSSL,
        ]),
    .testTarget(name: "BrokerAccessTests", dependencies: ["BrokerAccess", "BrokerCore"]),
    .testTarget(
        name: "BrokerConfigurationTests",
        dependencies: ["BrokerConfiguration", "BrokerCore", "MQTTPackets"],
        exclude: ["Fixtures"]),
    .testTarget(
        name: "BrokerCoreTests",
        dependencies: [
            "BrokerCore", "MQTTPackets", "MQTTProbe", "MQTTSessions", "MQTTTopics",
            "SeededRandom",
        ]),
    .testTarget(name: "BrokerRuntimeTests", dependencies: ["BrokerCore", "BrokerRuntime"]),
    .testTarget(
        name: "BrokerStorageTests",
        dependencies: [
            "BrokerCore", "BrokerStorage", "MQTTPackets", "MQTTSessions", "MQTTTopics",
            "SeededRandom", grdb,
        ]),
    .testTarget(
        name: "BrokerTransportTests", dependencies: ["BrokerCore", "BrokerTransport"]),
    .testTarget(
        name: "CertificateJudgementTests",
        dependencies: [
            "CertificateJudgement", "FaultCatalogue", "Identity", "SeededRandom", "StockPeers",
        ]),
    .testTarget(
        name: "ChainTests",
        dependencies: [
            "ApusClient", "Chain", "Identity", "LoRaFrames", "Radio", "SeededRandom",
            "StockPeers", crypto,
        ]),
    .testTarget(
        name: "ConformanceTests",
        dependencies: [
            "ApusClient", "BrokerAccess", "BrokerCore", "MQTTPackets", "MQTTProbe",
            "ScriptedServer", "StockPeers",
        ],
        path: "Tests/Conformance"),
    .testTarget(
        name: "DurabilityTests",
        dependencies: ["MQTTPackets", "SeededRandom", "StockPeers", "apus", nioCore, nioPosix],
        path: "Tests/Durability", exclude: ["Faults/FaultyCalls.c"]),
    .testTarget(
        name: "EndToEndTests",
        dependencies: [
            "ApusClient", "BrokerAccess", "BrokerCore", "BrokerRuntime", "BrokerTransport",
            "FaultCatalogue", "Identity", "MQTTProbe", "Misconfigurations", "StockPeers",
            "TokenKeys", "apus", nioCore, nioPosix, nioSSL, x509,
        ],
        exclude: ["Paho"]),
    .testTarget(
        name: "FaultTests",
        dependencies: [
            "ApusClient", "BrokerConfiguration", "BrokerCore", "BrokerRuntime", "BrokerTransport",
            "FaultCatalogue", "MQTTPackets", "MQTTProbe", "Misconfigurations", "StockPeers",
            "TLSDoctor", "apus", nioCore, nioPosix, nioSSL,
        ]),
    .testTarget(name: "MQTTProbeTests", dependencies: ["MQTTPackets", "MQTTProbe"]),
    .testTarget(name: "IdentityTests", dependencies: ["Identity", "apus", x509]),
    .testTarget(name: "LoRaFramesTests", dependencies: ["LoRaFrames", "SeededRandom"]),
    .testTarget(name: "MQTTPacketsTests", dependencies: ["MQTTPackets", "SeededRandom"]),
    .testTarget(
        name: "MQTTTopicsTests",
        dependencies: ["MQTTPackets", "MQTTTopics", "SeededRandom"]),
    .testTarget(
        name: "MQTTSessionsTests",
        dependencies: ["MQTTPackets", "MQTTSessions", "MQTTTopics", "SeededRandom"]),
    .testTarget(
        name: "RadioTests",
        dependencies: ["LoRaFrames", "Radio", "SeededRandom", nioCore, nioEmbedded]),
    .testTarget(
        name: "Simulations",
        dependencies: [
            "BrokerCore", "MQTTPackets", "MQTTSessions", "MQTTTopics", "SeededRandom",
        ]),
    .testTarget(
        name: "SurvivalTests",
        dependencies: [
            "BrokerConfiguration", "BrokerCore", "MQTTPackets", "SeededRandom", "StockPeers",
            "apus",
        ],
        path: "Tests/Survival"),
    .testTarget(name: "TidyTests", path: "Tests/Tidy"),
    .testTarget(
        name: "TLSDoctorTests",
        dependencies: [
            "FaultCatalogue", "Identity", "MQTTPackets", "StockPeers", "TLSDoctor", "apus",
            nioCore, nioPosix,
        ]),
    .testTarget(
        name: "TokenKeysTests",
        dependencies: [
            "SeededRandom", "StockPeers", "TokenKeys", crypto, cryptoExtras,
        ]),
]

let package = Package(
    name: "Apus",
    products: [.library(name: "ApusClient", targets: ["ApusClient"])],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    ],
    targets: floor1 + floor2 + floor3 + floor4 + floor5 + systems + tests,
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
