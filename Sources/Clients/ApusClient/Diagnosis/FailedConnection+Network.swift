internal import CertificateJudgement
internal import FaultCatalogue

/// What lies in between, and who answers that is no broker.
extension FailedConnection {
    /// The connection ended before CONNACK.
    func lossFinding(_ reason: String) -> Finding {
        if configuration.tls == nil {
            return strangerFinding
                ?? Finding(
                    .wrongPort, .client,
                    what:
                        "the connection ended without an answer to CONNECT (\(reason)), as it does"
                        + " at a port for TLS",
                    cure:
                        "if port \(configuration.port) is for TLS, switch it on: --cafile FILE; if"
                        + " not, the broker's log knows the reason")
        }
        if !evidence.isSecured { return cutFinding("ended the connection (\(reason))") }
        if let strangerFinding { return strangerFinding }
        if !hasCertificate {
            return Finding(
                .clientCertificateMissing, .client,
                what: "the connection ended after the handshake (\(reason)), as it does at a broker"
                    + " that wants a client certificate, and none was given",
                cure:
                    "give a certificate and its key, --cert FILE --key FILE; if that is not it, the"
                    + " broker's log knows the reason")
        }
        return ownFinding
            ?? Finding(
                .connectRefused, .broker,
                what: "the connection ended after the handshake, without CONNACK (\(reason))",
                cure: "read the broker's log: it knows the reason")
    }

    /// What came is neither MQTT nor the TLS that was awaited; nil when it is not clear what it is.
    var strangerFinding: Finding? {
        if configuration.tls == nil, evidence.firstBytes.starts(with: [0x15, 0x03]) {
            return Finding(
                .wrongPort, .client, what: "port \(configuration.port) speaks TLS, and we do not",
                cure: "switch TLS on: --cafile FILE, or use the broker's plain port, usually 1883")
        }
        let line = printable(
            evidence.isSecured ? evidence.firstSecuredBytes : evidence.firstBytes)
        if line.hasPrefix("HTTP/") {
            return Finding(
                .somethingBetween, .network,
                what: "a web server or proxy answers in the broker's place: '\(line)'",
                cure: "check host and port; is it a proxy, have it let port \(configuration.port)"
                    + " through")
        }
        if line.count < 4 { return nil }
        return Finding(
            .notMQTT, .client, what: "something else answers, no broker: '\(line)'",
            cure: "check host and port; MQTT's are usually 1883, and 8883 with TLS")
    }

    /// TLS was begun with somebody who does not speak it.
    var wrongPortFinding: Finding {
        Finding(
            .wrongPort, .client,
            what: "what answers at port \(configuration.port) does not speak TLS",
            cure: "use the broker's TLS port, usually 8883, or connect without TLS")
    }

    /// Nobody said anything in time.
    func silenceFinding(_ limit: Duration) -> Finding {
        if evidence.peer == nil {
            return Finding(
                .noAnswer, .network, what: "nobody answered",
                cure: "check the address, and whether a firewall lets port"
                    + " \(configuration.port) through")
        }
        return Finding(
            .noAnswer, .network,
            what: "the connection was taken, but nothing was answered",
            cure: "is the broker overloaded, or does something else listen at port"
                + " \(configuration.port)?")
    }

    /// Nil leaves it to the reason code.
    ///
    /// Before MQTT 5, brokers that limit the keep-alive refuse a longer one as they refuse a client
    /// identifier, having no other code.
    func refusalFinding(_ reason: ReasonCode) -> Finding? {
        if reason == .notAuthorized, let user = configuration.credentials?.userName {
            return Finding(
                .credentialsRefused, .client,
                what: "the broker does not let user \(SafeText.quoted(user)) in, which mosquitto"
                    + " says of a wrong password, too",
                cure: "check user name and password, and the broker's access rules")
        }
        let keepAlive = configuration.keepAlive
        let isPlain = configuration.clientID.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte | 0x20) || (0x2D...0x39).contains(byte) || byte == 0x5F
        }
        guard reason == .clientIdentifierNotValid, configuration.version != .v5,
            (1...23).contains(configuration.clientID.utf8.count), isPlain,
            keepAlive > FailedConnection.usualKeepAliveMax
        else { return nil }
        let identifier = SafeText.quoted(configuration.clientID)
        return Finding(
            .keepAliveRefused, .client,
            what: "the broker refused the client identifier \(identifier), or, as it has no other"
                + " code for it, the keep-alive of \(keepAlive)",
            cure: "ask for a shorter keep-alive, such as -k 60; if that is not it, choose another"
                + " client identifier")
    }

    /// A broker that limits the keep-alive takes this one.
    private static let usualKeepAliveMax = Duration.seconds(300)

    /// The first line, if all of it is text.
    private func printable(_ bytes: [UInt8]) -> String {
        let line = bytes.prefix { $0 != 0x0D && $0 != 0x0A }
        guard line.allSatisfy({ (0x20..<0x7F).contains($0) }) else { return "" }
        return String(decoding: line.prefix(64), as: UTF8.self)
    }
}
