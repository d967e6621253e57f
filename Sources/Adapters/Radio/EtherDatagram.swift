import LoRaFrames
package import NIOCore

/// What radios and the ether say to each other over UDP; big-endian, one message a datagram.
package enum EtherDatagram: Hashable, Sendable {
    /// Radio: this is how I am tuned, and where I stand. Repeated as a sign of life.
    case register(RadioSettings, Position)
    /// Ether: you are in.
    case registered
    /// Radio: I am gone.
    case leave
    /// Radio: put this on air.
    case transmit(number: UInt32, RadioSettings, bytes: [UInt8])
    /// Ether: your frame has ended.
    case transmitted(number: UInt32, startMicroseconds: UInt64, airtimeMicroseconds: UInt32)
    /// Ether: no, and why; number 0 answers a registration.
    case refused(number: UInt32, EtherRefusal)
    /// Ether: you heard this frame.
    case delivery(RadioSettings, startMicroseconds: UInt64, Reception)

    /// Distinguishes our datagrams from strays; the last byte is the format's version.
    package static let magic: UInt32 = 0x4150_5501
    /// Bytes of the longest frame that a radio's FIFO holds.
    package static let frameByteCountMax = RadioHeadFrame.byteCountMax

    private enum Kind: UInt8 {
        case register = 1
        case registered, leave, transmit, transmitted, refused, delivery
    }
}

extension EtherDatagram {
    /// The datagram's bytes.
    package func encoded() -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.writeInteger(Self.magic)
        switch self {
        case .register(let settings, let position):
            buffer.writeInteger(Kind.register.rawValue)
            settings.write(into: &buffer)
            buffer.writeMultipleIntegers(position.x, position.y)
        case .registered:
            buffer.writeInteger(Kind.registered.rawValue)
        case .leave:
            buffer.writeInteger(Kind.leave.rawValue)
        case .transmit(let number, let settings, let bytes):
            buffer.writeMultipleIntegers(Kind.transmit.rawValue, number)
            settings.write(into: &buffer)
            buffer.writeBytes(bytes)
        case .transmitted(let number, let start, let airtime):
            buffer.writeMultipleIntegers(Kind.transmitted.rawValue, number, start, airtime)
        case .refused(let number, let refusal):
            buffer.writeMultipleIntegers(Kind.refused.rawValue, number, refusal.rawValue)
        case .delivery(let settings, let start, let reception):
            buffer.writeMultipleIntegers(Kind.delivery.rawValue, start)
            buffer.writeInteger(Int16(clamping: reception.signalStrength))
            buffer.writeInteger(Int8(clamping: reception.signalToNoise))
            settings.write(into: &buffer)
            buffer.writeBytes(reception.bytes)
        }
        return buffer
    }

    /// Reads a datagram; any bytes are safe.
    package init(decoding datagram: ByteBuffer) throws(EtherDatagramError) {
        var buffer = datagram
        guard buffer.readInteger(as: UInt32.self) == Self.magic else { throw .foreign }
        guard let kind = buffer.readInteger(as: UInt8.self).flatMap(Kind.init) else {
            throw .unknownKind
        }
        guard let message = try Self.read(kind, from: &buffer) else { throw .truncated }
        guard buffer.readableBytes == 0 else { throw .trailingBytes }
        self = message
    }

    private static func read(
        _ kind: Kind, from buffer: inout ByteBuffer
    ) throws(EtherDatagramError) -> EtherDatagram? {
        switch kind {
        case .registered: return .registered
        case .leave: return .leave
        case .register:
            let settings = try RadioSettings(from: &buffer)
            guard let (x, y) = buffer.readMultipleIntegers(as: (Int32, Int32).self) else {
                return nil
            }
            return .register(settings, Position(x: x, y: y))
        case .transmit:
            guard let number = buffer.readInteger(as: UInt32.self) else { return nil }
            let settings = try RadioSettings(from: &buffer)
            return .transmit(number: number, settings, bytes: try readFrame(from: &buffer))
        case .transmitted:
            guard let values = buffer.readMultipleIntegers(as: (UInt32, UInt64, UInt32).self)
            else { return nil }
            return .transmitted(
                number: values.0, startMicroseconds: values.1, airtimeMicroseconds: values.2)
        case .refused:
            guard let values = buffer.readMultipleIntegers(as: (UInt32, UInt8).self) else {
                return nil
            }
            guard let refusal = EtherRefusal(rawValue: values.1) else { throw .badValue }
            return .refused(number: values.0, refusal)
        case .delivery:
            guard let values = buffer.readMultipleIntegers(as: (UInt64, Int16, Int8).self) else {
                return nil
            }
            let settings = try RadioSettings(from: &buffer)
            let bytes = try readFrame(from: &buffer)
            return .delivery(
                settings, startMicroseconds: values.0,
                Reception(
                    bytes: bytes, signalStrength: Int(values.1), signalToNoise: Int(values.2),
                    hasCRC: settings.modulation.hasCRC,
                    airtime: settings.modulation.airtime(byteCount: bytes.count)))
        }
    }

    private static func readFrame(
        from buffer: inout ByteBuffer
    ) throws(EtherDatagramError) -> [UInt8] {
        guard buffer.readableBytes <= frameByteCountMax else { throw .frameTooLong }
        return buffer.readBytes(length: buffer.readableBytes) ?? []
    }
}
