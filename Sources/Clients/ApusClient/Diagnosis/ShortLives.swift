internal import FaultCatalogue
internal import NIOCore

/// Notices that two clients throw each other out, which before MQTT 5 the broker cannot say.
///
/// The broker closes the older connection of a client identifier without a word, that client
/// returns and throws out the other, and so on.
struct ShortLives {
    private static let lifeMax = TimeAmount.seconds(5)
    private static let countToTell = 3

    private var began: NIODeadline?
    private var count = 0

    /// The broker accepted the client.
    mutating func begin(at now: NIODeadline) { began = now }

    /// The error with its explanation once it has happened often enough.
    mutating func explained(
        _ error: MQTTClientError, clientID: String, endedAt now: NIODeadline
    ) -> MQTTClientError {
        guard case .connectionLost = error, let began, now - began < ShortLives.lifeMax else {
            count = 0
            return error
        }
        count += 1
        if count < ShortLives.countToTell || clientID.isEmpty { return error }
        let finding = Finding(
            .takenOver, .client,
            what: "the broker accepted the client and closed the connection at once, \(count) times"
                + " in a row: another client seems to use the client identifier '\(clientID)'",
            cure: "give each client an identifier of its own; if that is not it, the broker's log"
                + " knows the reason")
        return error.explained(MQTTClientError.Diagnosis(finding))
    }
}
