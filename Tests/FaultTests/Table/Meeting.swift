import FaultCatalogue
import Foundation
import MQTTPackets
import Misconfigurations
import StockPeers
import TLSDoctor

/// One setup, asked about in every column.
struct Meeting: Sendable {
    let setup: Setup

    /// What the doctor says of the files.
    func files() throws -> DoctorReport {
        let configuration = try setup.writeConfiguration(port: setup.client.usesTLS ? 8883 : 1883)
        return FileDoctor.examine(
            [configuration] + setup.otherFiles, client: clientFiles, host: setup.client.host,
            now: now)
    }

    /// What the doctor says when it connects.
    func live(port: Int) async -> DoctorReport {
        var target = LiveTarget(host: setup.client.host, port: port)
        target.files = clientFiles
        target.userName = setup.client.userName
        target.password = setup.client.userName.map { _ in Array(setup.client.password.utf8) }
        target.keepAliveSeconds = UInt16(clamping: setup.client.keepAliveSeconds)
        target.clientID = setup.client.clientID
        target.version = setup.client.version == .v5 ? .v5 : .v311
        target.isLimitedToTLS12 = setup.client.newestTLS == "tlsv1.2"
        target.isDevice = setup.client.isDevice
        target.usesTLS = setup.client.usesTLS
        return await LiveDoctor.examine(target, now: now)
    }

    /// What our broker's log says of a client that meets it; of a broker that does not start, what
    /// it says instead.
    func brokerLog(_ client: StockClient, log: String) async throws -> String {
        guard let broker = try? SetupBroker(setup, log: log) else { return try await startFault() }
        try await client.meet(setup, port: broker.port)
        // A log without a line is a wrong cell, which says more.
        try? await broker.sawAnEnd()
        return try broker.finalLog()
    }

    /// What `apus broker` says when it does not start.
    private func startFault() async throws -> String {
        let configuration = try setup.writeConfiguration(port: try await FreePort.find())
        let run = try await ProgramRun.run(
            "/usr/bin/timeout", ["5", ApusBinary.path, "broker", "-c", configuration],
            in: setup.folder.url)
        return run.output + run.errors
    }

    private var clientFiles: ClientFiles {
        let client = setup.client
        return client.usesTLS
            ? ClientFiles(
                authorities: client.authorities, certificate: client.certificate, key: client.key)
            : ClientFiles()
    }

    private var now: Int64 { Int64(Date().timeIntervalSince1970) }
}
