import FaultCatalogue
import NIOCore

/// What is wrong before anybody speaks TLS or MQTT.
extension LiveDoctor {
    var hostUnknown: Finding {
        Finding(
            .hostUnknown, .network, what: "the name '\(target.host)' has no address",
            cure: "check its spelling, or give it an address: `getent hosts "
                + "\(ShellWord(target.host))` must print one; for a broker without DNS write "
                + "'ADDRESS \(target.host)' into /etc/hosts")
    }

    func unreachable(
        _ texts: [String], _ endings: [DialResult.Ending], _ other: Int?
    ) -> Finding {
        let isFree = target.port == nil && !target.wantsTLS
        let place = isFree ? "\(target.host), ports 8883 and 1883" : target.place(port)
        if let other {
            return Finding(
                .nobodyListens, .client,
                what: "nobody listens at \(place), but at port \(other) somebody does",
                cure: "connect to that port: `apus doctor \(ShellWord(target.place(other)))`")
        }
        if endings.contains(.refused) {
            return Finding(
                .nobodyListens, .broker,
                what: "nobody listens at \(place)"
                    + (texts == [target.host] ? "" : " (\(texts.joined(separator: ", ")))"),
                cure:
                    "start the broker there; without a `listener` line mosquitto 2 listens on its "
                    + "own machine only. See on that machine: `ss -ltn`")
        }
        let reason = endings.compactMap { ending in
            if case .unreachable(let reason) = ending { reason } else { nil }
        }.first
        return Finding(
            .noAnswer, .network,
            what: "\(place) does not answer\(reason.map { " (\($0))" } ?? "")",
            cure: "open the port in the broker's firewall: `sudo ufw allow \(port)/tcp`, and check "
                + "the way: `ping -c 1 \(ShellWord(texts.first ?? target.host))`")
    }

    var portSpeaksTLS: Finding {
        Finding(
            .wrongPort, .client,
            what: "\(target.place(port)) speaks TLS, and a plain client cannot talk to it",
            cure: "name the broker's authority: `apus doctor \(ShellWord(target.place(port))) "
                + "--cafile ca.crt`; mosquitto_pub wants --cafile, too, or speaks plainly")
    }

    /// The client wants TLS where none is; perhaps it is next door.
    func portSpeaksPlainly() async -> Finding {
        let place = target.place(port)
        let hasIdentityOnly = target.files.authorities == nil && target.files.certificate != nil
        let texts = addresses.compactMap(\.ipAddress)
        let isNextDoor = port == 8883 ? false : await isListening(texts, 8883)
        if port == 8883 {
            return Finding(
                .wrongPort, .broker,
                what: "\(place) speaks MQTT without TLS, where clients expect TLS",
                cure:
                    "give that listener certfile and keyfile in mosquitto.conf: `apus cert server "
                    + "\(ShellWord(target.host))` says which lines")
        }
        let other = isNextDoor ? 8883 : nil
        return Finding(
            hasIdentityOnly ? .plainForWantOfAuthorities : .wrongPort, .client,
            what: "\(place) speaks MQTT without TLS, and this client wants TLS",
            cure: other.map {
                "use the port that speaks TLS: `apus doctor \(ShellWord(target.place($0)))"
                    + "\(options)`"
            } ?? "use the broker's TLS port (usually 8883), or leave --cafile, --cert and --key out"
        )
    }

    private var options: String {
        let pairs = [
            ("--cafile", target.files.authorities), ("--cert", target.files.certificate),
            ("--key", target.files.key),
        ]
        return pairs.compactMap { name, path in path.map { " \(name) \(ShellWord($0))" } }.joined()
    }

    func webAnswer(_ line: String) -> Finding {
        Finding(
            .somethingBetween, .network,
            what: "at \(target.place(port)) a web server or proxy answers instead of the broker "
                + "(\(SafeText.quoted(line)))",
            cure: "connect to the broker's own MQTT port (1883, or 8883 with TLS), and let it pass "
                + "proxies untouched; MQTT does not pass HTTP proxies, and MQTT over WebSocket is "
                + "another thing")
    }

    func stranger(_ words: String) -> Finding {
        Finding(
            .notMQTT, .client,
            what: "at \(target.place(port)) something else than a broker answers "
                + "(\(SafeText.quoted(words)))",
            cure: "use the broker's port: 1883, or 8883 with TLS; see on its machine what listens: "
                + "`sudo ss -ltnp`")
    }

    var closedAtOnce: Finding {
        Finding(
            .somethingBetween, .network,
            what: "\(target.place(port)) accepts connections and closes them without a word, "
                + "whatever is said",
            cure:
                "a port forwarding or load balancer without its broker does that, and so does one "
                + "that expects the PROXY protocol: connect to the broker's own address, and look "
                + "into its log")
    }

    var closedDuringHandshake: Finding {
        Finding(
            .closedDuringHandshake, .network,
            what: "\(target.place(port)) accepts connections, and closes them during the TLS "
                + "handshake",
            cure: "look into the broker's log; a firewall, proxy or port forwarding between may be "
                + "the one that closes: try from the broker's own machine")
    }

    var silent: Finding {
        Finding(
            .noAnswer, .network,
            what: "\(target.place(port)) accepts connections, but says nothing",
            cure: "see on its machine what listens: `sudo ss -ltnp 'sport = :\(port)'`; a broker "
                + "that hangs must be restarted")
    }
}
