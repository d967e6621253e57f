extension Packet {
    /// Reads the complete frame `frame[0..<header.frameLength]`.
    ///
    /// CONNECT takes the version from its own bytes; `version` is ignored there.
    /// - Throws: the field that breaks the format.
    package init(
        frame: Span<UInt8>, header: FixedHeader, version: ProtocolVersion
    ) throws(DecodeError) {
        switch header.type {
        case .connect: self = .connect(try Connect(frame, header))
        case .connack: self = .connack(try ConnAck(frame, header, version))
        case .publish: self = .publish(try Publish(frame, header, version))
        case .puback: self = .puback(try Acknowledgement(frame, header, version))
        case .pubrec: self = .pubrec(try Acknowledgement(frame, header, version))
        case .pubrel: self = .pubrel(try Acknowledgement(frame, header, version))
        case .pubcomp: self = .pubcomp(try Acknowledgement(frame, header, version))
        case .subscribe: self = .subscribe(try Subscribe(frame, header, version))
        case .suback: self = .suback(try SubAck(frame, header, version))
        case .unsubscribe: self = .unsubscribe(try Unsubscribe(frame, header, version))
        case .unsuback: self = .unsuback(try UnsubAck(frame, header, version))
        case .pingreq:
            try FrameReader(frame, header).expectEnd(.remainingLength)
            self = .pingreq
        case .pingresp:
            try FrameReader(frame, header).expectEnd(.remainingLength)
            self = .pingresp
        case .disconnect: self = .disconnect(try Disconnect(frame, header, version))
        case .auth: self = .auth(try Auth(frame, header, version))
        }
    }
}
