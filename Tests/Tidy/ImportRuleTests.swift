import Testing

@Suite struct ImportRuleTests {
    @Test(arguments: [
        ("Sources/Protocol/MQTTPackets/A.swift", "import Foundation"),
        ("Sources/Protocol/LoRaFrames/A.swift", "internal import FoundationEssentials"),
        ("Sources/Broker/BrokerCore/A.swift", "import NIOCore"),
        ("Sources/Broker/BrokerCore/A.swift", "import Glibc"),
        ("Sources/Clients/ApusClient/A.swift", "public import Foundation"),
    ])
    func `an import of what acts is found`(path: String, line: String) {
        let file = SourceFile(path: path, text: line)
        #expect(ImportRule().findings(in: file).count == 1)
    }

    @Test(arguments: [
        ("Sources/Protocol/MQTTTopics/A.swift", "import MQTTPackets"),
        ("Sources/Clients/ApusClient/A.swift", "import NIOCore"),
        ("Sources/Adapters/Identity/A.swift", "import Foundation"),
        ("Sources/Broker/BrokerCore/A.swift", "// import Foundation"),
        ("Tests/MQTTPacketsTests/A.swift", "import Foundation"),
    ])
    func `other imports pass`(path: String, line: String) {
        let file = SourceFile(path: path, text: line)
        #expect(ImportRule().findings(in: file).isEmpty)
    }
}
