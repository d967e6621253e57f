package import MQTTPackets
import StockPeers

/// One network connection to a broker under test, and the dialogue on it: bytes or packets are
/// sent, and what comes back must be what is expected, byte by byte.
package final class Probe {
    private enum Link {
        case bench(ShardBench, ShardBench.Client)
        /// The broker lives as long as there are connections to it.
        case socket(RawPeer, SocketBroker)
    }

    private let link: Link
    /// What packets are encoded and decoded as.
    package let version: ProtocolVersion
    /// The answer to ``connect(_:)``.
    package private(set) var connAck: ConnAck?
    /// Bytes that came and were not looked at yet.
    private var unread: [UInt8] = []
    private var hasEnded = false

    init(bench: ShardBench, client: ShardBench.Client, version: ProtocolVersion) {
        link = .bench(bench, client)
        self.version = version
    }

    init(peer: RawPeer, broker: SocketBroker, version: ProtocolVersion) {
        link = .socket(peer, broker)
        self.version = version
    }

    // MARK: Sending

    /// Sends bytes, written as ``HexText`` reads them.
    package func send(_ text: String) async throws { await send(bytes: try HexText.bytes(text)) }

    /// Sends bytes.
    package func send(bytes: [UInt8]) async {
        switch link {
        case .bench(let bench, let client): bench.send(bytes, from: client)
        case .socket(let peer, _): await peer.send(bytes)
        }
    }

    /// Sends packets in one piece.
    package func send(_ packets: Packet...) async {
        var bytes: [UInt8] = []
        for packet in packets { packet.encode(into: &bytes, version: version) }
        await send(bytes: bytes)
    }

    /// Sends CONNECT and takes the CONNACK of success that must follow.
    package func connect(_ connect: Connect) async throws {
        await send(.connect(connect))
        guard case .connack(let connAck) = try await next(), connAck.reasonCode == .success
        else { throw ProbeFailure("CONNECT was refused") }
        self.connAck = connAck
    }

    /// Drops the network connection without a word.
    package func drop() async {
        hasEnded = true
        switch link {
        case .bench(let bench, let client): bench.lose(client)
        case .socket(let peer, _): await peer.close()
        }
    }

    // MARK: Expecting

    /// The next packet, whatever it is.
    /// - Throws: ``ProbeFailure`` when none comes or it is illegal.
    package func next() async throws -> Packet {
        try await fill("a packet", until: { try self.header(of: $0) != nil })
        guard let header = try header(of: unread) else {
            throw ProbeFailure("no packet: \(HexText.text(unread))")
        }
        let frame = Array(unread.prefix(header.frameLength))
        unread.removeFirst(frame.count)
        do {
            return try Packet(frame: frame.span, header: header, version: version)
        } catch {
            throw ProbeFailure("illegal packet (\(error)): \(HexText.text(frame))")
        }
    }

    /// The next packet, which must be a PUBLISH.
    package func nextPublish() async throws -> Publish {
        let packet = try await next()
        guard case .publish(let publish) = packet else {
            throw ProbeFailure("expected PUBLISH, got \(packet)")
        }
        return publish
    }

    /// The next bytes must be these, written as ``HexText`` reads them.
    package func expect(_ text: String) async throws {
        let expected = try HexText.bytes(text)
        try await fill(HexText.text(expected), until: { $0.count >= expected.count })
        let got = Array(unread.prefix(expected.count))
        if got != expected {
            throw ProbeFailure(
                "expected \(HexText.text(expected)), got \(HexText.text(unread))")
        }
        unread.removeFirst(expected.count)
    }

    /// The next packets must be these.
    package func expect(_ packets: Packet...) async throws {
        for expected in packets {
            let got = try await next()
            if got != expected { throw ProbeFailure("expected \(expected), got \(got)") }
        }
    }

    /// The broker must have closed, or close, the connection without another byte.
    package func expectClose() async throws {
        while !hasEnded {
            if !unread.isEmpty { break }
            try await read("the end of the connection")
        }
        if !unread.isEmpty {
            throw ProbeFailure("expected the end, got \(HexText.text(unread))")
        }
    }

    /// DISCONNECT with that reason code and nothing more, then the end (MQTT 5).
    package func expectDisconnect(_ reasonCode: ReasonCode) async throws {
        let packet = try await next()
        guard case .disconnect(let disconnect) = packet, disconnect.reasonCode == reasonCode
        else { throw ProbeFailure("expected DISCONNECT \(reasonCode), got \(packet)") }
        try await expectClose()
    }

    /// The broker must end the connection, with or without a CONNACK or DISCONNECT that says why:
    /// the reason code, if it gave one.
    @discardableResult
    package func expectEnd() async throws -> ReasonCode? {
        try await fill("the end of the connection", until: { _ in self.hasEnded })
        if unread.isEmpty { return nil }
        let packet = try await next()
        let reasonCode: ReasonCode? =
            switch packet {
            case .connack(let connAck): connAck.reasonCode
            case .disconnect(let disconnect): disconnect.reasonCode
            default: nil
            }
        guard let reasonCode, reasonCode.isError, unread.isEmpty else {
            throw ProbeFailure("expected the end, got \(packet) and [\(HexText.text(unread))]")
        }
        return reasonCode
    }

    /// CONNACK with that reason code, then the end.
    package func expectRefusal(_ reasonCode: ReasonCode) async throws {
        let packet = try await next()
        guard case .connack(let connAck) = packet, connAck.reasonCode == reasonCode,
            !connAck.isSessionPresent
        else { throw ProbeFailure("expected CONNACK \(reasonCode), got \(packet)") }
        try await expectClose()
    }

    /// Everything that the broker had to say on this connection has been looked at: PINGREQ is
    /// answered next. What other connections sent before counts when they saw an answer to it.
    package func expectNothing() async throws {
        try await send("C0 00")
        try await expect("D0 00")
    }

    // MARK: Reading

    /// Reads until `isEnough` of what is unread.
    private func fill(
        _ expectation: String, until isEnough: ([UInt8]) throws -> Bool
    ) async throws {
        while try !isEnough(unread) {
            if hasEnded {
                throw ProbeFailure(
                    "expected \(expectation), but the connection ended after "
                        + "[\(HexText.text(unread))]")
            }
            try await read(expectation)
        }
    }

    private func read(_ expectation: String) async throws {
        switch link {
        case .bench(let bench, let client):
            let bytes = bench.takeBytes(from: client)
            unread += bytes
            if bench.isClosed(client) { hasEnded = true }
            if bytes.isEmpty, !hasEnded {
                throw ProbeFailure(
                    "expected \(expectation), got [\(HexText.text(unread))] and no more")
            }
        case .socket(let peer, _):
            if let bytes = try await peer.next() { unread += bytes } else { hasEnded = true }
        }
    }

    /// The header of the whole packet at the start of the bytes; nil when it is not whole.
    private func header(of bytes: [UInt8]) throws -> FixedHeader? {
        do throws(DecodeError) {
            guard let header = try FixedHeader.scan(bytes.span, at: 0, version: version),
                bytes.count >= header.frameLength
            else { return nil }
            return header
        } catch {
            throw ProbeFailure("illegal fixed header (\(error)): \(HexText.text(bytes))")
        }
    }
}
