import MQTTPackets
import MQTTProbe
import Testing

/// What may come of bytes that are no longer what their sender meant.
extension FormStage {
    /// Sends damaged bytes on a fresh connection: they are whole packets, the beginning of one, or
    /// the end, and nothing has an effect that was not whole.
    func expectWholePacketsOnly(
        _ bytes: [UInt8], _ form: PacketForm, location: SourceLocation = #_sourceLocation
    ) throws {
        try open()
        let before = census()
        let seen = try send([bytes])
        let whole = WholePackets(bytes, form.version)
        let comment = Comment(rawValue: HexText.text(bytes))
        switch whole.first {
        case .illegal:
            #expect(seen.isClosed, comment, sourceLocation: location)
        case .incomplete:
            #expect(
                seen == StateObservation(answer: "", isClosed: false, watched: ""), comment,
                sourceLocation: location)
            #expect(census() == before, comment, sourceLocation: location)
        case .legal: break
        }
        let will = try end(.connectionLost)
        let watched = try HexText.bytes(seen.watched) + will
        for message in WholePackets(watched, .v311).messages {
            #expect(whole.messages.contains(message), comment, sourceLocation: location)
        }
        #expect(
            try isReleased(mayKeepSession: whole.first == .legal), comment,
            sourceLocation: location)
    }
}
