import ApusClient
import FaultCatalogue
import Misconfigurations
import StockPeers
import Testing

@Suite(.serialized, .timeLimit(.minutes(2)))
struct `Before a stock mosquitto that is set up wrongly` {
    private static let kit = Task { try await Kit() }

    /// What can be met here: mosquitto 2.0 limits no keep-alive, and BoringSSL takes no path length
    /// of a root to heart.
    static let named = Misconfiguration.all.filter {
        $0.columns.contains(.clientError) && $0.weight == .fault
            && ![.tokenUnavailable, .keepAliveRefused].contains($0.id)
            && $0.name != "the authority allows none below it, and there is one"
    }

    /// What the client's own words of help hold; the judge's are tested with the judge.
    static let cures: [FaultID: String] = [
        .keyOfAnotherCertificate: "openssl x509 -in", .filesSwapped: "swap the two files",
        .keyEncrypted: "openssl pkey -in", .fileMissing: "check the path",
        .clientCertificateMissing: "--cert FILE --key FILE",
        .clientCertificateNotTrusted: "add the CA that signed it to the broker's cafile",
        .certificateRevoked: "apus cert renew NAME --new-key", .hostUnknown: "getent hosts",
        .nobodyListens: "start the broker", .noAnswer: "port", .somethingBetween: "port",
        .notMQTT: "check host and port", .peerRefused: "broker's log",
        .serverNameRefused: "name for which the broker is configured",
        .credentialsRefused: "check user name and password",
        .notAuthorized: "access rules", .clientIDRefused: "choose another client identifier",
        .versionRefused: "another protocol version",
        .noCommonVersion: "--tls-version", .chainTooLarge: "certfile",
    ]

    @Test(arguments: named)
    func `the client's error names the fault, who has to act, and the cure`(
        _ misconfiguration: Misconfiguration
    ) async throws {
        let setup = try await misconfiguration.make(with: try await Self.kit.value)
        guard setup.suitsStockBroker, !setup.client.isDevice, setup.scene != .closing else {
            return
        }
        let stage = try await Stage(setup)
        let error = try #require(await failure(setup.configuration(port: stage.port)))
        #expect(error.faultID == misconfiguration.id.rawValue, "\(error)")
        let diagnosis = try #require(error.diagnosis)
        #expect(diagnosis.culprit.rawValue == misconfiguration.culprit.rawValue, "\(error)")
        #expect(diagnosis.cure.contains(Self.cures[misconfiguration.id] ?? ""), "\(error)")
        let line = error.description
        #expect(line.hasSuffix(" [\(misconfiguration.id.rawValue)]"))
        #expect(!line.contains("\n") && !line.contains("PRIVATE KEY-----\n"))
    }

    @Test(arguments: HealthySetup.all)
    func `a healthy setup gives no error, and no connection but one`(
        _ healthy: HealthySetup
    ) async throws {
        let setup = try await healthy.make(with: try await Self.kit.value)
        guard setup.suitsStockBroker, !setup.client.isDevice else { return }
        let stage = try await Stage(setup)
        let relay = try await CountingRelay(to: stage.port)
        let error = await failure(setup.configuration(port: relay.port))
        #expect(error == nil)
        #expect(relay.count == 1)
    }
}
