import MQTTPackets
import Testing

/// One cell of the table: a packet type in a state of a connection of one version.
struct StateCell: Sendable, CustomTestStringConvertible {
    let state: ConnectionState
    let version: ProtocolVersion
    /// The high half of the packet's first byte.
    let type: UInt8

    /// Every cell.
    static let all: [StateCell] = ConnectionState.allCases.flatMap { state in
        state.versions.flatMap { version in
            (0..<16).map { StateCell(state: state, version: version, type: $0) }
        }
    }

    var testDescription: String { "type \(type) \(state.rawValue), \(version)" }

    /// What must come of it.
    var reaction: Reaction { ReactionTable.reaction(to: type, in: state, version) }

    /// What comes.
    var text: String { StatePacket.text(of: type, version) }

    /// The packet's bytes.
    func packet() throws -> [UInt8] { try MeasuredText(text, version).bytes }

    /// The bytes that must come back.
    func answer() throws -> [UInt8] { try MeasuredText(reaction.answer, version).bytes }

    /// The bytes that must follow when what the state waits for has happened.
    func laterAnswer() throws -> [UInt8] {
        try MeasuredText(ReactionTable.later(than: type, in: state, version), version).bytes
    }
}
