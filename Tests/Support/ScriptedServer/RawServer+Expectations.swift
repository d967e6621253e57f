package import MQTTPackets

/// Packets that a test expects, with their fields.
extension RawServer {
    /// The next packet, which must be of that type.
    @discardableResult
    package func expect(_ type: PacketType) async throws -> Packet {
        let packet = try await next()
        if packet.type != type { throw ScriptFailure("not \(type), but \(packet) came") }
        return packet
    }

    /// The next packet, which must have exactly these bytes.
    package func expect(_ hexadecimal: String) async throws {
        let expected = try Hexadecimal.bytes(hexadecimal)
        let bytes = try await nextBytes()
        if bytes != expected { throw ScriptFailure("not \(expected), but \(bytes) came") }
    }

    /// The client's CONNECT.
    @discardableResult
    package func expectConnect() async throws -> Connect {
        guard case .connect(let connect) = try await expect(.connect) else { throw mismatch }
        return connect
    }

    /// A PUBLISH.
    @discardableResult
    package func expectPublish() async throws -> Publish {
        guard case .publish(let publish) = try await expect(.publish) else { throw mismatch }
        return publish
    }

    /// A SUBSCRIBE.
    @discardableResult
    package func expectSubscribe() async throws -> Subscribe {
        guard case .subscribe(let subscribe) = try await expect(.subscribe) else { throw mismatch }
        return subscribe
    }

    /// An UNSUBSCRIBE.
    @discardableResult
    package func expectUnsubscribe() async throws -> Unsubscribe {
        guard case .unsubscribe(let body) = try await expect(.unsubscribe) else { throw mismatch }
        return body
    }

    /// A PUBACK, PUBREC, PUBREL or PUBCOMP, as `type` says.
    @discardableResult
    package func expectAcknowledgement(_ type: PacketType) async throws -> Acknowledgement {
        switch try await expect(type) {
        case .puback(let body), .pubrec(let body), .pubrel(let body), .pubcomp(let body):
            return body
        default: throw mismatch
        }
    }

    /// A DISCONNECT, and the end of the connection after it.
    @discardableResult
    package func expectDisconnect() async throws -> Disconnect {
        guard case .disconnect(let body) = try await expect(.disconnect) else { throw mismatch }
        try await expectEnd()
        return body
    }

    /// Proves that the client has sent nothing else: the next packet answers a PUBREL that it
    /// cannot know.
    package func expectNothing() async throws {
        try await send("62 02 FF FF")
        let answer = try await expectAcknowledgement(.pubcomp)
        if answer.packetID.rawValue != .max { throw ScriptFailure("\(answer) came early") }
    }

    private var mismatch: ScriptFailure { ScriptFailure("the packet is not of its type") }
}
