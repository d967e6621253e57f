import CertificateJudgement
import FaultCatalogue
import MQTTPackets
import NIOCore
import NIOSSL

/// Connects as a client would, step by step, until something fails or the broker says yes.
package struct LiveDoctor: Sendable {
    let target: LiveTarget
    let lookup: HostLookup
    /// Seconds since 1970.
    let now: Int64
    var report = DoctorReport()
    var credentials = LiveCredentials()
    var port = 0
    /// Those that accept connections, in the resolver's order.
    var addresses: [SocketAddress] = []
    /// Which versions of TLS the broker speaks.
    var versions: [NIOSSL.TLSVersion] = []
    /// Whether the broker lets clients in only with a certificate.
    var asksForCertificate = false
    /// Whether the broker let a client in that showed neither certificate nor user name.
    var letsAnybodyIn = false
    /// A client identifier that nobody else has.
    let clientID = "apus-doctor-" + String(UInt32.random(in: 0 ... .max), radix: 36)

    /// Examines a broker; nothing is said to it yet.
    package init(_ target: LiveTarget, now: Int64, lookup: HostLookup = .system) {
        self.target = target
        self.now = now
        self.lookup = lookup
    }

    /// Connects, and says what was found.
    package static func examine(
        _ target: LiveTarget, now: Int64, lookup: HostLookup = .system
    ) async -> DoctorReport {
        var doctor = LiveDoctor(target, now: now, lookup: lookup)
        await doctor.run()
        return doctor.report
    }

    /// Whether the client means to speak TLS, by its files or by the port that was found.
    var wantsTLS: Bool { target.wantsTLS || (target.usesTLS == nil && port == 8883) }

    private mutating func run() async {
        readCredentials()
        guard report.isHealthy, await findAddresses() else { return }
        if wantsTLS { trustSystem() }
        switch await listen() {
        case .tls:
            if target.usesTLS == false { return add(portSpeaksTLS) }
            if !wantsTLS { trustSystem() }
            guard await probe() else { return }
            await connectSecurely()
        case .mqtt:
            if wantsTLS { return add(await portSpeaksPlainly()) }
            await connectPlainly()
        case .http(let line): add(webAnswer(line))
        case .other(let words): add(stranger(words))
        case .closed: add(wantsTLS ? closedDuringHandshake : closedAtOnce)
        case .silent: add(silent)
        }
    }

    /// Notes a finding.
    mutating func add(_ finding: Finding) { report.add(finding) }

    /// Finds the addresses and the port where something listens.
    private mutating func findAddresses() async -> Bool {
        let texts = target.isAddress ? [target.host] : await lookup.addresses(of: target.host)
        guard !texts.isEmpty else {
            add(hostUnknown)
            return false
        }
        let ports = target.port.map { [$0] } ?? (target.wantsTLS ? [8883] : [8883, 1883])
        var endings: [DialResult.Ending] = []
        for port in ports {
            self.port = port
            let results = await knock(texts, port)
            addresses = results.filter(\.result.isConnected).map(\.address)
            endings = results.map(\.result.ending)
            if !addresses.isEmpty {
                noteAddresses(texts)
                return true
            }
        }
        let other = await listeningPort(among: texts, besides: ports)
        add(unreachable(texts, endings, other))
        return false
    }

    private mutating func noteAddresses(_ texts: [String]) {
        guard let first = addresses.first?.ipAddress else { return }
        let place = target.isAddress ? "" : "\(target.host) is \(texts.joined(separator: ", ")); "
        report.healthy.append("\(place)port \(port) of \(first) accepts connections")
    }

    /// Connects to every address at once.
    private func knock(
        _ texts: [String], _ port: Int
    ) async -> [(address: SocketAddress, result: DialResult)] {
        // A text of the resolver that is no address leads nowhere.
        let addresses = texts.prefix(8).compactMap { try? SocketAddress(ipAddress: $0, port: port) }
        return await withTaskGroup(of: (Int, DialResult).self) { group in
            for (index, address) in addresses.enumerated() {
                let dial = self.dial(address: address, security: nil, opening: .touch)
                group.addTask { (index, await dial.make()) }
            }
            var results: [Int: DialResult] = [:]
            for await (index, result) in group { results[index] = result }
            return addresses.enumerated().map { ($0.element, results[$0.offset] ?? DialResult()) }
        }
    }

    /// A port of MQTT where something does listen.
    private func listeningPort(among texts: [String], besides: [Int]) async -> Int? {
        for port in [8883, 1883] where !besides.contains(port) {
            if await isListening(texts, port) { return port }
        }
        return nil
    }

    /// Whether one of the addresses accepts connections at a port.
    func isListening(_ texts: [String], _ port: Int) async -> Bool {
        await knock(texts, port).contains(where: \.result.isConnected)
    }

    /// Finds out what is spoken, first by what the client means to speak.
    private func listen() async -> Speech {
        guard let address = addresses.first else { return .silent }
        let plain = dial(address: address, security: nil, opening: .connect(connect(.v311)))
        // Only settings of our own are in it: it can be made.
        let context = try? credentials.context(checks: false, showsIdentity: false)
        let secure = context.map { context in
            dial(address: address, security: security(context, checks: false), opening: .nothing)
        }
        let web = dial(
            address: address, security: nil,
            opening: .bytes(Array("GET / HTTP/1.1\r\nHost: \(target.host)\r\n\r\n".utf8)))
        let order = (wantsTLS ? [secure, plain] : [plain, secure]).compactMap { $0 }
        guard let first = order.first else { return .silent }
        let last = await first.make()
        if let speech = Speech(last) { return speech }
        async let other = order.last?.make()
        async let asked = web.make()
        for result in [await other, await asked] {
            if let speech = result.flatMap({ Speech($0) }) { return speech }
        }
        return last.ending == .silent ? .silent : .closed
    }

    /// A connection to one of the broker's addresses; plain without `security`.
    func dial(
        address: SocketAddress, security: Dial.Security?, opening: Dial.Opening
    ) -> Dial {
        Dial(
            address: address, security: security, opening: opening,
            patience: TimeAmount(target.patience))
    }

    /// How TLS is spoken with the host.
    func security(_ context: NIOSSLContext, checks: Bool) -> Dial.Security {
        Dial.Security(
            context: context, serverName: target.isAddress ? nil : target.host,
            acceptsAnyChain: !checks)
    }

    /// A client that asks to be let in, without secrets, and whose session is nobody's.
    func connect(_ version: MQTTPackets.ProtocolVersion) -> Connect {
        Connect(version: version, clientID: clientID, keepAlive: target.keepAliveSeconds)
    }
}
