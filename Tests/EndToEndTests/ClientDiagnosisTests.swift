import FaultCatalogue
import Foundation
import Misconfigurations
import StockPeers
import Testing

@Suite(.timeLimit(.minutes(1))) struct `The error of apus pub` {
    private static let kit = Task { try await Kit() }

    /// The first report's certificates: made with its commands, they share one subject.
    static let lab = Misconfiguration.all.filter { $0.id == .sharedSubjectName }

    @Test(arguments: lab, ["pub", "sub"])
    func `names the first report's fault in one line`(
        _ misconfiguration: Misconfiguration, command: String
    ) async throws {
        let setup = try await misconfiguration.make(with: try await Self.kit.value)
        let broker = try await StockBroker(settings: setup.brokerLines)
        let words = command == "pub" ? ["-n"] : []
        let run = try await apus([command, "-t", "t"] + words + tls(setup, broker), setup)
        #expect(run.exitCode == 8)
        #expect(run.output.isEmpty)
        #expect(run.errors.hasPrefix("Error: TLS with broker localhost:\(broker.port) ("))
        #expect(run.errors.contains("SHA-256 "))
        #expect(run.errors.hasSuffix(" [TLS-001]\n"))
        #expect(run.errors.filter { $0 == "\n" }.count == 1)
        #expect(run.errors.contains("apus ca init"))
        #expect(run.errors.contains("openssl"))
    }

    @Test func `of the gateway and the sensor has the same end`() async throws {
        let misconfiguration = try #require(Self.lab.first)
        let setup = try await misconfiguration.make(with: try await Self.kit.value)
        let broker = try await StockBroker(settings: setup.brokerLines)
        let run = try await apus(
            ["sensor", "--source", "load", "-i", "s"] + tls(setup, broker), setup)
        #expect(run.exitCode == 1)
        #expect(run.errors.hasSuffix(" [TLS-001]\n"))
    }

    private func tls(_ setup: Setup, _ broker: StockBroker) -> [String] {
        [
            "-p", "\(broker.port)", "--cafile", setup.client.authorities ?? "",
            "--cert", setup.client.certificate ?? "", "--key", setup.client.key ?? "",
        ]
    }

    private func apus(_ arguments: [String], _ setup: Setup) async throws -> ProgramRun {
        try await ProgramRun.run(ApusBinary.path, arguments, in: setup.folder.url)
    }
}
