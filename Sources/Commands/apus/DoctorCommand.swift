import ArgumentParser
import Foundation
import MQTTPackets
import TLSDoctor

/// `apus doctor`: why a connection fails, from the files, or by connecting.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Say what is wrong with certificates, keys, configurations and connections.",
        discussion: """
            Name files, folders, a broker, or all of them:
              apus doctor ca.crt broker.crt broker.key client.crt
              apus doctor /etc/mosquitto/mosquitto.conf client.crt
              apus doctor broker.example:8883 --cafile ca.crt --cert client.crt --key client.key

            Files are recognized by their content. A broker is called as a client would call it, \
            with all checks. The password of --user comes from APUS_PASSWORD or is asked for.

            Exit status: 0 when nothing keeps connections from working, 1 when something does, \
            2 when the command line is wrong.
            """)

    @Argument(help: "Files, folders, and at most one HOST or HOST:PORT.")
    var places: [String] = []

    @Option(
        name: .customLong("cafile"), parsing: .unconditional,
        help: "The CA certificates that the client trusts (PEM).")
    var authorities: String?

    @Option(
        name: .customLong("cert"), parsing: .unconditional, help: "The client's certificate (PEM).")
    var certificate: String?

    @Option(name: .customLong("key"), parsing: .unconditional, help: "The client's key (PEM).")
    var key: String?

    @Option(name: .customLong("user"), parsing: .unconditional, help: "The client's user name.")
    var userName: String?

    @Option(
        name: .customLong("id"), parsing: .unconditional,
        help: """
            The client's identifier; the doctor takes its session over while it looks. \
            (default: one that nobody has)
            """)
    var clientID: String?

    @Option(name: .customLong("keep-alive"), help: "The client's keep-alive in seconds.")
    var keepAlive: UInt16 = 60

    @Option(
        name: .customLong("mqtt-version"),
        help: "The one MQTT that the client speaks: 311 or 5. (default: both are tried)")
    var version: String?

    @Option(
        name: .customLong("tls-version"),
        help: "The newest TLS that the client speaks: tlsv1.2 or tlsv1.3.")
    var newestTLS = "tlsv1.3"

    @Option(
        name: .customLong("device-profile"),
        help: "A device whose TLS the client has: esp8266 (one ECDSA suite on P-256).")
    var device: String?

    func run() async throws {
        let (paths, hosts) = split()
        guard hosts.count <= 1 else {
            throw usage("one broker at a time: \(hosts.joined(separator: ", "))")
        }
        let client = ClientFiles(authorities: authorities, certificate: certificate, key: key)
        let named = [authorities, certificate, key].compactMap { $0 }
        let now = Int64(Date().timeIntervalSince1970.rounded(.down))
        var report = DoctorReport()
        let caller = named.isEmpty ? FileDoctor.clientFiles(among: paths) : client
        var target = try hosts.first.map { try self.target($0, caller) }
        target?.areFilesGuessed = named.isEmpty
        if !paths.isEmpty || target == nil {
            if paths.isEmpty, named.isEmpty { throw usage("name files, or a broker") }
            report = FileDoctor.examine(paths, client: client, host: target?.host, now: now)
        }
        if let target { report.append(await LiveDoctor.examine(target, now: now)) }
        StandardStream.output(report.text)
        if !report.isHealthy { throw ExitCode(1) }
    }

    /// What exists is a file; of the rest, what looks like one is missing, and all else is a host.
    private func split() -> (paths: [String], hosts: [String]) {
        let suffixes = ["crt", "pem", "key", "cer", "cert", "der", "crl", "conf", "csr", "p12"]
        var paths: [String] = []
        var hosts: [String] = []
        for place in places {
            let suffix = place.split(separator: ".").last.map { $0.lowercased() } ?? ""
            let isURL = place.hasPrefix("mqtt://") || place.hasPrefix("mqtts://")
            let isPath =
                FileManager.default.fileExists(atPath: place) || suffixes.contains(suffix)
                || (place.contains("/") && !isURL)
            if isPath { paths.append(place) } else { hosts.append(place) }
        }
        return (paths, hosts)
    }

    private func target(_ place: String, _ client: ClientFiles) throws -> LiveTarget {
        guard var target = LiveTarget(place: place) else {
            throw usage("'\(place)' is neither a file nor HOST or HOST:PORT")
        }
        target.files = client
        target.userName = userName
        target.password = userName.flatMap { password(of: $0) }
        target.clientID = clientID
        target.keepAliveSeconds = keepAlive
        switch version {
        case nil: break
        case "5", "mqttv5": target.version = .v5
        case "311", "mqttv311": target.version = .v311
        case .some(let other): throw usage("--mqtt-version \(other): 311 or 5")
        }
        switch newestTLS {
        case "tlsv1.3": break
        case "tlsv1.2": target.isLimitedToTLS12 = true
        default: throw usage("--tls-version \(newestTLS): tlsv1.2 or tlsv1.3")
        }
        switch device {
        case nil: break
        case "esp8266": target.isDevice = true
        case .some(let other): throw usage("--device-profile \(other): esp8266")
        }
        return target
    }

    private func password(of user: String) -> [UInt8]? {
        if let password = ProcessInfo.processInfo.environment["APUS_PASSWORD"] {
            return Array(password.utf8)
        }
        guard SecretPrompt.isTerminal else { return nil }
        return SecretPrompt.line("Password of \(user): ").map { Array($0.utf8) }
    }

    private func usage(_ text: String) -> ExitCode { Failure.exit(2, ["Error: \(text)."]) }
}
