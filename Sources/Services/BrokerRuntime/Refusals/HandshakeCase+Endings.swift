import BrokerCore
import BrokerTransport
import FaultCatalogue

/// The peer left without a word, or never spoke TLS.
extension HandshakeCase {
    /// - Parameter how: what it did.
    func closed(_ how: String) -> Finding {
        if details.opening.isEmpty {
            return Finding(
                .closedDuringHandshake, .client,
                what: "it \(how) before it sent anything, as port scanners and health checks do",
                cure: "if it is an honest client, let it connect with TLS to \(place)")
        }
        if let foreign = foreignProtocol { return finding(for: foreign) }
        return unsaid("it \(how) during the TLS handshake and did not say why")
    }

    /// NIOSSL compares names after the handshake and closes without an alert, and so do others.
    var leftBeforeConnect: Finding {
        unsaid("it closed the connection after the TLS handshake, before CONNECT")
    }

    private func unsaid(_ sight: String) -> Finding {
        if let finding = fault(ofListener: Self.chainFaults) ?? addressFault {
            return seen(sight, finding)
        }
        let name =
            details.serverName.map { "that '\($0)' is in \(ownName)" }
            ?? "that the name or address it connects by is in \(ownName)"
        return Finding(
            .closedDuringHandshake, .client,
            what: "\(sight); most that leave like this do not accept \(ownName)",
            cure: "check \(name) and that it trusts \(ownIssuer), and look into its own log")
    }

    /// Bytes that are no TLS.
    func foreign(otherwise text: String) -> Finding {
        if let foreign = foreignProtocol { return finding(for: foreign) }
        return Finding(
            .notMQTT, .client, what: "it speaks no TLS that can be followed (\(text))",
            cure: "check that it is an MQTT client over TLS, and that nothing in between changes "
                + "its bytes")
    }

    private var foreignProtocol: ForeignProtocol? {
        let opening = details.opening
        let foreign = ForeignProtocol(opening: opening.span)
        return foreign == .tls ? nil : foreign
    }

    private func finding(for foreign: ForeignProtocol) -> Finding {
        ForeignText.finding(for: foreign, place: place, speaksTLS: true)
    }
}
