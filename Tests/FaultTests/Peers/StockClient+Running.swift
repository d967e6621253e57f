import Foundation
import Misconfigurations
import StockPeers

extension StockClient {
    /// How a table calls it.
    var name: String {
        switch self {
        case .mosquitto: "mosquitto_pub"
        case .openssl: "openssl s_client"
        case .python: "Python ssl"
        case .gnutls: "gnutls-cli"
        case .plain: "bytes"
        }
    }

    /// Those that may stand in for mosquitto_pub when TLS is at fault.
    static let others: [StockClient] = [.openssl([]), .python, .gnutls]

    /// Meets a broker at that port, whatever comes of it; answers its exit code.
    @discardableResult
    func meet(_ setup: Setup, port: Int) async throws -> Int32 {
        switch self {
        case .mosquitto:
            return try await run("mosquitto_pub", mosquittoArguments(setup.client, port), setup)
        case .openssl(let arguments):
            return try await run("openssl", Self.opensslArguments(setup, port) + arguments, setup)
        case .python:
            return try await run("/usr/bin/python3", script(Self.pythonText, setup, port), setup)
        case .gnutls:
            var arguments = ["--port", "\(port)", setup.client.host]
            if setup.client.newestTLS == "tlsv1.2" {
                arguments += ["--priority", "NORMAL:-VERS-TLS1.3"]
            }
            if let file = setup.client.authorities { arguments += ["--x509cafile", file] }
            if let file = setup.client.certificate, let key = setup.client.key {
                arguments += ["--x509certfile", file, "--x509keyfile", key]
            }
            return try await run("gnutls-cli", arguments, setup)
        case .plain(let bytes):
            let peer = try await RawPeer(port: port)
            await peer.send(bytes)
            await peer.close()
            return 0
        }
    }

    private func run(_ program: String, _ arguments: [String], _ setup: Setup) async throws -> Int32
    {
        try await ProgramRun.run(
            "/usr/bin/timeout", ["5", try ProgramRun.find(program).path] + arguments,
            in: setup.folder.url
        ).exitCode
    }

    private func mosquittoArguments(_ client: ClientSide, _ port: Int) -> [String] {
        var arguments = [
            "-h", client.host, "-p", "\(port)", "-t", "t", "-m", "x", "-k",
            "\(client.keepAliveSeconds)", "-V", client.version == .v5 ? "mqttv5" : "mqttv311",
            "-i", client.clientID,
        ]
        if let name = client.userName { arguments += ["-u", name, "-P", client.password] }
        guard client.usesTLS else { return arguments }
        if let file = client.authorities { arguments += ["--cafile", file] }
        if let file = client.certificate { arguments += ["--cert", file] }
        if let file = client.key { arguments += ["--key", file] }
        if let version = client.newestTLS { arguments += ["--tls-version", version] }
        return arguments
    }

    private static func opensslArguments(_ setup: Setup, _ port: Int) -> [String] {
        let client = setup.client
        let isAddress = client.host.first?.isNumber == true
        var arguments = [
            "s_client", "-connect", "\(client.host):\(port)", "-verify_return_error",
            isAddress ? "-verify_ip" : "-verify_hostname", client.host,
        ]
        // Without a dot in it, s_client does not say the name by itself.
        if !isAddress { arguments += ["-servername", client.host] }
        if let file = client.authorities { arguments += ["-CAfile", file] }
        if let file = client.certificate, let key = client.key {
            arguments += ["-cert", file, "-key", key]
        }
        if client.newestTLS == "tlsv1.2" { arguments.append("-tls1_2") }
        return arguments
    }

    private func script(_ text: String, _ setup: Setup, _ port: Int) -> [String] {
        let client = setup.client
        return [
            "-c", text, client.host, "\(port)", client.authorities ?? "", client.certificate ?? "",
            client.key ?? "", client.newestTLS ?? "",
        ]
    }

    /// Waits for one byte after the handshake: in TLS 1.3 a refusal comes only then.
    private static let pythonText = """
        import socket, ssl, sys
        host, port, authorities, certificate, key, newest = sys.argv[1:7]
        context = ssl.create_default_context(cafile=authorities or None)
        if newest == 'tlsv1.2': context.maximum_version = ssl.TLSVersion.TLSv1_2
        if certificate: context.load_cert_chain(certificate, key)
        raw = socket.create_connection((host, int(port)), 5)
        link = context.wrap_socket(raw, server_hostname=host)
        link.send(bytes.fromhex('100d00044d5154540402003c000161'))
        link.recv(1)
        """
}
