import Foundation
import Identity
import MQTTProbe
import StockPeers
import Testing
import X509

@Suite(.timeLimit(.minutes(1))) struct `Commands with a key in a token` {
    @Test(arguments: ["tlsv1.2", "tlsv1.3"])
    func `publish to stock mosquitto`(version: String) async throws {
        let identity = try await TokenIdentity()
        let stock = try await StockBroker(settings: identity.stockSettings)
        let run = try await identity.tokens.run(
            ApusBinary.path,
            ["pub", "-h", "localhost", "-p", "\(stock.port)", "-t", "t", "-m", "x", "-q", "1"]
                + ["--tls-version", version] + (try security(identity)))
        #expect(run.exitCode == 0 && run.errors.isEmpty, "\(run.errors)")
    }

    @Test func `run a sensor that is an ESP8266 with a secure element`() async throws {
        let identity = try await TokenIdentity()
        let broker = try RunningBroker([identity.made.listener()])
        let folder = try TemporaryFolder()
        let sensor = try await identity.tokens.start(
            ApusBinary.path,
            ["sensor", "-h", "localhost", "-p", "\(broker.port())", "-i", "attic", "--source"]
                + ["load", "--device-profile", "esp8266"] + (try security(identity)), in: folder)
        _ = try await broker.events.connected("attic")
        sensor.signal(SIGINT)
        #expect(try await sensor.end().exitCode == 0)
        #expect(
            try broker.finalLog().contains(
                "negotiated TLSv1.2 cipher ECDHE-ECDSA-AES128-GCM-SHA256")
        )
    }

    @Test func `warn of a PIN that lies open, and show it nowhere`() async throws {
        let identity = try await TokenIdentity()
        let address =
            "pkcs11:token=apus;object=nothing?module-path=\(identity.tokens.modulePath)"
            + "&pin-value=\(SoftTokens.pin)"
        let run = try await identity.tokens.run(
            ApusBinary.path,
            ["pub", "-h", "localhost", "-p", "1", "-t", "t", "-m", "x"]
                + (try security(identity)).dropLast() + [address])
        #expect(run.exitCode == 1)
        #expect(run.errors.contains("Warning: the PIN stands in the key's address"))
        #expect(run.errors.contains("[TLS-051]") && run.errors.contains("'p256' (id=%01)"))
        #expect(!(run.errors + run.output).contains(SoftTokens.pin))
    }

    /// The chain's own authority makes the certificate; the key never leaves the token.
    @Test func `run the whole chain`() async throws {
        let tokens = try await SoftTokens.shared.value
        let folder = try TemporaryFolder()
        let ports = (plain: try await FreePort.find(), secure: try await FreePort.find())
        let chain = try await tokens.start(
            ApusBinary.path,
            ["up", "--dir", folder.path("chain"), "--port", "\(ports.plain)", "--tls-port"]
                + ["\(ports.secure)", "--source", "load", "--sensor-key"]
                + [tokens.address("p256")],
            in: folder)
        try await chain.output.contains("dBm, verified")
        chain.signal(SIGINT)
        let run = try await chain.end()
        #expect(run.exitCode == 0, "\(run.output)\(run.errors)")
        let pki = folder.path("chain/pki")
        #expect(!FileManager.default.fileExists(atPath: pki + "/sensor.key"))
        let certificate = try CertificateFile(reading: pki + "/sensor.token.crt").certificate
        #expect(
            certificate.publicKey == (try KeyFile(reading: tokens.address("p256"))).key.publicKey)
        #expect(!(run.output + run.errors).contains(SoftTokens.pin))
    }

    @Test func `make an authority whose key stays in the token`() async throws {
        let tokens = try await SoftTokens.shared.value
        let folder = try TemporaryFolder()
        let store = IdentityStore(folder: folder.path("pki"))
        let authority = try store.makeAuthority(keyInToken: tokens.address("p384"))
        let key = try String(contentsOfFile: authority.keyPath, encoding: .utf8)
        #expect(key == tokens.address("p384") + "\n")
        // What it issues from then on, every command that signs reads the same file.
        let device = try store.ensureDevice(name: "sensor")
        let server = try store.ensureServer(names: ["localhost"])
        for (leaf, purpose) in [(device, "sslclient"), (server, "sslserver")] {
            let run = try await ProgramRun.run(
                "openssl",
                ["verify", "-x509_strict", "-purpose", purpose, "-CAfile"]
                    + [authority.certificatePath, leaf.certificatePath],
                in: folder.url)
            #expect(run.exitCode == 0, "\(run.errors)")
        }
    }

    @Test func `make an authority, a request and a revocation list with keys in the token`()
        async throws
    {
        let tokens = try await SoftTokens.shared.value
        let folder = try TemporaryFolder()
        let pki = folder.path("pki")
        func apus(_ words: String...) async throws {
            let run = try await tokens.run(ApusBinary.path, words + ["--dir", pki])
            #expect(run.exitCode == 0, "\(words): \(run.errors)")
        }
        try await apus("ca", "init", "--key", tokens.address("p256"))
        try await apus("cert", "csr", "attic", "--key", tokens.address("always"))
        try await apus("cert", "sign", pki + "/attic.csr")
        try await apus("cert", "device", "cellar")
        try await apus("cert", "revoke", "cellar")
        func verify(_ words: String...) async throws -> Bool {
            try await ProgramRun.run("openssl", words, in: folder.url).exitCode == 0
        }
        #expect(try await verify("req", "-in", pki + "/attic.csr", "-noout", "-verify"))
        let trust = ["-CAfile", pki + "/ca.crt", "-CRLfile", pki + "/ca.crl", "-crl_check"]
        for (name, isGood) in [("attic", true), ("cellar", false)] {
            let run = try await ProgramRun.run(
                "openssl",
                ["verify", "-x509_strict"] + trust + [pki + "/\(name).crt"], in: folder.url)
            #expect((run.exitCode == 0) == isGood, "\(run.errors)")
        }
        #expect(
            try CertificateFile(reading: pki + "/attic.crt").certificate.publicKey
                == (try KeyFile(reading: tokens.address("always"))).key.publicKey)
    }

    /// The words of a client that is the device of the key `p256`.
    private func security(_ identity: TokenIdentity) throws -> [String] {
        [
            "--cafile", identity.made.authorityFile, "--cert", try identity.device("p256"), "--key",
            identity.address("p256"),
        ]
    }
}
