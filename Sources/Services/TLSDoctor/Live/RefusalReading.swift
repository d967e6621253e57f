import CertificateJudgement
import FaultCatalogue
import MQTTPackets
import NIOSSL

/// Why a broker did not let the client in, from all that this side can know.
struct RefusalReading {
    let result: DialResult
    let version: MQTTPackets.ProtocolVersion
    let isSecure: Bool
    let place: String
    let target: LiveTarget
    let credentials: LiveCredentials
    let now: Int64

    /// The fault that explains it best.
    var finding: Finding {
        if let reason = result.greeting?.reasonCode, reason.isError { return refusal(reason) }
        if let reason = result.farewell { return farewell(reason) }
        if let speech = Speech(strange: result.strangeBytes) { return stranger(speech) }
        switch result.ending {
        case .alert(let alert): return reading(of: alert)
        case .tls(let words): return refusedByUs(words)
        case .silent:
            return Finding(
                .noAnswer, .network, what: "\(place) does not answer CONNECT",
                cure: "look into the broker's log; one that hangs must be restarted")
        default: return closed
        }
    }

    /// A TLS version in words.
    static func text(of version: NIOSSL.TLSVersion) -> String {
        version == .tlsv13 ? "TLS 1.3" : "TLS 1.2"
    }

    private func refusal(_ reason: ReasonCode) -> Finding {
        let said = result.greeting?.properties.reasonString.map {
            ", it says \(SafeText.quoted($0))"
        }
        let words = "\(place) refuses the client: \(reason)\(said ?? "")"
        switch reason {
        case .badUserNameOrPassword, .badAuthenticationMethod, .notAuthorized:
            return notLetIn(words, reason)
        case .unsupportedProtocolVersion:
            return Finding(
                .versionRefused, .client, what: "\(words) (MQTT \(versionText))",
                cure: "choose the other version: `mosquitto_pub -V "
                    + "\(version == .v5 ? "311" : "5") …`")
        case .clientIdentifierNotValid:
            return Finding(
                .clientIDRefused, .client, what: words,
                cure: "choose an identifier that the broker allows (clientid_prefixes in "
                    + "mosquitto.conf): `mosquitto_pub -i NAME …`")
        case .serverUnavailable, .serverBusy, .serverShuttingDown, .quotaExceeded,
            .connectionRateExceeded:
            return Finding(
                .brokerUnavailable, .broker, what: words,
                cure: "try again later; the broker's log and max_connections say why it is full")
        default:
            return Finding(
                .connectRefused, .broker, what: words, cure: "look into the broker's log")
        }
    }

    private func notLetIn(_ words: String, _ reason: ReasonCode) -> Finding {
        if let certificate = credentials.chain.first, certificate.subject.commonName == nil,
            target.userName == nil
        {
            return Finding(
                .commonNameMissing, .authority,
                what: "\(words); the client's certificate '\(certificate.subject.text)' has no "
                    + "common name that could be the user's (use_identity_as_username)",
                cure: "issue one with a common name: `apus cert device my-client`")
        }
        let isAnonymous = target.userName == nil
        if isAnonymous {
            return Finding(
                reason == .badUserNameOrPassword ? .credentialsRefused : .notAuthorized, .client,
                what: "\(words); no user name was given",
                cure: "give one: `apus doctor \(ShellWord(place)) --user NAME`, or let anybody in: "
                    + "'allow_anonymous true' in mosquitto.conf, which is false since mosquitto 2")
        }
        // mosquitto 2 answers a wrong password as if the right user were not authorized.
        return Finding(
            .credentialsRefused, .client,
            what: "\(words), as user '\(target.userName ?? "")'",
            cure: "set that user's password anew, and let the broker read it: `sudo "
                + "mosquitto_passwd /etc/mosquitto/passwd \(ShellWord(target.userName ?? ""))` "
                + "`sudo systemctl reload mosquitto`")
    }

    private func stranger(_ speech: Speech) -> Finding {
        switch speech {
        case .http(let line):
            Finding(
                .somethingBetween, .network,
                what: "at \(place) a web server or proxy answers instead of the broker "
                    + "(\(SafeText.quoted(line)))",
                cure: "connect to the broker's own MQTT port, and let it pass proxies untouched")
        case .other(let words):
            Finding(
                .notMQTT, .client,
                what: "what answers at \(place) does not speak MQTT "
                    + "(\(SafeText.quoted(words)))",
                cure: "use the broker's port: 1883, or 8883 with TLS")
        default: closed
        }
    }

    private func farewell(_ reason: ReasonCode) -> Finding {
        if reason == .sessionTakenOver {
            return Finding(
                .takenOver, .client, what: "another client with the same identifier takes over",
                cure: "give each client an identifier of its own")
        }
        return Finding(
            .connectRefused, .broker, what: "\(place) ends the connection: \(reason)",
            cure: "look into the broker's log")
    }

    /// What MQTT 3.1.1 calls a wrong identifier was too long a keep-alive.
    var keepAliveTooLong: Finding {
        Finding(
            .keepAliveRefused, .client,
            what: "\(place) refuses MQTT 3.1.1 clients with a keep-alive of "
                + "\(target.keepAliveSeconds) s as 'identifier rejected' (max_keepalive)",
            cure: "use a shorter one: `mosquitto_pub -k 10 …`, or raise max_keepalive in "
                + "mosquitto.conf")
    }

    private var closed: Finding {
        Finding(
            isSecure && !result.isSecured ? .closedDuringHandshake : .connectRefused, .broker,
            what:
                "\(place) closes the connection \(result.greeting == nil ? "without" : "after") an "
                + "answer to CONNECT (MQTT \(versionText))",
            cure: "look into the broker's log: it says why")
    }

    private var versionText: String { version == .v5 ? "5" : "3.1.1" }
}
