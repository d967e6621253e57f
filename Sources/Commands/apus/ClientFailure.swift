internal import ApusClient
import FaultCatalogue

/// Why `pub` or `sub` ends without success, in mosquitto's words and exit codes where it has some.
enum ClientFailure: Error {
    /// The words of the command line do not fit together.
    case usage(String)
    /// A file or the standard input cannot be read.
    case input(String)
    /// The time of `-W` is up.
    case timedOut
    /// The client failed.
    case client(MQTTClientError, ProtocolVersion)

    /// The line for the standard error.
    var text: String {
        switch self {
        case .usage(let text), .input(let text): "Error: \(text)"
        case .timedOut: "Timed out"
        case .client(.refused(let server, let reason, let detail, _), .v5):
            "Connection error: \(ClientFailure.capitalized(reason.description))"
                + (detail.map { " (\(SafeText.quoted($0)))" } ?? "") + explanation(server)
        case .client(.refused(let server, let reason, _, _), _):
            "Connection error: Connection Refused: \(ClientFailure.refusals[reason]?.text ?? "")."
                + explanation(server)
        case .client(let error, _): "Error: \(error)"
        }
    }

    /// The exit code.
    var exitCode: Int32 {
        switch self {
        case .usage, .input: 1
        case .timedOut: 27
        case .client(.refused(_, let reason, _, _), .v5): Int32(reason.rawValue)
        case .client(.refused(_, let reason, _, _), _): ClientFailure.refusals[reason]?.code ?? 1
        case .client(.tls, _): 8
        case .client(.connectionLost, _), .client(.disconnectedByServer, _): 7
        case .client(.packetTooLarge, _): 25
        case .client: 1
        }
    }

    /// What follows mosquitto's words for a refusal: who refused, and what helps.
    private func explanation(_ server: String) -> String {
        guard case .client(let error, _) = self, let diagnosis = error.diagnosis else { return "" }
        let peer = diagnosis.peer.description
        return " Broker \(server)\(peer.isEmpty ? "" : " (\(peer))"): \(diagnosis)"
    }

    private static let refusals: [ReasonCode: (code: Int32, text: String)] = [
        .unsupportedProtocolVersion: (1, "unacceptable protocol version"),
        .clientIdentifierNotValid: (2, "identifier rejected"),
        .serverUnavailable: (3, "broker unavailable"),
        .badUserNameOrPassword: (4, "bad user name or password"),
        .notAuthorized: (5, "not authorised"),
    ]

    private static func capitalized(_ text: String) -> String {
        text.prefix(1).uppercased() + text.dropFirst()
    }
}
