import LoRaFrames
package import Radio

/// Verifies and decrypts what the radio hears.
package struct Receiver: Sendable {
    /// The receiver's address in the sensor project.
    package static let defaultAddress: UInt8 = 1

    private let codec: JWTFrame
    private let address: UInt8

    /// A receiver at `address`.
    package init(keys: ChainKeys, address: UInt8 = defaultAddress) {
        codec = JWTFrame(keys: keys)
        self.address = address
    }

    /// Judges what the radio hears until it is closed or the task is cancelled.
    package func run(_ radio: EtherRadio, observe: ChainObserver) async {
        for await reception in radio.receptions {
            observe(.received(reception, judge(reception)))
        }
    }

    /// Judges one frame; any bytes are safe.
    package func judge(_ reception: Reception) -> ReceiverVerdict {
        guard reception.hasCRC else { return .refused(nil, .withoutCRC) }
        let frame: RadioHeadFrame
        do throws(RadioHeadError) {
            frame = try RadioHeadFrame(decoding: reception.bytes)
        } catch {
            return .refused(nil, .frame(error))
        }
        guard frame.header.isAddressed(to: address) else { return .notForUs(frame.header) }
        do throws(JWTRefusal) {
            return .verified(frame, try codec.decode(frame.content))
        } catch {
            return .refused(frame.header, .token(error))
        }
    }

    /// The lines to print: those of the sensor project's receiver, or one with the reason.
    package static func lines(_ reception: Reception, _ verdict: ReceiverVerdict) -> [String] {
        let strength = reception.signalStrength
        switch verdict {
        case .verified(let frame, let content):
            return [
                "Packet[\(frame.content.count)] #\(frame.header.from) => #\(frame.header.to) "
                    + "\(strength)dB:",
                PrintableText.escaping(content.token),
                "Decoded JWT data ...",
                "Decoded AES data : \(PrintableText.escaping(content.plaintext))",
            ]
        case .notForUs: return []
        case .refused(let header, let reason):
            let who = header.map { "#\($0.from) => #\($0.to)" } ?? "unknown sender"
            return ["Refused packet[\(reception.bytes.count)] \(who) \(strength)dB: \(reason)"]
        }
    }
}
