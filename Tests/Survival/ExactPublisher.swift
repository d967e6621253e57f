import BrokerCore
import MQTTPackets
import SeededRandom

/// A client that publishes numbered messages with QoS 2 and repeats itself as it pleases, as far as
/// the protocol lets it: duplicates, repeated PUBREL, lost connections, takeovers of itself.
struct ExactPublisher {
    /// How far one message has come.
    private enum Stage {
        /// PUBREC has not been seen.
        case published
        case released
    }

    let version: ProtocolVersion
    private(set) var nextMessage: UInt16 = 0
    private(set) var doneCount = 0
    private var connection: ConnectionSlot?
    private var nextID: UInt16 = 1
    private var underWay: [(packetID: UInt16, message: UInt16, stage: Stage)] = []

    private static let underWayMax = 5

    init(version: ProtocolVersion) { self.version = version }

    /// One thing that a client may do now.
    mutating func step(_ bench: QuietBench, _ random: inout SeededGenerator) {
        guard let connection else {
            resume(bench)
            return
        }
        switch Int.random(in: 0..<12, using: &random) {
        case 0, 1, 2: if underWay.count < Self.underWayMax { publishNext(bench) }
        case 3, 4: repeatAll(bench, readsAnswers: Bool.random(using: &random))
        case 5:
            bench.lose(connection)
            self.connection = nil
        case 6: resume(bench)  // takes over from its own living connection
        case 7:
            // Everything at once, and the connection is gone before an answer is read.
            repeatAll(bench, readsAnswers: false)
            bench.lose(connection)
            _ = bench.take(from: connection)
            self.connection = nil
        default:
            readAnswers(bench)
            releaseOne(bench, &random)
        }
    }

    /// Brings everything that is under way to its end.
    mutating func finish(_ bench: QuietBench) {
        resume(bench)
        while !underWay.isEmpty {
            repeatAll(bench, readsAnswers: true)
        }
    }

    private mutating func resume(_ bench: QuietBench) {
        let properties: Properties = version == .v5 ? [.sessionExpiryInterval(100)] : []
        connection = bench.join("p", version, isClean: false, properties: properties)
        repeatAll(bench, readsAnswers: false)  // [MQTT-4.4.0-1]
    }

    private mutating func publishNext(_ bench: QuietBench) {
        while underWay.contains(where: { $0.packetID == nextID }) { nextID = nextID % 9 + 1 }
        send(bench, packetID: nextID, message: nextMessage, isDuplicate: false)
        underWay.append((nextID, nextMessage, .published))
        nextID = nextID % 9 + 1  // soon used again
        nextMessage += 1
    }

    private mutating func repeatAll(_ bench: QuietBench, readsAnswers: Bool) {
        for entry in underWay {
            switch entry.stage {
            case .published:
                send(bench, packetID: entry.packetID, message: entry.message, isDuplicate: true)
            case .released: sendPubrel(bench, entry.packetID)
            }
        }
        if readsAnswers { readAnswers(bench) }
    }

    private mutating func releaseOne(_ bench: QuietBench, _ random: inout SeededGenerator) {
        guard let entry = underWay.randomElement(using: &random), entry.stage == .released else {
            return
        }
        sendPubrel(bench, entry.packetID)
    }

    /// PUBREC makes a message released, PUBCOMP ends it.
    private mutating func readAnswers(_ bench: QuietBench) {
        guard let connection else { return }
        let bytes = bench.take(from: connection)
        var position = 0
        while position + 4 <= bytes.count {
            let packetID = UInt16(bytes[position + 2]) << 8 | UInt16(bytes[position + 3])
            if let place = underWay.firstIndex(where: { $0.packetID == packetID }) {
                switch bytes[position] {
                case 0x50 where underWay[place].stage == .published:
                    underWay[place].stage = .released
                    sendPubrel(bench, packetID)
                case 0x70 where underWay[place].stage == .released:
                    underWay.remove(at: place)
                    doneCount += 1
                default: break
                }
            }
            position += 2 + Int(bytes[position + 1])
        }
    }

    private func send(
        _ bench: QuietBench, packetID: UInt16, message: UInt16, isDuplicate: Bool
    ) {
        guard let connection else { return }
        bench.send(
            Bytes.publish(
                "t", Bytes.twoBytes(message), 2, packetID: packetID, version: version,
                isDuplicate: isDuplicate),
            from: connection)
    }

    private func sendPubrel(_ bench: QuietBench, _ packetID: UInt16) {
        guard let connection else { return }
        bench.send(Bytes.acknowledgement(0x62, packetID), from: connection)
    }
}
