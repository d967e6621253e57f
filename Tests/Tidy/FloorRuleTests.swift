import Foundation
import Testing

@Suite struct FloorRuleTests {
    @Test func `dependencies on lower floors and to the left pass`() {
        let targets = [
            target("MQTTPackets", "Sources/Protocol/MQTTPackets"),
            target("MQTTTopics", "Sources/Protocol/MQTTTopics", ["MQTTPackets"]),
            target("BrokerCore", "Sources/Broker/BrokerCore", ["MQTTTopics", "Collections"]),
            target("CLinux", "Sources/CLinux"),
            target("TokenKeys", "Sources/System/TokenKeys", ["CLinux"]),
            target(
                "BrokerTransport", "Sources/Adapters/BrokerTransport", ["BrokerCore", "CLinux"]),
            target("Chain", "Sources/Services/Chain", ["BrokerTransport"]),
            target("apus", "Sources/Commands/apus", ["Chain", "MQTTPackets"]),
            target("AnyTests", "Tests/AnyTests", ["apus", "CLinux"], type: "test"),
        ]
        #expect(FloorRule().findings(in: targets).isEmpty)
    }

    @Test(arguments: [
        ("MQTTPackets", "Sources/Protocol/MQTTPackets", "MQTTTopics"),
        ("MQTTTopics", "Sources/Protocol/MQTTTopics", "MQTTTopics"),
        ("MQTTSessions", "Sources/Protocol/MQTTSessions", "BrokerCore"),
        ("ApusClient", "Sources/Clients/ApusClient", "BrokerCore"),
        ("BrokerAccess", "Sources/Adapters/BrokerAccess", "Radio"),
        ("CLinux", "Sources/CLinux", "MQTTTopics"),
        ("CLinux", "Sources/CLinux", "TokenKeys"),
        ("OtherKeys", "Sources/System/OtherKeys", "TokenKeys"),
    ])
    func `a dependency up or sideways is found`(name: String, path: String, other: String) {
        let others = [
            target("MQTTTopics", "Sources/Protocol/MQTTTopics"),
            target("BrokerCore", "Sources/Broker/BrokerCore"),
            target("Radio", "Sources/Adapters/Radio"),
            target("TokenKeys", "Sources/System/TokenKeys"),
        ].filter { $0.name != name }
        #expect(FloorRule().findings(in: others + [target(name, path, [other])]).count == 1)
    }

    @Test func `a target without a floor is found`() {
        #expect(FloorRule().findings(in: [target("A", "Sources/Common/A")]).count == 1)
        #expect(FloorRule().findings(in: [target("A", "Sources/Protocol/A")]).count == 1)
    }

    @Test func `the package manager's dump is read`() throws {
        let json = """
            {"dependencies": [{"sourceControl": [{"identity": "swift-nio", "location": {}}]}],
             "targets": [{"name": "A", "type": "regular", "path": "Sources/Services/A",
              "dependencies": [{"byName": ["B", null]}, {"product": ["C", "c", null, null]},
                               {"target": ["D", {"platformNames": ["linux"]}]}]}]}
            """
        let package = try JSONDecoder().decode(PackageDescription.self, from: Data(json.utf8))
        #expect(package.targets.first?.dependencies.map(\.name) == ["B", "C", "D"])
        #expect(package.dependencies.map(\.identity) == ["swift-nio"])
    }

    private func target(
        _ name: String, _ path: String, _ dependencies: [String] = [], type: String = "regular"
    ) -> PackageDescription.Target {
        PackageDescription.Target(
            name: name, type: type, path: path,
            dependencies: dependencies.map { PackageDescription.Dependency(name: $0) })
    }
}
