import CertificateJudgement
import FaultCatalogue
import MQTTPackets
import NIOCore
import NIOSSL

/// What the broker says to this client.
extension LiveDoctor {
    /// Connects over TLS with full verification and all that the client has.
    mutating func connectSecurely() async {
        guard asksForCertificate == false || credentials.hasIdentity else {
            return add(certificateWanted)
        }
        if asksForCertificate {
            report.healthy.append("it refuses clients without a certificate, as it is told to")
        }
        if letsAnybodyIn {
            report.healthy.append("it lets clients in without a certificate")
        }
        for version in versions {
            let context: NIOSSLContext
            do {
                context = try credentials.context(
                    from: version, to: version, checks: true, showsIdentity: true)
            } catch {
                return add(unusable(error))
            }
            let security = self.security(context, checks: true)
            guard await converse(security, RefusalReading.text(of: version)) else { return }
        }
    }

    /// Connects over plain TCP.
    mutating func connectPlainly() async {
        report.healthy.append("it speaks MQTT without TLS")
        guard let address = addresses.first else { return }
        if target.password != nil, !target.maySendInPlainText(to: address) {
            return add(secretKept)
        }
        if target.password != nil, address.isLoopback == false {
            add(
                Finding(
                    .secretsInPlainText, .client, weight: .warning,
                    what: "the password goes to \(target.place(port)) in plain text, for everybody "
                        + "on the way to read",
                    cure: "use the broker's TLS port: `apus doctor "
                        + "\(ShellWord(target.place(8883))) --cafile ca.crt`"))
        }
        _ = await converse(nil, "plain TCP")
    }

    /// The password is for TLS, and only the plain port is open.
    private var secretKept: Finding {
        Finding(
            .secretsInPlainText, .broker,
            what: "nobody listens at \(target.place(8883)), and at \(target.place(port)) the "
                + "password would go in plain text, for everybody on the way to read: it was not "
                + "sent",
            cure: "give the broker a TLS port: `apus cert server \(ShellWord(target.host))` says "
                + "which lines; or name the plain port, which sends it: `apus doctor "
                + "\(ShellWord(target.place(port))) --user \(ShellWord(target.userName ?? ""))`")
    }

    /// Asks to be let in by MQTT 5 and by MQTT 3.1.1; false once a fault is found.
    private mutating func converse(_ security: Dial.Security?, _ way: String) async -> Bool {
        guard let address = addresses.first else { return false }
        var accepted: [String] = []
        var refusals: [Finding] = []
        for version in target.version.map({ [$0] }) ?? [.v5, .v311] {
            let dial = self.dial(
                address: address, security: security, opening: .connect(ownConnect(version)))
            let result = await dial.make()
            if result.isAccepted, result.isAlive {
                accepted.append(version == .v5 ? "MQTT 5" : "MQTT 3.1.1")
                noteKeepAlive(result)
            } else {
                let reading = self.reading(result, dial, version)
                let isShort = await isKeepAliveAtFault(result, dial)
                refusals.append(isShort ? reading.keepAliveTooLong : reading.finding)
            }
        }
        // A broker may speak one version only; what else it refuses concerns the client.
        let isOtherVersionMissing =
            !accepted.isEmpty && refusals.allSatisfy { $0.id == .versionRefused }
        if !isOtherVersionMissing, let refusal = refusals.first {
            add(refusal)
            return false
        }
        let name = identityText.map { " as \($0)" } ?? ""
        report.healthy.append(
            "over \(way) it accepts this client\(name) (\(accepted.joined(separator: ", ")))")
        return true
    }

    private mutating func noteKeepAlive(_ result: DialResult) {
        guard let limit = result.greeting?.properties.serverKeepAlive,
            limit < target.keepAliveSeconds || target.keepAliveSeconds == 0
        else { return }
        add(
            Finding(
                .keepAliveRefused, .client, weight: .warning,
                what: "the broker asks for a keep-alive of \(limit) s instead of "
                    + "\(target.keepAliveSeconds) s (max_keepalive), and ends connections of "
                    + "clients that do not follow",
                cure: "set the client's keep-alive to \(limit) s: `mosquitto_pub -k \(limit) …`"))
    }

    /// Before MQTT 5 a keep-alive that is too long is refused as if the identifier were wrong.
    private func isKeepAliveAtFault(_ result: DialResult, _ dial: Dial) async -> Bool {
        guard result.greeting?.reasonCode == .clientIdentifierNotValid,
            case .connect(var connect) = dial.opening, connect.version != .v5
        else { return false }
        connect.keepAlive = 5
        var shorter = dial
        shorter.opening = .connect(connect)
        return await shorter.make().isAccepted
    }

    private func reading(
        _ result: DialResult, _ dial: Dial, _ version: MQTTPackets.ProtocolVersion
    ) -> RefusalReading {
        RefusalReading(
            result: result, version: version, isSecure: dial.security != nil,
            place: target.place(port), target: target, credentials: credentials, now: now)
    }

    private func ownConnect(_ version: MQTTPackets.ProtocolVersion) -> Connect {
        var connect = connect(version)
        if let clientID = target.clientID {
            connect.clientID = clientID
            // The session is the real client's: it is to stay as it is.
            connect.cleanStart = false
            if version == .v5 { connect.properties.sessionExpiryInterval = .max }
        }
        connect.userName = target.userName
        connect.password = target.userName == nil ? nil : target.password
        return connect
    }

    private var identityText: String? {
        if let name = target.userName { return "user '\(name)'" }
        return letsAnybodyIn ? nil : credentials.chain.first.map { "'\($0.subject.text)'" }
    }

    /// The broker has made clear that it wants a certificate.
    private var certificateWanted: Finding {
        let options = target.files.authorities.map { " --cafile \(ShellWord($0))" } ?? ""
        return Finding(
            .clientCertificateMissing, .client,
            what: "\(target.place(port)) lets clients in only with a certificate, and this client "
                + "shows none",
            cure: "make one with the broker's authority, and show it: "
                + "`apus cert device my-client` "
                + "`apus doctor \(ShellWord(target.place(port)))\(options) "
                + "--cert apus-data/pki/my-client.crt --key apus-data/pki/my-client.key`")
    }

    private func unusable(_ error: any Error) -> Finding {
        Finding(
            .keyKindNotUsable, .client,
            what: "this client's certificate or key cannot be used by BoringSSL "
                + "(\(String(describing: error)))",
            cure: "make them anew with a P-256 key: `apus cert device my-client`")
    }
}

extension SocketAddress {
    /// Whether it leads back to this machine.
    var isLoopback: Bool {
        guard let text = ipAddress else { return false }
        return text.hasPrefix("127.") || text == "::1"
    }
}
