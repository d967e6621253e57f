import Foundation
import StockPeers

/// The real `apus broker` in a process of its own, on a port of loopback.
final class BrokerProcess {
    let port: Int
    private let folder: TemporaryFolder
    private let program: RunningProgram

    /// Starts the broker with these lines of configuration.
    /// - Parameter descriptorsMax: what `ulimit -n` allows.
    init(_ lines: [String] = [], shards: Int = 1, descriptorsMax: Int? = nil) async throws {
        DescriptorLimit.raise()
        folder = try TemporaryFolder()
        port = try await FreePort.find()
        let text = (["listener \(port) 127.0.0.1", "allow_anonymous true"] + lines)
            .joined(separator: "\n")
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder.path("broker.conf")))
        let limit = descriptorsMax.map { "ulimit -n \($0); " } ?? ""
        program = try await RunningProgram(
            "/bin/sh",
            [
                // A thread that happens to allocate for the first time while a test measures would
                // reserve 64 MB of addresses, and say nothing about the broker.
                "-c", limit + "export MALLOC_ARENA_MAX=2; exec \"$0\" \"$@\"", ApusBinary.path,
                "broker", "-c",
                folder.path("broker.conf"), "--shards", "\(shards)",
            ], in: folder.url)
        try await program.errors.contains("apus running")
    }

    deinit { program.signal(SIGKILL) }

    /// What it uses now.
    func usage() throws -> ProcessUsage { try ProcessUsage(of: program.processID) }

    /// Makes the peak of resident memory begin anew.
    func forgetPeak() throws { try ProcessUsage.forgetPeak(of: program.processID) }

    /// Returns when the log holds the text.
    func logs(_ text: String) async throws { try await program.errors.contains(text) }

    /// The log so far.
    var log: String { program.errors.text }

    /// A connection that has sent CONNECT and got CONNACK.
    func client(_ clientID: String, reads: Bool = true, keepAlive: UInt16 = 0) async throws
        -> RawPeer
    {
        let peer = try await RawPeer(port: port, reads: reads)
        await peer.send(Bytes.connect(clientID, keepAlive: keepAlive))
        if reads { try await accepted(peer) }
        return peer
    }

    /// Returns when CONNACK of success has come.
    func accepted(_ peer: RawPeer) async throws {
        let answer = try await peer.bytes(atLeast: 4)
        if answer != [0x20, 2, 0, 0] { throw StockPeerError("no CONNACK: \(answer)") }
    }

    /// Returns when a PINGREQ is answered. Three in a row have let every connection that had sent
    /// something before have its turn.
    func answersPings(of peer: RawPeer, count: Int = 3) async throws {
        for _ in 0..<count {
            await peer.send(Bytes.pingreq)
            let answer = try await peer.bytes(atLeast: 2)
            if answer != Bytes.pingresp { throw StockPeerError("no PINGRESP: \(answer)") }
        }
    }
}
