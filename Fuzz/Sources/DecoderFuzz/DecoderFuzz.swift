import LibFuzzer
import MQTTPackets

/// Any bytes, as a stream of every version: each packet that decodes is written and read again.
@main
enum DecoderFuzz {
    static func main() {
        LibFuzzer.run { bytes in
            for version in [ProtocolVersion.v31, .v311, .v5] { readStream(bytes, version) }
        }
    }

    /// Reads packet after packet, up to the first that is illegal or incomplete.
    private static func readStream(_ bytes: Span<UInt8>, _ version: ProtocolVersion) {
        var position = 0
        while position < bytes.count,
            let length = readFrame(bytes.extracting(position..<bytes.count), version)
        {
            position += length
        }
    }

    /// The length of the first packet, nil if there is none.
    private static func readFrame(_ bytes: Span<UInt8>, _ version: ProtocolVersion) -> Int? {
        do {
            guard let header = try FixedHeader.scan(bytes, at: 0, version: version),
                header.frameLength <= bytes.count
            else { return nil }
            let frame = bytes.extracting(0..<header.frameLength)
            do {
                let packet = try Packet(frame: frame, header: header, version: version)
                check(packet, of: copy(frame), version)
                return header.frameLength
            } catch {
                precondition(
                    Views.agree(copy(frame), version, nil),
                    "no view accepts what the decoder refuses")
                return nil
            }
        } catch {
            return nil
        }
    }

    private static func check(_ packet: Packet, of frame: [UInt8], _ version: ProtocolVersion) {
        precondition(
            Views.agree(frame, version, packet), "the views say what the packet says")
        // CONNECT alone names its version itself.
        var version = version
        if case .connect(let connect) = packet { version = connect.version }
        let written = encode(packet, version)
        let again = decode(written, version)
        precondition(again == packet, "a packet is read as it was written")
        // Strings are equal for Swift when they look alike; on the wire only bytes are.
        precondition(
            again.map { encode($0, version) } == written, "the same packet has the same bytes")
    }

    private static func encode(_ packet: Packet, _ version: ProtocolVersion) -> [UInt8] {
        var bytes: [UInt8] = []
        packet.encode(into: &bytes, version: version)
        return bytes
    }

    private static func decode(_ bytes: [UInt8], _ version: ProtocolVersion) -> Packet? {
        do {
            guard let header = try FixedHeader.scan(bytes.span, at: 0, version: version),
                header.frameLength == bytes.count
            else { return nil }
            return try Packet(frame: bytes.span, header: header, version: version)
        } catch {
            return nil
        }
    }

    private static func copy(_ bytes: Span<UInt8>) -> [UInt8] {
        var copy: [UInt8] = []
        copy.reserveCapacity(bytes.count)
        for index in bytes.indices { copy.append(bytes[index]) }
        return copy
    }
}
